"""Portal tables as analysts hold them: answers, exports and sheets of their own. Every figure is made up and worked by hand.

Xã Đà Bắc received 200 = 180 in time + 20 overdue (90 %), Phường Hòa Bình 1,234 = 1,111 + 123 (90.03 %), Sở Nội vụ
66 = 60 + 6; all together 1,500 = 1,351 + 149.
"""

import json
import re

import openpyxl
import pytest

from cchc_analysis.checks import check
from cchc_analysis.errors import ReadError
from cchc_analysis.parsing.report import read_report
from cchc_analysis.periods import Period

PERIOD = "2026-Q3"
EXPECTED = {"Phường Hòa Bình": [1234, 1111, 123], "Xã Đà Bắc": [200, 180, 20]}
COUNTS = ["portal_dossiers_received", "portal_dossiers_in_time", "portal_dossiers_overdue"]
HEAD = "STT;Cơ quan, đơn vị;Tổng hồ sơ tiếp nhận;Hồ sơ giải quyết đúng hạn;Hồ sơ quá hạn;Số ngày xử lý trung bình\n"
TOTAL = "1;UBND tỉnh Phú Thọ;1500;1351;149;4,06\n"
AGENCY = "2;Sở Nội vụ;66;60;6;3,5\n"
WARD = "3;UBND phường Hòa Bình;1234;1111;123;4,25\n"
COMMUNE = "4;UBND xã Đà Bắc;200;180;20;2,75\n"
TABLE = HEAD + TOTAL + AGENCY + WARD + COMMUNE


def figures(frames, indicators=COUNTS):
    wide = frames.observations.pivot(index="commune_code", columns="indicator", values="value")
    names = frames.reports.set_index("commune_code")["commune"]
    return {names[code]: [wide.loc[code, name] for name in indicators] for code in sorted(wide.index, key=names.get)}


def findings(frames):
    return dict(zip(frames.findings["rule"], frames.findings["found"], strict=True))


def refused(message):
    return pytest.raises(ReadError, match=f"^{re.escape(message)}$")


def test_the_export_with_semicolons_bom_and_decimal_commas(from_text):
    frames = from_text("\ufeff" + TABLE, "a.csv", PERIOD)
    assert figures(frames) == EXPECTED
    assert figures(frames, ["portal_handling_days_mean"]) == {"Phường Hòa Bình": [4.25], "Xã Đà Bắc": [2.75]}
    assert findings(frames) == {"table-other-levels": "1"}
    assert set(frames.reports["edition"]) == {"portal-766-progress"}


ALIKE = {
    "windows lines": TABLE.replace("\n", "\r\n"),
    "tabs": TABLE.replace(";", "\t"),
    "capitals": TABLE.replace(HEAD, HEAD.upper()),
    "decomposed letters": TABLE.replace("Hòa", "Ho\u0300a").replace("Cơ quan", "Co\u031b quan"),
    "the older spelling of a tone": TABLE.replace("Hòa", "Hoà"),
    "units in brackets": TABLE.replace("tiếp nhận;", "tiếp nhận (hồ sơ);").replace(
        "trung bình\n", "trung bình (ngày)\n"
    ),
    "thousands with a dot": TABLE.replace("1234", "1.234").replace("1500", "1.500"),
    "thousands with a blank": TABLE.replace("1234", "1 234").replace("1500", "1\u00a0500"),
    "thousands with a narrow blank": TABLE.replace("1234", "1\u202f234"),
    "numbers of a program": TABLE.replace("1234", "1234.0").replace("1111", "1111.0"),
    "numbered names": TABLE.replace("UBND xã", "1. UBND xã"),
    "the office in full": TABLE.replace("UBND xã", "Ủy ban nhân dân xã"),
    "no office": TABLE.replace("UBND xã", "Xã").replace("UBND phường", "Phường"),
    "the province after each name": TABLE.replace("Đà Bắc", "Đà Bắc - Tỉnh Phú Thọ"),
    "the province in brackets": TABLE.replace("Đà Bắc", "Đà Bắc (tỉnh Phú Thọ)"),
    "the province after a comma": TABLE.replace("Đà Bắc", "Đà Bắc, tỉnh Phú Thọ"),
    "the total below": HEAD + AGENCY + WARD + COMMUNE + TOTAL,
    "the total in other words": "Tỉnh Phú Thọ\n" + TABLE.replace("UBND tỉnh Phú Thọ", "Tổng cộng"),
    "titles above": "TỔNG HỢP TIẾN ĐỘ GIẢI QUYẾT\nKỳ: Quý III năm 2026;\n\n" + TABLE,
    "the head again": HEAD + TOTAL + AGENCY + WARD + HEAD + COMMUNE,
    "words below": TABLE + "\n;Người lập biểu;;;;\n",
    "other columns first": "\n".join(";".join([*reversed(row.split(";"))]) for row in TABLE.splitlines()),
    "a column of remarks": "\n".join(
        f"{row};{word}" for row, word in zip(TABLE.splitlines(), ["Ghi chú", *"abcd"], strict=True)
    ),
}


