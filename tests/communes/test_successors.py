"""What became of communes: the embedded table, the official one, and files that are neither."""

import re

import pandas as pd
import pytest
from click.testing import CliRunner

from cchc_analysis.cli import cli
from cchc_analysis.communes.successors import import_successors, load_successors, read_official, unchanged
from cchc_analysis.errors import CchcError

HEAD = (
    "Đơn vị hành chính từ ngày 01/7/2025,,,Đơn vị hành chính trước ngày 01/7/2025,,,,,\n"
    '"Tỉnh, thành phố",Tên Xã mới,Mã Xã mới,Tên Xã cũ,Mã Xã cũ,Ghi chú,Quận/huyện,Tỉnh cũ,\n'
    "TỈNH X  ,,,,,,,,\n"
)


def official(folder, *rows):
    path = folder / "table.csv"
    lines = [
        f"Tỉnh X (01),{new},{new_code},{old},{old_code},{note},Huyện Y,Tỉnh X,"
        for new, new_code, old, old_code, note in rows
    ]
    path.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


ROWS = (
    ("Xã An", "00001", "Xã An Bắc", "00001", "Nhập toàn bộ"),
    ("Xã An", "00001", "Xã An Nam", "00002", "Nhập toàn bộ "),
    ("Xã Bình", "00003", "Xã Bình", "00003", "Giữ nguyên"),
    ("Xã Cát", "00004", "Xã Cát", "00004", '"Nhập một phần\n"'),
    ("Xã Dương", "00005", "Xã Cát", "00004", '"Nhập một phần diện tích, toàn bộ dân số"'),
    ("Đặc khu Đảo", "00006", "", "", "Sắp xếp toàn bộ huyện Đảo thành đặc khu Đảo"),
    ("Xã Én", "00007", "Xã Én Cũ", "00007", "Nhâp một phần diện tích"),
)


def test_the_official_table(tmp_path):
    table = read_official(official(tmp_path, *ROWS)).set_index(["old_code", "new_code"])
    assert table["part"].to_dict() == {
        ("00001", "00001"): "whole",
        ("00002", "00001"): "whole",
        ("00003", "00003"): "whole",
        ("00004", "00004"): "part",
        ("00004", "00005"): "part",
        ("00007", "00007"): "part",
    }
    assert unchanged(table.reset_index()) == {"00003"}


def test_a_commune_goes_where_all_its_people_go_whatever_land_goes_elsewhere(tmp_path):
    rows = [
        ("Xã A", "00001", "Xã Z", "00009", "Nhập một phần diện tích"),
        ("Xã B", "00002", "Xã Z", "00009", '"Nhập một phần diện tích, toàn bộ dân số"'),
    ]
    (row,) = read_official(official(tmp_path, *rows)).itertuples()
    assert (row.old_code, row.new_code, row.part) == ("00009", "00002", "whole")


def test_an_import_rules_from_then_on(tmp_path):
    data = tmp_path / "data"
    assert len(load_successors(data)) > 10_000
    imported = import_successors(official(tmp_path, *ROWS), data)
    pd.testing.assert_frame_equal(load_successors(data), imported, check_dtype=False)


def test_a_commune_in_two_successors_is_partial_whatever_the_note_says(tmp_path):
    rows = [("Xã A", "00001", "Xã Z", "00009", "Nhập toàn bộ"), ("Xã B", "00002", "Xã Z", "00009", "Nhập toàn bộ")]
    assert set(read_official(official(tmp_path, *rows))["part"]) == {"part"}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            ("Xã A", "00001", "Xã Z", "00009", "Chuyển đi"),
            "table.csv: found line 4 note 'Chuyển đi'; expected codes of five digits, and a note that says whole or part; "
            "correct the rows; in Excel, format the codes as text.",
        ),
        (
            ("Xã A", "1", "Xã Z", "00009", "Nhập toàn bộ"),
            "table.csv: found line 4 code '1'; expected codes of five digits, and a note that says whole or part; "
            "correct the rows; in Excel, format the codes as text.",
        ),
    ],
)
def test_rows_that_cannot_be_are_named(tmp_path, row, message):
    with pytest.raises(CchcError, match=f"^{re.escape(message)}$"):
        read_official(official(tmp_path, row))


def test_a_pair_that_stands_twice(tmp_path):
    with pytest.raises(CchcError, match=r"^table\.csv: found 00003 Xã Bình → 00003 twice; expected each pair once; "):
        read_official(official(tmp_path, ROWS[2], ROWS[2]))


def test_another_table_is_refused(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(
        CchcError, match=r"^other\.csv: found no head of the official table; expected Tỉnh, thành phố, "
    ):
        read_official(path)


def test_a_table_of_heads_alone(tmp_path):
    with pytest.raises(CchcError, match=r"^table\.csv: found no row with both codes; expected a row per old commune; "):
        read_official(official(tmp_path))


def test_the_embedded_default():
    """Chi Lăng Bắc, Chi Lăng Nam, Thanh Giang and Hồng Phong became Nam Thanh Miện, which took over code 11284."""
    table = load_successors()
    made_of = table[table["new_code"] == "11284"]
    assert made_of["old_code"].tolist() == ["11281", "11284", "11287", "11293"]
    assert set(made_of["part"]) == {"whole"}
    assert set(made_of["new_name"]) == {"Xã Nam Thanh Miện"}
    assert "11284" not in unchanged(table)


def test_the_real_official_table(reports):
    """10,033 old communes became 3,316; land of 441 went to two to five successors, of 57 of them all people to one."""
    path = reports.parent / "data" / "nso-old-to-new-communes-2025-07.csv"
    table = read_official(path)
    assert (table["old_code"].nunique(), table["new_code"].nunique()) == (10_033, 3316)
    several = table.groupby("old_code").size()
    assert (several > 1).sum() == 441 - 57
    assert several.max() == 5
    default = load_successors().set_index(["old_code", "new_code"])["part"]
    whole = default.index[default == "whole"]
    assert len(whole.intersection(table.set_index(["old_code", "new_code"]).index)) == 9562


def test_the_command(tmp_path):
    data = tmp_path / "data"
    run = CliRunner()
    result = run.invoke(cli, ["units", "import", str(official(tmp_path, *ROWS)), "--data", str(data)])
    assert result.exit_code == 0
    assert result.stderr.startswith(
        "5 communes before, 5 after: 1 unchanged, 1 made of whole communes, 3 with parts, which are not compared with what "
        "was before; 1 communes went to several. Kept in "
    )
    assert (data / "units" / "successors.csv").is_file()
    result = run.invoke(cli, ["units", "find", "xã Nam Thanh Miện", "Hải Phòng", "--day", "2026-01-01"])
    assert result.stdout == "11284,Xã Nam Thanh Miện,,Thành phố Hải Phòng\n"
    result = run.invoke(cli, ["units", "find", "xã Nam Thanh Miệng", "Hải Phòng", "--day", "2026-01-01"])
    assert result.exit_code == 2
    assert "is it Xã Nam Thanh Miện" in result.stderr
