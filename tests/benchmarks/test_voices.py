"""The reports in the voices are consistent, labelled in place, and written without the package that reads them."""

import ast
import random
from collections import Counter
from fractions import Fraction
from pathlib import Path

import docx
import pytest

from benchmarks.voices import faults, figures, report, voices
from benchmarks.voices.counting import Gold, tally
from benchmarks.voices.labels import labels, window
from benchmarks.voices.numbers import Hand, spelt
from benchmarks.voices.voices import SEEN, UNSEEN

FOLDER = Path(voices.__file__).parent
ALL = (*SEEN, *UNSEEN)


def test_nothing_of_the_package_is_imported():
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            named += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.split(".")[0] == "cchc_analysis" for name in named), path.name


def test_seen_and_unseen_offices_are_apart():
    assert len(SEEN) == 30
    assert len(UNSEEN) == 13
    assert {path.stem for path in FOLDER.glob("offices/*.txt")} == {*ALL}
    words = [voices.load(name).words for name in ALL]
    # No line with a figure is worded by two offices alike, whatever the figures.
    lines = Counter(line for text in words for line in {line.strip() for line in text.splitlines() if "{" in line})
    assert [line for line, times in lines.items() if times > 1] == []


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("seed", [0, 1])
def test_each_label_stands_once(name, seed):
    made = report.make(name, seed)
    text, start = made.text()
    found = labels(text, made.printed(), start)
    assert [label.fragment for label in found if text.count(label.fragment) != 1] == []
    assert {label.measure for label in found} - {"trap"} <= {*figures.MEASURES.values(), "window_start", "window_end"}
    assert sum(label.scope == "own" for label in found) >= 6
    assert "{" not in text
    assert "[" not in text
    assert made.text() == report.make(name, seed).text()


@pytest.mark.parametrize("seed", range(40))
def test_figures_agree(seed):
    rng = random.Random(seed)
    drawn = figures.draw(
        rng, {"parts": str(seed % 3 + 1), "further": ("", "returned post", "supplement stopped")[seed % 3]}
    )
    for prefix in ("", "a.", "last."):
        of = {name: drawn[prefix + name] for name in figures.BLOCK}
        assert of["received"] == of["new"] + of["carried"]
        assert of["received"] == of["resolved"] + of["pending"] + of["returned"] + of["withdrawn"] + of["stopped"]
        assert of["new"] == of["online"] + of["direct"] + of["post"]
        assert of["resolved"] == of["early"] + of["on_day"] + of["late"]
        assert of["pending"] == of["in_time"] + of["overdue"] + of["supplement"]
        assert of["online"] == of["full"] + of["partial"]
    assert all(drawn[part] <= drawn[whole] for part, whole in figures.PARTS)
    assert min(drawn.values()) >= 0
    assert drawn["cum.received"] == drawn["cum.new"] + drawn["cum.carried"]


def test_numbers_are_written_by_the_hand_of_the_office():
    hand = Hand(thousands=" ", pads=True, digits=1, percent=" %")
    assert [hand.write(Fraction(value)) for value in (0, 7, 12, 1284)] == ["0", "07", "12", "1 284"]
    # 1102/1241 = 88,7993 %.
    assert hand.write(Fraction(110200, 1241), is_share=True) == "88,8 %"
    assert Hand(trims=True).write(Fraction(199, 2), is_share=True) == "99,5%"
    assert [Hand().write(Fraction(1284), style) for style in ("about", "over")] == ["1.300", "1.200"]
    assert [spelt(value) for value in (0, 25, 101, 2014)] == [
        "không", "hai mươi lăm", "một trăm linh một", "hai nghìn không trăm mười bốn",
    ]  # fmt: skip


def test_a_window_is_of_one_line_and_stands_once():
    text = "mới 12 hồ sơ\ncũ 12 hồ sơ, mới 12 hồ sơ"
    assert window(text, text.rindex("12"), text.rindex("12") + 2) == "sơ, mới 12 hồ"
    with pytest.raises(ValueError, match=r"^no words that stand once around '12' in 'cũ 12'$"):
        window("cũ 12\ncũ 12", 3, 5)


@pytest.mark.parametrize("kind", faults.KINDS)
def test_a_fault_changes_one_figure(kind):
    planted = 0
    for name in SEEN:
        made = report.make(name, 0)
        if not (done := faults.plant(made, kind, random.Random(1))):
            continue
        wrong, fault = done
        assert fault.kind == kind
        assert fault.printed != fault.true
        before, after = made.text()[0].splitlines(), wrong.text()[0].splitlines()
        differ = [(one, two) for one, two in zip(before, after, strict=True) if one != two]
        assert differ
        assert any(fault.printed in two for _, two in differ)
        planted += 1
    assert planted >= 3


def test_a_word_document_says_the_same(tmp_path):
    made = report.make("muong-khuong", 0)
    made.save_word(tmp_path / "report.docx")
    document = docx.Document(str(tmp_path / "report.docx"))
    assert len(document.tables) == 8
    online = next(row.cells for row in document.tables[0].rows if row.cells[0].text == "- Trực tuyến")
    assert online[1].text == made.voice.hand.write(made.figures["online"])


def test_what_is_read_is_held_against_the_labels():
    gold = [
        Gold("dossiers_received", 716, "own", "", 3, "nhận 716"),
        Gold("dossiers_received", 802, "last_year", "", 3, "cùng kỳ 802"),
        Gold("dossiers_resolved", 700, "own", "", 4, "xong 700"),
        Gold("trap", 2026, "", "", 3, "năm 2026"),
    ]

    def row(measure, value):
        return {"measure": measure, "value": value, "raw": str(value), "quote": "", "source_line": 3}

    given = [
        row("dossiers_received", 716),
        row("dossiers_received", 802),
        row("dossiers_new", 2026),
        row("dossiers_new", 5),
    ]
    counts = tally("one.txt", gold, given).counts
    assert counts == {"asked": 2, "found": 1, "right": 1, "scope": 1, "trap": 1, "wrong": 1}
