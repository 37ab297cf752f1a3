"""Whatever becomes of workers, each task is answered and the pool ends."""

import sys

import pytest

from cchc_analysis.batch.workers import pool as pools
from cchc_analysis.batch.workers.messages import ReadAnswer, ReadSetting, ReadTask
from cchc_analysis.batch.workers.pool import Pool

TASKS = [ReadTask(number=n, path="a.txt", name="a.txt") for n in range(3)]


def errors(program, tmp_path, monkeypatch, executable=sys.executable, **environment):
    monkeypatch.setattr(pools.sys, "executable", str(executable))
    with Pool(2, ReadSetting(work=str(tmp_path)), environment, ReadAnswer, program) as pool:
        answers = [answer for answer in pool.make(TASKS) if answer is not None]
    assert sorted(answer.number for answer in answers) == [0, 1, 2]
    return {answer.error for answer in answers}


def test_workers_that_cannot_be_started_cost_a_line_each(tmp_path, monkeypatch):
    found = errors("json", tmp_path, monkeypatch, tmp_path / "nothing")
    assert found == {"no worker process could be started (No such file or directory)"}


def test_workers_that_end_at_once_cost_a_line_each(tmp_path, monkeypatch):
    assert errors("no.such.module", tmp_path, monkeypatch) == {"the worker process died (exit status 1)"}


@pytest.mark.parametrize("rubbish", ["rubbish", "[1]", "{}", '{"number": 99}', "null"])
def test_workers_that_answer_rubbish_cost_a_line_each(rubbish, tmp_path, monkeypatch):
    (tmp_path / "babble.py").write_text(f"import sys\nfor line in sys.stdin: print({rubbish!r}, flush=True)\n")
    found = errors("babble", tmp_path, monkeypatch, PYTHONPATH=str(tmp_path))
    assert found == {f"the worker process answered {rubbish + chr(10)!r}"}
