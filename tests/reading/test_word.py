"""Word files as offices send them: reviewed, filled through controls, merged, nested, numbered by Word itself."""

import copy

import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from cchc_analysis.parsing.report import read_report
from cchc_analysis.reading import Paragraph, TableRow, read_document


def wrap(element, tag, inner=None):
    """Put an element into a new one, in its place."""
    outer = OxmlElement(tag)
    element.addprevious(outer)
    if inner:
        content = OxmlElement(inner)
        outer.append(content)
        content.append(element)
    else:
        outer.append(element)
    return outer


def filled_runs(document):
    """The runs of every value of the seven forms."""
    for table in document.tables[2:9]:
        for row in table._tbl.tr_lst[2:]:
            yield from row.tc_lst[3].iter(qn("w:r"))


def deleted(text):
    gone, run, words = OxmlElement("w:del"), OxmlElement("w:r"), OxmlElement("w:delText")
    words.text = text
    run.append(words)
    gone.append(run)
    return gone


def test_values_inserted_and_deleted_under_review(from_word, differences):
    def change(document):
        for run in list(filled_runs(document)):
            wrap(run, "w:ins").addprevious(deleted("999"))

    assert differences(from_word(change)) == {}


def test_values_in_content_controls(from_word, differences):
    def change(document):
        for run in list(filled_runs(document)):
            wrap(run, "w:sdt", "w:sdtContent").insert(0, OxmlElement("w:sdtPr"))

    assert differences(from_word(change)) == {}


def test_content_controls_around_cells_and_rows(from_word, differences):
    def change(document):
        for table in document.tables[2:9]:
            for number, row in enumerate(table._tbl.tr_lst[2:]):
                if number % 2:
                    wrap(row, "w:sdt", "w:sdtContent")
                else:
                    wrap(row.tc_lst[3], "w:sdt", "w:sdtContent")

    assert differences(from_word(change)) == {}


def test_a_whole_table_in_a_content_control(from_word, differences):
    assert differences(from_word(lambda document: wrap(document.tables[4]._tbl, "w:sdt", "w:sdtContent"))) == {}


def test_a_deleted_row_is_no_row(from_word, word_row, differences, rules):
    def change(document):
        row = word_row(document, "3", "3.3.1")._tr
        properties = row.get_or_add_trPr()
        properties.append(OxmlElement("w:del"))

    frames = from_word(change)
    assert differences(frames) == {"3:3.3.1": (None, "absent")}
    assert [rule for rule, _ in rules(frames)] == ["row-missing"]


def test_value_and_note_cells_merged(from_word, word_row, differences):
    def change(document):
        row = word_row(document, "3", "3.3.1")
        row.cells[3].merge(row.cells[4])

    assert differences(from_word(change)) == {}


def test_cells_merged_downwards_have_their_text_once(from_word, word_row, differences, cells):
    def change(document):
        above, below = word_row(document, "3", "1.1"), word_row(document, "3", "1.2")
        below.cells[3].text = ""
        above.cells[3].merge(below.cells[3])

    frames = from_word(change)
    assert differences(frames) == {"3:1.2": (None, "blank")}
    assert cells(frames)["3", "1.1"] == (0, "reported", "0")


def test_a_form_inside_a_table_of_layout(from_word, differences):
    """The whole form stands in one cell of an outer table, as in documents laid out by hand."""

    def change(document):
        form = document.tables[4]._tbl
        outer = copy.deepcopy(form)
        for row in outer.tr_lst[1:]:
            outer.remove(row)
        for cell in outer.tr_lst[0].tc_lst[1:]:
            outer.tr_lst[0].remove(cell)
        cell = outer.tr_lst[0].tc_lst[0]
        for child in list(cell):
            cell.remove(child)
        form.addprevious(outer)
        cell.append(form)
        cell.append(OxmlElement("w:p"))

    assert differences(from_word(change)) == {}


def test_a_form_split_by_hand(from_word, differences):
    """Its second half is a table of its own, without title and head."""

    def change(document):
        form = document.tables[8]._tbl
        second = copy.deepcopy(form)
        for row in second.tr_lst[:15]:
            second.remove(row)
        for row in form.tr_lst[15:]:
            form.remove(row)
        paragraph = OxmlElement("w:p")
        form.addnext(paragraph)
        paragraph.addnext(second)

    assert differences(from_word(change)) == {}


def test_numbering_by_word_leaves_no_codes(from_word, differences):
    def change(document):
        for table in document.tables[2:9]:
            for row in table._tbl.tr_lst[2:]:
                for text in row.tc_lst[0].iter(qn("w:t")):
                    text.text = ""

    assert differences(from_word(change)) == {}


def test_a_row_nobody_knows(from_word, word_row, differences, rules):
    def change(document):
        row = word_row(document, "3", "3.3.1")._tr
        added = copy.deepcopy(row)
        row.addnext(added)
        for cell, text in zip(added.tc_lst, ("3.3.9.", "Số cuộc họp của tổ công tác", "Cuộc", "12", ""), strict=True):
            words = list(cell.iter(qn("w:t")))
            for word in words:
                word.text = ""
            if words:
                words[0].text = text

    frames = from_word(change)
    assert differences(frames) == {}
    assert rules(frames) == [
        (
            "row-unknown",
            "Biểu mẫu 3 có dòng không nằm trong mẫu đã biết: “3.3.9. Số cuộc họp của tổ công tác Cuộc 12”. "
            "Dòng này chưa được dùng.",
        )
    ]
    assert rules(frames, "en")[0][1] == (
        "Form 3 has a row that the known edition does not: “3.3.9. Số cuộc họp của tổ công tác Cuộc 12”. "
        "It is not used."
    )


