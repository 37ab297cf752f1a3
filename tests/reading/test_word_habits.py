"""What people do to a Word cell by hand: each shows in the figure or is refused, and nothing makes another number of it."""

import copy
import zipfile

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from cchc_analysis.parsing.report import read_report

NAMES = (
    nsdecls("w")
    + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    + ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    + ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    + ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
RUN = "<w:r>{}<w:t>{}</w:t></w:r>"


def run(text, properties=""):
    return RUN.format(f"<w:rPr>{properties}</w:rPr>" if properties else "", text)


def paragraph(content, is_joined=False):
    mark = '<w:pPr><w:rPr><w:del w:id="1" w:author="a"/></w:rPr></w:pPr>' if is_joined else ""
    return f"<w:p>{mark}{content}</w:p>"


def box(text):
    """A text box as Word 2010 and later write it, with the same words once more for older programs."""
    inner = f"<w:txbxContent>{paragraph(run(text))}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{inner}</wps:txbx></w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def control(inner, properties="", is_whole=False):
    content = f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"
    return content if is_whole else paragraph(content)


def fill(cell, *contents):
    """Replace what stands in a cell by raw XML."""
    for child in list(cell):
        if child.tag != qn("w:tcPr"):
            cell.remove(child)
    for child in parse_xml(f"<w:tc {NAMES}>{''.join(contents)}</w:tc>"):
        cell.append(child)


READ = {
    "moved here": paragraph(
        f'<w:moveFrom w:id="1" w:author="a">{run("5")}</w:moveFrom><w:moveTo w:id="2" w:author="a">{run("709")}</w:moveTo>'
    ),
    "inserted, then cut": paragraph(
        f'<w:ins w:id="1" w:author="a">{run("709")}<w:del w:id="2" w:author="a">{run("1")}</w:del></w:ins>'
    ),
    "a hidden remark": paragraph(run("709") + run("716", "<w:vanish/>")),
    "hidden switched off": paragraph(run("709", '<w:vanish w:val="0"/>')),
    "strike switched off": paragraph(run("709", '<w:strike w:val="false"/>')),
    "a footnote": paragraph(
        run("709") + '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="2"/></w:r>'
    ),
    "a text box": paragraph(box("709")),
    "a field with its result": paragraph(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> =SUM(ABOVE) 5 </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("709")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    ),
    "a list field": paragraph(
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="5"/>'
        '<w:listEntry w:val="709"/></w:ddList></w:ffData></w:fldChar></w:r>'
    ),
    "an equation": paragraph("<m:oMath><m:r><m:t>709</m:t></m:r></m:oMath>"),
    "digits of the Symbol font": paragraph(
        "".join(f'<w:r><w:sym w:font="Symbol" w:char="F03{digit}"/></w:r>' for digit in "709")
    ),
    "letters apart": paragraph(run("7") + run("\u200b0") + run("\u00ad9\u00a0")),
    "two paragraphs made one": (paragraph(run("7"), is_joined=True), paragraph(run("09"))),
    "a paragraph in a control": (control(paragraph(run("709")), is_whole=True),),
    "a ticked remark deleted": paragraph(
        f'{run("709")}<w:del w:id="1" w:author="a"><w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r></w:del>'
    ),
}
UNREADABLE = {
    "struck out and written anew": (paragraph(run("709", "<w:strike/>") + run("716")), "7̶0̶9̶716"),
    "struck out": (paragraph(run("709", "<w:dstrike/>")), "7̶0̶9̶"),
    "a fraction": (
        paragraph(
            "<m:oMath><m:f><m:num><m:r><m:t>70</m:t></m:r></m:num><m:den><m:r><m:t>9</m:t></m:r></m:den></m:f></m:oMath>"
        ),
        "( 70 9)",
    ),
    "a ticked box": (paragraph('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'), "☑"),
    "an unknown sign": (paragraph('<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>'), "\ufffd"),
    "a box field": (
        paragraph(
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>'
            "</w:ffData></w:fldChar></w:r>"
        ),
        "☒",
    ),
    "a picture of a number": (
        paragraph("<w:r><w:drawing><a:blip/></w:drawing></w:r>"),
        "[hình ảnh]",
    ),
    "a number and one in a text box": (paragraph(run("709") + box("716")), "709 716"),
    "two paragraphs": ((paragraph(run("70")), paragraph(run("9"))), "70 9"),
}
BLANK = {
    "an empty control": paragraph(control(run("Bấm để nhập số 1"), "<w:showingPlcHdr/>", is_whole=True)),
    "an empty control around the paragraph": (
        control(paragraph(run("Chọn 1 mục")), "<w:showingPlcHdr/>", is_whole=True),
    ),
    "only deleted": paragraph(f'<w:del w:id="1" w:author="a">{run("709")}</w:del>'),
    "only moved away": paragraph(f'<w:moveFrom w:id="1" w:author="a">{run("709")}</w:moveFrom>'),
    "only hidden": paragraph(run("709", "<w:vanish/>")),
}


def put(word_row, content):
    def change(document):
        contents = content if isinstance(content, tuple) else (content,)
        fill(word_row(document, "3", "3.3.1")._tr.tc_lst[3], *contents)

    return change


@pytest.mark.parametrize("habit", READ)
def test_a_figure_that_shows(habit, from_word, word_row, differences, rules):
    frames = from_word(put(word_row, READ[habit]))
    assert differences(frames) == {}
    assert rules(frames) == []


@pytest.mark.parametrize("habit", UNREADABLE)
def test_a_figure_that_is_in_doubt(habit, from_word, word_row, differences, cells, rules):
    content, raw = UNREADABLE[habit]
    frames = from_word(put(word_row, content))
    assert differences(frames) == {"3:3.3.1": (None, "unreadable")}
    assert cells(frames)["3", "3.3.1"][2] == raw
    assert [rule for rule, _ in rules(frames)] == ["cell-unreadable"]


@pytest.mark.parametrize("habit", BLANK)
def test_a_figure_that_is_not_there(habit, from_word, word_row, differences):
    assert differences(from_word(put(word_row, BLANK[habit]))) == {"3:3.3.1": (None, "blank")}


def test_a_number_by_hand_for_a_note_is_no_part_of_the_figure(from_word, word_row, differences, rules):
    content = paragraph(run("709") + run("1", '<w:vertAlign w:val="superscript"/>'))
    frames = from_word(put(word_row, content))
    assert differences(frames) == {}
    ((rule, message),) = rules(frames)
    assert rule == "cell-raised"
    assert "“709¹”" in message


def test_a_row_with_fewer_cells_than_its_head_is_no_blank(from_word, word_row, differences, rules):
    def change(document):
        row = word_row(document, "3", "3.3.1")._tr
        row.remove(row.tc_lst[3])

    frames = from_word(change)
    assert differences(frames) == {"3:3.3.1": (None, "unreadable")}
    assert [rule for rule, _ in rules(frames)] == ["cell-no-place"]


def test_unit_and_value_in_one_cell(from_word, word_row, differences, rules):
    def change(document):
        for form, code in (("3", "3.3.1"), ("1", "3.1")):
            row = word_row(document, form, code)
            row.cells[2].merge(row.cells[3])

    frames = from_word(change)
    # The value of the first stands in a paragraph of its own below the unit; the second has none.
    assert differences(frames) == {}
    assert rules(frames) == []


def test_a_deleted_cell_is_gone(from_word, word_row, differences):
    """The cell that a reviewer put in before the value, and deleted again, moves nothing."""

    def change(document):
        cell = word_row(document, "3", "3.3.1")._tr.tc_lst[3]
        extra = copy.deepcopy(cell)
        cell.addprevious(extra)
        extra.get_or_add_tcPr().append(parse_xml(f'<w:cellDel {nsdecls("w")} w:id="1" w:author="a"/>'))

    assert differences(from_word(change)) == {}


def test_a_title_and_a_form_in_text_boxes(from_word, differences):
    """The title of form 3 in a box of its own, the table of form 4 in another."""

    def change(document):
        title = next(p._p for p in document.paragraphs if p.text == "Biểu mẫu 3")
        for child in list(title):
            title.remove(child)
        title.append(parse_xml(box("Biểu mẫu 3").replace("<w:r>", f"<w:r {NAMES}>", 1)))
        table = document.tables[5]._tbl
        outer = parse_xml(paragraph(box("")).replace("<w:p>", f"<w:p {NAMES}>", 1))
        table.addprevious(outer)
        next(outer.iter(qn("w:txbxContent"))).append(table)

    assert differences(from_word(change)) == {}


def test_the_page_number_of_a_footer_is_no_value(from_word, word_row, differences, rules):
    def change(document):
        for section in document.sections:
            for part in (section.footer, section.header):
                part.is_linked_to_previous = False
                part.paragraphs[0].text = "12"
        word_row(document, "3", "3.3.1").cells[3].text = ""

    frames = from_word(change)
    assert differences(frames) == {"3:3.3.1": (None, "blank")}
    assert rules(frames) == []


def test_the_words_of_notes_are_no_part_of_the_report(tmp_path, report_files, differences):
    """Footnotes and comments are parts of their own, which name other figures."""
    path = tmp_path / "report.docx"
    notes = f"<w:footnotes {nsdecls('w')}><w:footnote>{paragraph(run('716'))}</w:footnote></w:footnotes>"
    with zipfile.ZipFile(report_files["docx"]) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("word/footnotes.xml", notes)
        new.writestr("word/comments.xml", notes.replace("footnote", "comment"))
    assert differences(read_report(path)) == {}


def cut(document, word_row, with_value):
    """Cut row 2.4 of form 5 in two: half of its label, and perhaps its value, go to a row below without a code."""
    row = word_row(document, "5", "2.4")
    words = row.cells[1].text.split()
    below = copy.deepcopy(row._tr)
    row._tr.addnext(below)
    row.cells[1].text = " ".join(words[:5])
    row.cells[3].text = "" if with_value else "4"
    for cell, text in zip(below.tc_lst, ("", " ".join(words[5:]), "", "4" if with_value else "", ""), strict=True):
        fill(cell, paragraph(run(text)))


@pytest.mark.parametrize("with_value", [False, True])
def test_a_row_cut_in_two_by_hand(with_value, from_word, word_row, differences, rules):
    frames = from_word(lambda document: cut(document, word_row, with_value))
    assert differences(frames) == {"5:2.4": (4, "reported")}
    assert rules(frames) == []


def test_a_row_cut_in_two_with_a_value_in_each_part(from_word, word_row, differences, rules):
    def change(document):
        cut(document, word_row, with_value=True)
        word_row(document, "5", "2.4").cells[3].text = "3"

    frames = from_word(change)
    assert differences(frames) == {"5:2.4": (None, "unreadable")}
    assert [rule for rule, _ in rules(frames)] == ["cell-unreadable"]


def test_a_figure_that_two_rows_share_is_said(from_word, word_row, differences, rules):
    def change(document):
        above, below = word_row(document, "3", "1.1"), word_row(document, "3", "1.2")
        below.cells[3].text = ""
        above.cells[3].merge(below.cells[3])

    frames = from_word(change)
    assert differences(frames) == {"3:1.2": (None, "blank")}
    ((rule, message),) = rules(frames)
    assert rule == "cell-merged"
    assert message.startswith("Biểu mẫu 3, mục 1.2 (")


def test_blank_cells_that_are_merged_say_nothing(from_word, word_row, rules):
    def change(document):
        above, below = word_row(document, "1", "4.1"), word_row(document, "1", "4.2")
        above.cells[3].merge(below.cells[3])

    assert rules(from_word(change)) == []
