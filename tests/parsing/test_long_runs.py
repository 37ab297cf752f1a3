"""Long runs of one thing cost what their length costs: twice as much of it takes no four times the steps."""

import sys

import pytest

from cchc_analysis.errors import CchcError
from cchc_analysis.parsing.report import read_report
from cchc_analysis.periods import Period

RUNS = {"blanks": "\u00a0", "numbers": "12 ", "ands": "và "}


def steps(path):
    """Return how often a line of ours is run, which no busy machine changes."""
    count = 0

    def trace(frame, event, _):
        nonlocal count
        count += event == "line"
        return trace if "cchc_analysis" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        read_report(path, Period.parse("2023-Q1"))
    except CchcError:
        pass
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("run", RUNS)
def test_twice_the_length_takes_twice_the_steps(run, report_text, tmp_path):
    at = report_text.index("hồ sơ", report_text.index("II."))
    path, counts = tmp_path / "long.txt", []
    for length in (0, 3_000, 6_000):
        long = (RUNS[run] * length)[:length]
        path.write_text(report_text[:at] + long + report_text[at:] + long, encoding="utf-8")
        counts.append(steps(path))
    none, once, twice = counts
    # What a short report itself takes varies with how its rows are cut by the run: a tenth of it is left for that.
    assert twice - none <= 2.6 * max(once - none, 0) + none / 10
