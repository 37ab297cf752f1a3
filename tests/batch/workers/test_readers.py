"""Documents read in several processes say the same as in one."""

import shutil

from cchc_analysis import store
from cchc_analysis.batch.workers.readers import FEW, Readers
from cchc_analysis.errors import CchcError
from cchc_analysis.parsing.cover import Given
from cchc_analysis.periods import Period
from tests.paths import TEXT


def test_many_documents_are_read_in_several_processes_as_in_one(tmp_path):
    folder = tmp_path / "raw" / "2023-Q1"
    folder.mkdir(parents=True)
    text = TEXT.read_text(encoding="utf-8")
    for number in range(FEW + 2):
        (folder / f"{number:02}.txt").write_text(f"{text}\n{number}\n", encoding="utf-8")
    (folder / "empty.docx").write_bytes(b"")
    period = Period.parse("2023-Q1")
    seen = []
    many = store.update(tmp_path, period, seen.append, Readers(2))
    frames = store.load(period, tmp_path)
    shutil.rmtree(tmp_path / "tidy")
    assert many == store.update(tmp_path, period)
    assert frames.hash == store.load(period, tmp_path).hash
    assert seen == [f"2023-Q1/{number:02}.txt" for number in range(FEW + 2)] + ["2023-Q1/empty.docx"]


def test_read_and_check_fan_out_and_say_the_same(tmp_path):
    text = TEXT.read_text(encoding="utf-8")
    for number in range(FEW + 1):
        (tmp_path / f"{number:02}.txt").write_text(f"{text}\n{number}\n", encoding="utf-8")
    (tmp_path / "07-bad.txt").write_text("no report\n", encoding="utf-8")
    files = [(path, path.name, Given()) for path in sorted(tmp_path.iterdir())]
    one, two = (list(Readers(jobs).reports(files)) for jobs in (1, 2))
    assert [str(part) if isinstance(part, CchcError) else part.hash for part in two] == [
        str(part) if isinstance(part, CchcError) else part.hash for part in one
    ]
    assert [number for number, part in enumerate(two) if isinstance(part, CchcError)] == [7]
