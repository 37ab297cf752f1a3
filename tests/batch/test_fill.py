"""What pages show of other communes: worked out once, put into every page, and never out of date."""

import base64
import re
import shutil

import pytest

from cchc_analysis.batch import Task, run
from cchc_analysis.batch.fill import Filling
from cchc_analysis.errors import CchcError
from cchc_analysis.pages.among_peers import Among
from cchc_analysis.periods import Period
from cchc_analysis.store import parquet
from tests.paths import NOTEBOOKS
from tests.runs import lines, statuses
from tests.small_frames import frames_of, three

NOTEBOOK = NOTEBOOKS / "shows_its_peers.ipynb"
PERIOD = "2026-Q3"
COUNTS = {f"{code:05}": (80 + code, 100) for code in range(1, 13)}


def frames(**changed):
    counts = COUNTS | {f"{code[1:]:>05}": pair for code, pair in changed.items()}
    return frames_of({code: three(*pair) for code, pair in counts.items()}, PERIOD)


def batch(communes, out, codes, filling=True, **options):
    parquet.write(communes, out.parent / "data" / "tidy" / PERIOD)
    data = out.parent / "data"
    tasks = [
        Task(
            NOTEBOOK,
            {"period": PERIOD, "commune_code": code, "language": "en"},
            f"{code}.html",
            code,
            str(communes.observations.loc[communes.observations["commune_code"] == code, "value"].tolist()),
        )
        for code in codes
    ]
    return run(
        tasks,
        out,
        environment={"CCHC_DATA": str(data)},
        language="en",
        jobs=2,
        warm=False,
        progress=False,
        filling=Filling(communes, data, "en") if filling else None,
        **options,
    )


def test_a_changed_report_renews_every_page_and_runs_one_notebook(tmp_path):
    out, codes = tmp_path / "out", ("00001", "00002")
    before, after = frames(), frames(c2=(10, 100))
    assert statuses(batch(before, out, codes)) == ["done", "done"]
    assert statuses(batch(before, out, codes)) == ["skipped", "skipped"]
    assert Among(before, "en").of("00001").html in (out / "00001.html").read_text(encoding="utf-8")
    assert statuses(batch(after, out, codes)) == ["renewed", "done"]
    assert Among(before, "en").of("00001").html != Among(after, "en").of("00001").html
    for code in codes:
        assert Among(after, "en").of(code).html in (out / f"{code}.html").read_text(encoding="utf-8")
    assert statuses(batch(after, out, codes)) == ["skipped", "skipped"]
    assert [line["status"] for line in lines(out)] == ["done", "done"]
    # A notebook run by itself works the same page out.
    shutil.copytree(out, tmp_path / "alone")
    batch(after, tmp_path / "alone", codes[:1], filling=False, force=True)
    assert (tmp_path / "alone" / "00001.html").read_bytes() == (out / "00001.html").read_bytes()


def page_of(out, content):
    out.mkdir()
    (out / "00001.html").write_text(content, encoding="utf-8")
    return out / "00001.html"


def test_a_page_is_written_only_if_its_place_changes(tmp_path):
    page = page_of(tmp_path / "out", "a<!--cchc-peers 00003--><!--/cchc-peers-->z")
    filling = Filling(frames(), tmp_path, "vi")
    assert filling.write(page, page)
    text = page.read_text(encoding="utf-8")
    assert re.fullmatch(
        "a<!--cchc-peers 00003--><p class='muted'>[^<]+</p><figure>.*</ul><!--/cchc-peers-->z", text, re.S
    )
    assert filling.write(page, tmp_path / "other") is None
    assert not (tmp_path / "other").exists()
    assert filling.hash == Filling(frames(), tmp_path, "vi").hash != Filling(frames(c1=(1, 100)), tmp_path, "vi").hash


def test_groups_that_cannot_be_used_are_said_before_any_page(tmp_path):
    (tmp_path / "units").mkdir()
    (tmp_path / "units" / "peers.csv").write_text("commune_code,group\n00001,A\n", encoding="utf-8")
    with pytest.raises(CchcError, match=r"^peers\.csv: found no row for 00002"):
        Filling(frames(), tmp_path, "vi")


def test_figures_that_cannot_be_compared_fail_the_page_and_keep_the_last_good_one(tmp_path, monkeypatch):
    out, codes = tmp_path / "out", ("00001",)
    batch(frames(), out, codes)
    good = (out / "00001.html").read_bytes()

    def refuse(*_):
        raise ValueError("no figures")

    monkeypatch.setattr(Among, "of", refuse)
    (outcome,) = batch(frames(c2=(10, 100)), out, codes)
    assert (outcome.status, outcome.error.split(";")[0]) == (
        "failed",
        "peers in page '00001.html': found ValueError: no figures",
    )
    assert (out / "00001.html").read_bytes() == good
    assert lines(out)[0]["status"] == "failed"  # so that the next run makes it


def test_the_picture_shows_each_peer_once_and_the_commune_apart():
    """Twelve communes with different rates: eleven dots and a diamond; 83/100 stands at 287 + 0.83 · 437 = 650."""
    html = Among(frames(), "vi").of("00003").html
    dots = html[html.rindex('<g class="dots">') :]
    assert dots.count("h0") == 11
    assert html.count('d="M650 ') == 1
    assert "83/100 (83,0 %)" in html
    assert "trong 12 đơn vị" in html
    assert 'role="img" aria-label="1 tỷ lệ của đơn vị' in html
    assert Period.parse(PERIOD).label("vi") not in html


def test_the_picture_gives_its_data():
    """Twelve communes, one headline rate, a row each."""
    html = Among(frames(), "vi").of("00003").html
    (data,) = re.findall(r'<a download="[a-z0-9-]+\.csv" href="data:text/csv;charset=utf-8;base64,([^"]+)">', html)
    lines = base64.b64decode(data).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Mã;Đơn vị;Chỉ tiêu;Tử số;Mẫu số")
    assert [line.split(";")[0] for line in lines[1:]] == [f"{number:05}" for number in range(1, 13)]