@pytest.mark.parametrize("how", ALIKE)
def test_the_same_table_in_another_hand(how, from_text):
    frames = from_text(ALIKE[how], "a.csv", PERIOD)
    assert figures(frames) == EXPECTED
    assert findings(frames) == {"table-other-levels": "1"}


def test_the_portals_own_answer(from_text):
    def record(name, level, received, on_time, overdue, ratio):
        return {
            "departmentCode": "H44.01",
            "departmentName": name,
            "level": level,
            "totalReceived": received,
            "totalOnTime": on_time,
            "totalOverdue": overdue,
            "avgProcessingDays": 4.06,
            "ratio": ratio,
            "score": 18.1,
            "maxScore": 20,
        }

    answer = {
        "code": 200,
        "data": {
            "parent": record("UBND tỉnh Phú Thọ", "PROVINCE", 1500, 1351, 149, 90.07),
            "children": [
                record("Sở Nội vụ", "PROVINCE", 66, 60, 6, 90.91),
                record("UBND Phường Hòa Bình", "COMMUNE", 1234, 1111, 123, 90.03),
                record("UBND xã Đà Bắc", "COMMUNE", 200, 180, 20, 90),
            ],
            "monthlyChart": [{"month": 7, "received": 700}, {"month": 8, "received": 800}],
        },
    }
    for text in (json.dumps(answer, ensure_ascii=False), json.dumps(answer, indent=2)):
        frames = from_text(text, "answer.txt", PERIOD)
        assert figures(frames) == EXPECTED
        assert findings(frames) == {"table-other-levels": "1"}
        assert set(frames.reports["media"]) == {"json"}
    raw = frames.observations.set_index(["commune_code", "indicator"])["raw"]
    assert set(raw.xs("portal_handling_days_mean", level=1)) == {"4.06"}


METRICS = {
    "ORIGINAL_RESULT_AVAILABLE": (150, 200),
    "SO_HOA_GIAY_TO_GIAI_QUYET": (50, 200),
    "REUSED_DIGITIZED_DATA": (40, 200),
    "SYNCED_WITH_DVCQG_PERSONAL_STORAGE": (0, 200),
    "CITIZEN_DATA_CONNECTED_DOSSIER": (3, 200),
    "CITIZEN_DATA_CONNECTED_FORMALITY": (2, 40),
}


def metrics(**changed):
    return [
        {
            "code": code,
            "name": f"Chỉ số {code}",
            "numerator": over,
            "denominator": changed.get(code, under),
            "ratio": 100 * over / under,
            "score": 1,
            "maxScore": 2,
        }
        for code, (over, under) in METRICS.items()
    ]


