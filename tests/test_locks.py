"""A folder is held by one process at a time, and by none that has ended."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from cchc_analysis.locks import alone

HOLD = """
import sys, time
from pathlib import Path
from cchc_analysis.locks import alone
with alone(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()


def test_nothing_is_left_and_it_may_be_taken_again(tmp_path):
    for _ in range(3):
        with alone(tmp_path):
            assert len(list(tmp_path.iterdir())) == 1
        assert list(tmp_path.iterdir()) == []


def test_the_second_says_who_holds_it_and_waits(tmp_path, holder):
    said, order = [], []

    def second():
        with alone(tmp_path, said.append):
            order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    while not said:
        time.sleep(0.01)
    order.append("first ends")
    holder.stdin.close()
    thread.join(30)
    assert order == ["first ends", "second"]
    (sentence,) = said
    assert sentence.startswith(f"waiting for process {holder.pid}, since ")
    assert sentence.endswith(f", which works on {tmp_path}")


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_the_lock_of_a_killed_process_is_no_lock(tmp_path, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert (tmp_path / ".cchc.lock").exists()
    said = []
    with alone(tmp_path, said.append):
        pass
    assert said == []


def test_a_file_that_no_one_holds_is_no_lock(tmp_path):
    (tmp_path / ".cchc.lock").write_bytes(b"\xff{")
    with alone(tmp_path, lambda text: pytest.fail(text)):
        pass


def test_many_take_turns(tmp_path):
    inside, most = [], []

    def turn():
        for _ in range(20):
            with alone(tmp_path):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=turn) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert max(most) == 1
    assert len(most) == 80
    assert not os.listdir(tmp_path)


def test_who_holds_it_may_take_it_again(tmp_path):
    with alone(tmp_path), alone(tmp_path, lambda text: pytest.fail(text)):
        pass
    assert not os.listdir(tmp_path)
