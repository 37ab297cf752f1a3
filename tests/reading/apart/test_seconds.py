"""What takes no end is ended, also within a search of a pattern, and nothing else is touched."""

import contextlib
import re
import signal
import time

import pytest

from cchc_analysis.errors import ReadError
from cchc_analysis.reading.apart.seconds import CAN_LIMIT, within

pytestmark = pytest.mark.skipif(not CAN_LIMIT, reason="no timer of processor time")
MESSAGE = "a.txt: found more than 0.2 s of work; expected an ordinary document; save it again or send the .docx."


def _without_end(swallow):
    with contextlib.suppress(*swallow):
        re.match(r"(a+)+$", "a" * 60 + "b")


@pytest.mark.parametrize("swallow", [(), (Exception,)])
def test_a_search_without_end_is_ended(swallow):
    before = signal.getsignal(signal.SIGPROF)
    with pytest.raises(ReadError, match=f"^{re.escape(MESSAGE)}$") as refused, within("a.txt", 0.2):
        _without_end(swallow)
    assert refused.value.rule == "file-no-end"
    assert signal.getsignal(signal.SIGPROF) is before
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)


def test_waiting_is_no_work():
    with within("a.txt", 0.2):
        time.sleep(0.4)


def test_other_errors_pass():
    with pytest.raises(KeyError), within("a.txt"):
        raise KeyError("x")