def answer_of(own):
    name = "UBND xã Đà Bắc - Tỉnh Phú Thọ"
    return json.dumps(
        {"data": {"evaluation": [{"departmentName": name, "level": "COMMUNE", "metrics": own, "totalScore": 5}]}}
    )


def test_the_portals_answer_with_an_array_of_indices(from_text):
    frames = from_text(answer_of(metrics()), "a.json", PERIOD)
    assert set(frames.reports["edition"]) == {"portal-766-digitisation"}
    assert frames.observations["value"].tolist() == [200, 150, 50, 40, 0, 3, 2, 40]
    assert findings(frames) == {"table-without-total": "1"}


def test_indices_over_another_number_of_dossiers_are_named(from_text):
    frames = from_text(answer_of(metrics(REUSED_DIGITIZED_DATA=80)), "a.json", PERIOD)
    rows = frames.findings.set_index("rule")
    assert rows.loc["table-columns-differ", "found"] == "REUSED_DIGITIZED_DATA > denominator"
    assert rows.loc["table-columns-differ", "expected"] == "ORIGINAL_RESULT_AVAILABLE > denominator"


def group_workbook(path):
    """The portal's workbook of groups: four rows about it, a head of two rows with merged groups, a group without data."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Tiến độ giải quyết"
    common = ["STT", "Cơ quan, đơn vị", "Cấp cơ quan", "Điểm ghi nhận", "Điểm tối đa", "Tỷ lệ đạt"]
    parts = ["Số lượng đạt", "Tổng số", "Tỷ lệ", "Điểm ghi nhận", "Điểm tối đa"]
    for line in ("Bộ chỉ số 766", "Tỉnh Phú Thọ", "Kỳ: quý 3/2026", "Trích xuất 01/10/2026"):
        sheet.append([line])
    metric = "Tỷ lệ hồ sơ xử lý đúng hạn (trước hạn, đúng hạn)"
    own = ["Tổng hồ sơ tiếp nhận", "Hồ sơ giải quyết đúng hạn", "Hồ sơ quá hạn", "Số ngày xử lý trung bình"]
    sheet.append([*common, metric, *[None] * 4, *own, "Trạng thái dữ liệu"])
    sheet.append([*[None] * 6, *parts])
    for area in ("G5:K5", *(f"{letter}5:{letter}6" for letter in "ABCDEFLMNOP")):
        sheet.merge_cells(area)
    rows = [
        ("Sở Nội vụ", "Cấp tỉnh", 66, 60, 6),
        ("UBND Phường Hòa Bình", "Xã, phường", 1234, 1111, 123),
        ("UBND xã Đà Bắc", "Xã, phường", 200, 180, 20),
    ]
    for number, (name, level, received, on_time, overdue) in enumerate(rows, start=1):
        rate = round(100 * on_time / received, 2)
        sheet.append(
            [number, name, level, 18, 20, 90, on_time, received, rate, 18, 20, received, on_time, overdue, 4.5, "Đủ"]
        )
    empty = book.create_sheet("Thanh toán trực tuyến")
    for line in ("Bộ chỉ số 766", "Tỉnh Phú Thọ", "Kỳ: quý 3/2026", "Không có dữ liệu"):
        empty.append([line])
    book.save(path)
    return path


def test_the_workbook_of_groups(tmp_path):
    frames = read_report(group_workbook(tmp_path / "nhóm.xlsx"), Period.parse(PERIOD))
    assert figures(frames) == EXPECTED
    assert findings(frames) == {"table-other-levels": "1", "table-without-total": "2"}


def test_a_group_that_the_catalogue_does_not_know_is_named(tmp_path):
    book = openpyxl.load_workbook(group_workbook(tmp_path / "a.xlsx"))
    sheet = book.create_sheet("Mức độ hài lòng")
    sheet.append(["STT", "Cơ quan, đơn vị", "Số phản ánh", "Số phản ánh được xử lý"])
    sheet.append([1, "UBND xã Đà Bắc", 7, 6])
    book.save(tmp_path / "a.xlsx")
    frames = read_report(tmp_path / "a.xlsx", Period.parse(PERIOD))
    assert figures(frames) == EXPECTED
    assert findings(frames)["table-sheets-unknown"] == "Mức độ hài lòng"


def test_two_kinds_of_table_in_one_workbook(tmp_path):
    book = openpyxl.load_workbook(group_workbook(tmp_path / "a.xlsx"))
    sheet = book.create_sheet("Số hóa")
    sheet.append(["unit", "level", "denominator", "original_result_num", "so_hoa_num", "reused_num", "synced_num"])
    sheet.append(["UBND tỉnh Phú Thọ", "PROVINCE_TOTAL", 200, 150, 50, 40, 0])
    sheet.append(["UBND xã Đà Bắc", "COMMUNE", 200, 150, 50, 40, 0])
    book.save(tmp_path / "a.xlsx")
    frames = read_report(tmp_path / "a.xlsx", Period.parse(PERIOD))
    assert sorted(frames.reports["edition"]) == ["portal-766-digitisation", *["portal-766-progress"] * 2]
    assert frames.reports["report_id"].is_unique
    digitised = frames.observations.set_index("indicator")["value"]["portal_dossiers_digitised"]
    assert digitised == 50


def test_no_row_of_totals_is_said(from_text):
    text = ("Tỉnh Phú Thọ\n" + HEAD + WARD + COMMUNE).replace(";", ",").replace("Cơ quan, đơn vị", "Đơn vị")
    frames = from_text(text.replace("4,25", "4.25").replace("2,75", "2.75"), "a.csv", PERIOD)
    assert figures(frames) == EXPECTED
    assert findings(frames) == {"table-without-total": "2"}


def test_no_total_and_the_province_in_the_names_alone(from_text):
    text = HEAD + WARD.replace("Bình", "Bình - Tỉnh Phú Thọ") + COMMUNE.replace("Bắc", "Bắc – tỉnh Phú Thọ")
    assert figures(from_text(text, "a.csv", PERIOD)) == EXPECTED
    mixed = text.replace("– tỉnh Phú Thọ", "– tỉnh Lào Cai")
    with refused(
        "a.csv: found communes of 2 provinces; expected a row 'UBND tỉnh …', or such words above the table or after each "
        "name; write it there."
    ):
        from_text(mixed, "a.csv", PERIOD)


def test_names_with_hyphens(from_text):
    """Chân Mây - Lăng Cô is one name; what follows the last hyphen is a province only if it says so."""
    text = HEAD + "1;UBND xã Chân Mây - Lăng Cô - Thành phố Huế;10;9;1;2,5\n2;Xã Chân Mây – Lăng Cô;20;19;1;2,5\n"
    rows = text.splitlines()
    frames = from_text("\n".join(rows[:2]), "a.csv", PERIOD)
    assert figures(frames) == {"Xã Chân Mây - Lăng Cô": [10, 9, 1]}
    frames = from_text("\n".join(["Thành phố Huế", rows[0], rows[2]]), "a.csv", PERIOD)
    assert figures(frames) == {"Xã Chân Mây - Lăng Cô": [20, 19, 1]}


def test_a_total_of_the_communes_alone_agrees_too(from_text):
    """1,234 + 200 = 1,434 = 1,291 + 143, without the agency."""
    text = TABLE.replace("1500;1351;149", "1434;1291;143")
    assert findings(from_text(text, "a.csv", PERIOD)) == {"table-other-levels": "1"}


def test_a_total_that_does_not_agree(from_text):
    rows = from_text(TABLE.replace("1500", "1501"), "a.csv", PERIOD).findings.set_index("rule")
    assert (rows.loc["table-total", "found"], rows.loc["table-total", "expected"]) == ("1501", "1500")


def test_a_blank_can_only_be_too_much(from_text):
    """66 + 1,234 of 1,500 leaves room for the blank; of 1,299 it does not."""
    blank = TABLE.replace("xã Đà Bắc;200", "xã Đà Bắc;")
    assert "table-total" not in findings(from_text(blank, "a.csv", PERIOD))
    assert findings(from_text(blank.replace("1500", "1299"), "a.csv", PERIOD))["table-total"] == "1299"


def test_an_unknown_column_is_named(from_text):
    lines = TABLE.splitlines()
    text = "\n".join(
        f"{row};{more}" for row, more in zip(lines, ["Hồ sơ chờ bổ sung", "7", "1", "2", "4"], strict=True)
    )
    frames = from_text(text, "a.csv", PERIOD)
    assert figures(frames) == EXPECTED
    assert findings(frames)["table-columns-unknown"] == "Hồ sơ chờ bổ sung"


def test_a_missing_column_is_named_and_another_is_an_error(from_text):
    short = "\n".join(";".join(row.split(";")[:4]) for row in TABLE.splitlines())
    frames = from_text(short, "a.csv", PERIOD)
    assert findings(frames)["table-columns-missing"].startswith("Số hồ sơ giải quyết quá hạn")
    assert set(frames.observations["status"]) == {"reported", "absent"}
    assert not (frames.findings["rule"] == "row-missing").any()
    with refused(
        "a.csv line 1: found a table of communes with the columns 'STT'; 'Hồ sơ tiếp nhận mới'; 'Hồ sơ giải quyết đúng "
        "hạn'; 'Hồ sơ quá hạn'; 'Số ngày xử lý trung bình'; expected the columns of portal-766-progress, which lacks "
        "'Tổng số hồ sơ tiếp nhận trong kỳ'; name the columns as the portal does, or add the edition."
    ) as error:
        from_text(TABLE.replace("Tổng hồ sơ tiếp nhận", "Hồ sơ tiếp nhận mới"), "a.csv", PERIOD)
    assert error.value.rule == "table-other-columns"


@pytest.mark.parametrize("again", ["UBND xã Đà Bắc", "Xã Ðà Bắc - tỉnh Phú Thọ", "xã  đà bắc"])
def test_a_commune_twice_in_any_spelling(again, from_text):
    with pytest.raises(ReadError) as error:
        from_text(TABLE + COMMUNE.replace("UBND xã Đà Bắc", again), "a.csv", PERIOD)
    assert error.value.rule == "table-twice"
    assert error.value.lines == (5, 6)


def test_an_unknown_commune_and_one_of_another_province(from_text):
    text = TABLE.replace("Đà Bắc", "Đà Bắc Mới").replace("Hòa Bình", "Hòa Bình - tỉnh Lào Cai")
    with refused("a.csv: found no known commune; expected the rows of communes; copy the table whole."):
        from_text(text, "a.csv", PERIOD)
    frames = from_text(TABLE.replace("Đà Bắc", "Đà Bắc Mới"), "a.csv", PERIOD)
    assert findings(frames)["table-unknown-commune"] == "xã Đà Bắc Mới"
    assert list(figures(frames)) == ["Phường Hòa Bình"]


RATES = ["90,07%", "90,91%", "90,03%", "90%"]


def with_rates(head, rates):
    return "\n".join(f"{row};{rate}" for row, rate in zip(TABLE.splitlines(), [head, *rates], strict=True))


@pytest.mark.parametrize("head", ["Tỷ lệ đúng hạn", "Tỷ lệ hồ sơ đúng hạn (%)", "% đúng hạn", "ratio"])
def test_percentages_that_agree(head, from_text):
    assert findings(from_text(with_rates(head, RATES), "a.csv", PERIOD)) == {"table-other-levels": "1"}


def test_percentages_written_as_shares(from_text):
    frames = from_text(with_rates("Tỷ lệ", ["0,9007", "0,9091", "0,9003", "0,9"]), "a.csv", PERIOD)
    (finding,) = frames.findings[frames.findings["rule"] == "table-rate-share"].itertuples()
    assert finding.message == (
        "Cột “Tỷ lệ” ghi tỷ lệ dạng thập phân 0–1, không phải phần trăm, ở 2 dòng: UBND phường Hòa Bình; UBND xã Đà Bắc. "
        "Tỷ lệ được tính lại từ các số đếm."
    )


def test_percentages_that_differ(from_text):
    frames = from_text(with_rates("Tỷ lệ", [*RATES[:3], "95%"]), "a.csv", PERIOD)
    (finding,) = frames.findings[frames.findings["rule"] == "table-rate-differs"].itertuples()
    assert finding.message_en == (
        "Column “Tỷ lệ” does not agree with the counts of its row in 1 rows: UBND xã Đà Bắc. "
        "Rates are recomputed from the counts. Please check."
    )
    assert finding.source_lines == [5]


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("20.5", "cell-two-readings"),
        ("hai mươi", "cell-unreadable"),
        ("9" * 40, "cell-two-readings"),
    ],
)
def test_a_cell_that_is_no_count(cell, rule, from_text):
    frames = from_text(TABLE.replace("180;20;", f"180;{cell};"), "a.csv", PERIOD)
    assert rule in findings(frames)
    row = frames.observations[frames.observations["raw"] == cell].iloc[0]
    assert (row["status"], row["value"] == row["value"]) == ("unreadable", False)


def test_days_with_two_readings_and_with_one(from_text):
    """1.234 is 1,234 where the column has decimal commas, 1.234 where it has dots, and nothing where it has neither."""

    def days(ward, commune):
        text = TABLE.replace("4,06", "4").replace("3,5", "3").replace("4,25", ward).replace("2,75", commune)
        return figures(from_text(text, "a.csv", PERIOD), ["portal_handling_days_mean"])

    assert days("1.234", "2,75") == {"Phường Hòa Bình": [1234], "Xã Đà Bắc": [2.75]}
    assert days("1.234", "2.75") == {"Phường Hòa Bình": [1.234], "Xã Đà Bắc": [2.75]}
    (ward,), (commune,) = days("1.234", "2").values()
    assert ward != ward
    assert commune == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"data": [{"a": 1, "a": 2}]}', "the key 'a' twice in one object; expected each key once; delete one."),
        ('{"data": [{"a": NaN}]}', "the number NaN; expected a number or null; correct the value."),
        ('{"data": [{"a": 1e999999999}]}', "the number 1e999999999; expected at most 18 digits; correct the value."),
        (
            '{"data": [{"a": ' + "9" * 5000 + "}]}",
            f"the number {'9' * 24}; expected at most 18 digits; correct the value.",
        ),
        ("[" * 100_000 + "]" * 100_000, "JSON nested without end; expected at most 12 levels; keep the answer alone."),
        ("[" * 30 + "]" * 30, "JSON more than 12 levels deep; expected the portal's answer; keep the answer alone."),
        ("{}", "JSON without a record; expected the portal's answer; save it again."),
    ],
)
def test_json_that_two_readers_would_read_in_two_ways(text, message, from_text):
    with refused(f"a.json: found {message}"):
        from_text(text, "a.json", PERIOD)


def test_a_cut_answer_names_its_line(from_text):
    with refused(
        "a.json line 2: found broken JSON (Expecting value); expected the portal's whole answer; save it again."
    ):
        from_text('{"data":\n', "a.json", PERIOD)


def test_no_table_is_told_that_it_lacks_a_title(from_text):
    for name, text in (("a.csv", "a;b\n1;2\n"), ("a.json", '{"data": [{"a": 1}]}')):
        with pytest.raises(ReadError) as error:
            from_text(text, name, PERIOD)
        assert error.value.rule == "table-other-columns"
        assert "Biểu mẫu" not in str(error.value)


def test_months_do_not_add_up_to_a_quarter(from_text):
    """A dossier still open is counted again: nothing of the portal is taken from longer periods."""
    from cchc_analysis import catalogue

    own = [
        entry.indicator
        for name in ("portal-766-progress", "portal-766-digitisation")
        for entry in catalogue.editions()[name].entries
    ]
    assert {catalogue.indicator(name).time for name in own} == {"stock"}


def test_a_row_that_counts_on_time_among_the_resolved(from_text):
    """200 received, 150 on time of 170 resolved, 20 overdue: 150 + 20 is not 200."""
    frames = from_text(TABLE.replace("200;180;20", "200;150;20"), "a.csv", PERIOD)
    found = check(frames)
    assert set(found.loc[found["rule"] == "portal-sum-differs", "found"]) == {"200 hồ sơ"}


def test_a_row_longer_than_the_head_is_named(from_text):
    rows = from_text(TABLE.replace("2,75\n", "2,75;99;98\n"), "a.csv", PERIOD).findings.set_index("rule")
    assert rows.loc["table-row-longer", "message_en"] == (
        "1 rows are longer than the head; their further cells are not used: 99; 98. Please see whether columns have slipped."
    )


def test_a_city_beside_the_province_is_no_total(from_text):
    text = TABLE.replace("Sở Nội vụ", "UBND thành phố Việt Trì")
    rows = from_text(text, "a.csv", PERIOD).findings.set_index("rule")
    assert rows.loc["table-other-levels", "message_en"].endswith(": UBND thành phố Việt Trì.")


def test_sums_of_levels_are_not_added_again(from_text):
    text = HEAD + TOTAL + ";Cộng cấp tỉnh;66;60;6;\n" + AGENCY + ";Cộng cấp xã;1434;1291;143;\n" + WARD + COMMUNE
    assert findings(from_text(text, "a.csv", PERIOD)) == {"table-other-levels": "3"}


def test_a_page_of_a_longer_list_is_named(from_text):
    record = {"departmentName": "xã Đà Bắc - tỉnh Phú Thọ", "totalReceived": 200, "totalOnTime": 180}
    text = json.dumps({"data": {"evaluation": [record], "pagination": {"page": 1, "totalElements": 163}}})
    rows = from_text(text, "a.json", PERIOD).findings.set_index("rule")
    assert rows.loc["table-page-of-more", ["found", "expected"]].tolist() == ["1", "163"]


def test_json_of_rows(from_text):
    rows = [line.split(";") for line in TABLE.splitlines()]
    assert figures(from_text(json.dumps(rows), "a.json", PERIOD)) == EXPECTED


def test_half_a_letter_is_refused(from_text):
    with refused("a.json: found half of a letter (\\ud800 to \\udfff); expected Unicode text; save it again as UTF-8."):
        from_text('{"data": [{"departmentName": "x\\ud800"}]}', "a.json", PERIOD)


@pytest.mark.parametrize("mark", ["\t", ";"])
def test_a_table_copied_into_a_text(mark, from_text):
    assert figures(from_text(TABLE.replace(";", mark), "a.txt", PERIOD)) == EXPECTED


def test_an_answer_that_is_an_error_has_no_table(from_text):
    with refused(
        "a.json: found no table in it; expected a column of communes, such as 'Cơ quan, đơn vị'; "
        "name the columns as the portal does, or add the edition."
    ):
        from_text('{"code": 500, "message": "Internal error"}', "a.json", PERIOD)


def test_two_numbers_in_one_cell_are_not_one(from_text):
    frames = from_text(TABLE.replace("180;20", '"180\n200";20'), "a.csv", PERIOD)
    row = frames.observations[frames.observations["raw"] == "180 200"].iloc[0]
    assert row["status"] == "unreadable"
