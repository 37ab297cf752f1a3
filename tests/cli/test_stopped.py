"""A command that is told to stop says what is kept, in one line, once and twice."""

import signal
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
SAID = "cchc: stopped; what was finished is kept: run the same command again to go on\n"
# The tests' own shell may have signals ignored, which a child inherits.
COMMAND = """
import signal, sys, time
wait = sys.argv.pop()
for name in (signal.SIGINT, signal.SIGTERM):
    signal.signal(name, signal.SIG_DFL)
from cchc_analysis import store
from cchc_analysis.cli import main

def update(*given, **more):
    try:
        print("begun", flush=True)
        time.sleep(60)
    finally:
        print("ending", flush=True)
        time.sleep(float(wait))

store.update = update
main()
"""


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("times", [1, 2])
def test_stopped_once_and_twice(name, times, tmp_path):
    (tmp_path / "data" / "raw" / "2023-Q1").mkdir(parents=True)
    wait = "0" if times == 1 else "60"
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND, "export", "2023-Q1", "--data", str(tmp_path / "data"), wait],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "begun\n"
        begin = time.monotonic()
        process.send_signal(name)
        assert process.stdout.readline() == "ending\n"
        if times == 2:
            process.send_signal(name)
        assert process.wait(30) == 130
        assert process.stderr.read() == SAID
    assert time.monotonic() - begin < 30
