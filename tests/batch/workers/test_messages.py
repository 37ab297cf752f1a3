"""What a run and its workers tell each other arrives as it was sent, on one line."""

import json

import pytest

from cchc_analysis.batch.workers.messages import PageAnswer, PageSetting, PageTask, ReadAnswer, ReadSetting, ReadTask

PAGE = PageTask(
    number=3,
    notebook="/n/commune.ipynb",
    parameters={"period": "2026-Q3", "commune_code": "11281"},
    title="Xã Chi Lăng Bắc:\nQuý III",
    must_contain=("Quý III năm 2026", "Xã Chi Lăng Bắc"),
    links={"Trang chủ": "../index.html"},
    simulated=True,
)
MESSAGES = [
    PageSetting(work="/w", scratch="/s", language="vi", limits=(120, 300.5), warm=True),
    PAGE,
    PageAnswer(number=3, error="cell 2:\nKeyError", seconds=1.5, peak_memory_mib=None, note="a\u2028b"),
    ReadSetting(work="/w"),
    ReadTask(number=0, path="/r/2023-Q1/a.docx", name="2023-Q1/a.docx", sha256="0a", period="2023-Q1"),
    ReadTask(number=7, path="b\udce9.txt", name="b\udce9.txt", commune="11281", edition="commune-2023"),
    ReadAnswer(number=0, content="/w/0.frames"),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_a_message_is_one_line_and_comes_back_as_it_was(message):
    line = message.to_json()
    assert line.splitlines() == [line]
    line.encode("utf-8")  # the name of a file that is no UTF-8, too
    assert type(message).from_json(line) == message


def test_a_page_to_make_is_told_by_the_names_of_its_fields():
    assert json.loads(PAGE.to_json()) == {
        "number": 3,
        "notebook": "/n/commune.ipynb",
        "parameters": {"period": "2026-Q3", "commune_code": "11281"},
        "title": "Xã Chi Lăng Bắc:\nQuý III",
        "must_contain": ["Quý III năm 2026", "Xã Chi Lăng Bắc"],
        "links": {"Trang chủ": "../index.html"},
        "simulated": True,
    }


def test_a_field_that_nobody_knows_is_no_message():
    with pytest.raises(TypeError, match="edtion"):
        ReadTask.from_json('{"number": 0, "path": "a", "name": "a", "edtion": "commune-2023"}')