LABEL = "Biểu mẫu 3, mục 3.3.1 (Tổng số hồ sơ TTHC đã giải quyết xong)"


@pytest.mark.parametrize(
    ("text", "rule", "message"),
    [
        (
            "709 716",
            "cell-unreadable",
            f"{LABEL}: không đọc chắc được “709 716” thành một số.",
        ),
        ("khoảng 700", "cell-unreadable", f"{LABEL}: không đọc chắc được “khoảng 700” thành một số."),
        ("7,09", "cell-unreadable", f"{LABEL}: không đọc chắc được “7,09” thành một số."),
    ],
)
def test_a_cell_that_is_no_one_number(text, rule, message, from_word, word_row, differences, rules):
    def change(document):
        word_row(document, "3", "3.3.1").cells[3].text = text

    frames = from_word(change)
    assert differences(frames) == {"3:3.3.1": (None, "unreadable")}
    assert rules(frames) == [(rule, message)]


@pytest.mark.parametrize("text", ["", "-", "–", "…"])
def test_blank_stays_blank(text, from_word, word_row, differences, rules):
    def change(document):
        word_row(document, "3", "3.3.1").cells[3].text = text

    frames = from_word(change)
    assert differences(frames) == {"3:3.3.1": (None, "blank")}
    assert rules(frames) == []


def test_a_value_where_the_label_should_be(from_word, word_row, differences, rules):
    """The row is not the edition's any more: it is absent, and what stands there is shown."""

    def change(document):
        word_row(document, "3", "3.3.1").cells[1].text = "709"

    frames = from_word(change)
    assert differences(frames) == {"3:3.3.1": (None, "absent")}
    assert rules(frames) == [
        ("row-missing", "Biểu mẫu 3 không có dòng 3.3.1: Tổng số hồ sơ TTHC đã giải quyết xong."),
        (
            "row-unknown",
            "Biểu mẫu 3 có dòng không nằm trong mẫu đã biết: “3.3.1. 709 Hồ sơ 709”. Dòng này chưa được dùng.",
        ),
    ]


def test_a_value_in_the_note_column(from_word, word_row, differences, rules):
    def change(document):
        row = word_row(document, "3", "3.3.1")
        row.cells[3].text, row.cells[4].text = "", "709"

    frames = from_word(change)
    assert differences(frames) == {"3:3.3.1": (None, "unreadable")}
    assert rules(frames) == [("cell-value-in-note", f"{LABEL}: ô giá trị trống nhưng cột ghi chú có số “709”.")]


def test_an_amount_in_another_unit(from_word, word_row, differences, rules):
    def change(document):
        word_row(document, "6", "1.1").cells[2].text = "Tỷ đồng"

    frames = from_word(change)
    assert differences(frames) == {"6:1.1": (None, "unreadable")}
    assert rules(frames) == [
        (
            "cell-other-unit",
            "Biểu mẫu 6, mục 1.1 (Kế hoạch được giao): đơn vị ghi “Tỷ đồng” thay vì “Triệu đồng”, nên chưa dùng số này.",
        ),
        ("row-other-unit", "Biểu mẫu 6, mục 1.1: đơn vị tính ghi “Tỷ đồng”, mẫu ghi “Triệu đồng”."),
    ]


def test_an_option_printed_as_its_word(from_word, word_row, differences, cells):
    def change(document):
        word_row(document, "1", "5").cells[3].text = "Không"

    frames = from_word(change)
    assert differences(frames) == {"1:5": (0, "reported")}
    assert cells(frames)["1", "5"][2] == "Không"


def test_columns_in_another_order_under_their_heads(from_word, differences):
    """Unit and value change places; the head says so."""

    def change(document):
        for row in document.tables[4]._tbl.tr_lst[1:]:
            row.tc_lst[3].addnext(row.tc_lst[2])

    assert differences(from_word(change)) == {}


def test_blocks_keep_reading_order_and_number(report_files):
    document = read_document(report_files["docx"])
    assert document.media == "docx"
    assert document.has_tables
    assert [block.place.line for block in document.blocks] == list(range(1, len(document.blocks) + 1))
    assert isinstance(document.blocks[0], TableRow)
    title = next(block for block in document.blocks if block.text == "BÁO CÁO")
    assert isinstance(title, Paragraph)


def test_a_hostile_span_fills_no_memory(from_word, word_row, report_files, tmp_path):
    def change(document):
        cell = word_row(document, "3", "3.3.1")._tr.tc_lst[4]
        cell.get_or_add_tcPr().get_or_add_gridSpan().val = 1000000000

    from_word(change)
    document = read_document(tmp_path / "report.docx")
    assert max(len(block.cells) for block in document.blocks if isinstance(block, TableRow)) == 68


def test_lines_of_findings_are_those_of_blocks(report_files):
    frames = read_report(report_files["docx"])
    document = read_document(report_files["docx"])
    row = frames.observations.set_index("indicator").loc["dossiers_resolved"]
    assert document.blocks[row["source_line"] - 1].cells[3].text == "709"
