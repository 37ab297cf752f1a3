"""The portal's tables: 148 communes and 15 agencies of Phú Thọ, and what can be wrong with such a table."""

import re

import openpyxl
import pytest

from cchc_analysis.errors import ReadError
from cchc_analysis.totals import totals

NAME = "progress.csv"


@pytest.fixture(scope="module")
def text(root):
    return (root / "data" / "raw" / "2026-Q3" / "phu-tho-progress.csv").read_text(encoding="utf-8")


def by_name(frames):
    return totals(frames).set_index("indicator")


def test_the_third_quarter(portal):
    """Sums of the communes alone: 378,085 received, 345,211 in time, 32,874 overdue; 345211/378085 = 91.31 %."""
    assert len(portal.reports) == portal.reports["commune_code"].nunique() == 148
    table = by_name(portal)
    assert table.loc["portal_dossiers_received", "value"] == 378085
    assert table.loc["portal_dossiers_in_time", "value"] == 345211
    assert table.loc["portal_dossiers_overdue", "value"] == 32874
    assert round(table.loc["portal_in_time_rate", "value"], 2) == 91.31
    assert set(table["communes"]) == {148}
    assert set(portal.reports["province"]) == {"Tỉnh Phú Thọ"}
    assert portal.reports["district"].isna().all()


def test_the_year_to_date(root, from_text):
    text = (root / "data" / "raw" / "2026-9M" / "phu-tho-progress.csv").read_text(encoding="utf-8")
    table = by_name(from_text(text, NAME, "2026-9M"))
    assert table.loc["portal_dossiers_received", "value"] == 488451
    assert round(table.loc["portal_in_time_rate", "value"], 2) == 92.72


def test_the_digitisation_table(root, from_text):
    text = (root / "data" / "raw" / "2026-Q3" / "phu-tho-digitisation.csv").read_text(encoding="utf-8")
    frames = from_text(text, NAME, "2026-Q3")
    assert set(frames.reports["edition"]) == {"portal-766-digitisation"}
    assert len(frames.observations) == 148 * 8
    assert by_name(frames).loc["portal_digitisation_dossiers", "value"] == 378085


def test_agencies_are_named_and_left_out(portal):
    assert portal.findings["rule"].tolist() == ["table-other-levels"]
    assert portal.findings["found"].tolist() == ["15"]
    assert (
        portal.findings["message"]
        .iloc[0]
        .startswith(
            "15 dòng không phải cấp xã không đưa vào so sánh: Văn phòng UBND Tỉnh; Ban quản lý các khu công nghiệp; "
        )
    )


def test_the_printed_numbers_are_kept(portal, text):
    row = portal.observations[portal.observations["indicator"] == "portal_handling_days_mean"].iloc[0]
    assert row["raw"] == text.split("\n")[row["source_line"] - 1].split(",")[-1]
    assert row["value"] == float(row["raw"])


def test_the_same_table_as_a_workbook(text, tmp_path, portal):
    from cchc_analysis.parsing.report import read_report
    from cchc_analysis.periods import Period

    workbook = openpyxl.Workbook()
    for line in text.splitlines():
        values = [value.strip('"') for value in line.split(",")]
        workbook.active.append(
            [float(v) if v.replace(".", "").isdigit() and v.count(".") < 2 else v or None for v in values]
        )
    workbook.save(tmp_path / "progress.xlsx")
    frames = read_report(tmp_path / "progress.xlsx", Period.parse("2026-Q3"))
    columns = ["commune_code", "indicator", "value", "status"]
    assert frames.observations[columns].equals(portal.observations[columns])


def refused(message):
    return pytest.raises(ReadError, match=f"^{re.escape(message)}$")


def test_a_table_without_a_period(text, from_text):
    with refused(
        "progress.csv: found a table without a period; expected a period such as 2026-Q3; "
        "put it into a folder of that name, or give --period."
    ) as error:
        from_text(text, NAME)
    assert error.value.rule == "table-no-period"


def test_an_unknown_commune_costs_the_others_nothing(text, from_text, replace_once):
    frames = from_text(replace_once(text, ",Phường Việt Trì,", ",Phường Việt Trỉ Mới,"), NAME, "2026-Q3")
    assert len(frames.reports) == 147
    (finding,) = frames.findings[frames.findings["rule"] == "table-unknown-commune"].itertuples()
    assert finding.message == (
        "Không có xã, phường nào tên “Phường Việt Trỉ Mới” trong tỉnh vào kỳ này; dòng này chưa được dùng."
    )
    assert finding.expected == "correct the name; is it Phường Việt Trì"
    assert len(finding.source_lines) == 1


def changed(text, start, column, value):
    """Return a table with one number of the first row that starts so replaced."""
    lines = text.split("\n")
    at = next(index for index, line in enumerate(lines) if line.startswith(start))
    cells = lines[at].split(",")
    cells[column] = value
    lines[at] = ",".join(cells)
    return "\n".join(lines), at + 1


def test_a_total_that_does_not_add_up(text, from_text):
    wrong, line = changed(text, "H44,", 3, "464495")
    frames = from_text(wrong, NAME, "2026-Q3")
    assert len(frames.reports) == 148
    (finding,) = frames.findings[frames.findings["rule"] == "table-total"].itertuples()
    assert finding.message == (
        "Cột “Tổng số hồ sơ tiếp nhận trong kỳ”: dòng của tỉnh ghi 464495, cộng các dòng được 464494."
    )
    assert finding.message_en == (
        "Column “Tổng số hồ sơ tiếp nhận trong kỳ”: the province's row says 464495, the rows add up to 464494."
    )
    assert finding.source_lines == [line]
    assert finding.severity == "error"


def commune_line(text):
    return next(line for line in text.split("\n") if ",COMMUNE," in line)


def test_a_commune_twice(text, from_text):
    line = commune_line(text)
    with refused(
        f"progress.csv: found {line.split(',')[1]!r} twice; expected each commune once; delete one row."
    ) as error:
        from_text(text + line + "\n", NAME, "2026-Q3")
    assert error.value.rule == "table-twice"


def test_no_total(text, from_text):
    with refused(
        "progress.csv: found a table without a province; expected a row 'UBND tỉnh …', or such words above the table "
        "or after each name; write it there."
    ) as error:
        from_text("\n".join(line for line in text.split("\n") if "PROVINCE_TOTAL" not in line), NAME, "2026-Q3")
    assert error.value.rule == "file-province"


def test_no_commune(text, from_text):
    with refused("progress.csv: found no known commune; expected the rows of communes; copy the table whole."):
        from_text("\n".join(line for line in text.split("\n") if ",COMMUNE," not in line), NAME, "2026-Q3")


@pytest.mark.parametrize(
    ("value", "status", "number"),
    [("", "blank", None), ("-", "blank", None), ("0", "reported", 0), ("abc", "unreadable", None)],
)
def test_a_cell_of_a_commune(value, status, number, text, from_text):
    wrong, line = changed(text, commune_line(text).split(",")[0] + ",", 5, value)
    frames = from_text(wrong, NAME, "2026-Q3")
    rows = frames.observations
    row = rows[(rows["source_line"] == line) & (rows["indicator"] == "portal_dossiers_overdue")].iloc[0]
    assert row["status"] == status
    assert (None if row["value"] != row["value"] else row["value"]) == number


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters(delimiter, text, from_text, portal):
    frames = from_text(text.replace(",", delimiter), NAME, "2026-Q3")
    assert by_name(frames).equals(by_name(portal))
