"""Communes by name, province and day; one code may have been two communes."""

import datetime as dt
import re

import pytest

from cchc_analysis.communes import registry
from cchc_analysis.errors import CchcError

BEFORE, AFTER = dt.date(2023, 3, 28), dt.date(2026, 9, 28)


@pytest.mark.parametrize(
    "name", ["xã Chi Lăng Bắc", "XÃ CHI LĂNG BẮC", "Xã chi lăng bắc", "Xã Chi Lăng Bắc".encode().decode()]
)
@pytest.mark.parametrize("province", ["tỉnh Hải Dương", "Hải Dương", "HẢI DƯƠNG"])
def test_a_commune_by_any_spelling(name, province):
    unit = registry.find(name, province, day=BEFORE, where="a.txt")
    assert (unit.code, unit.name, unit.district, unit.province) == (
        "11281",
        "Xã Chi Lăng Bắc",
        "Huyện Thanh Miện",
        "Tỉnh Hải Dương",
    )
    assert (unit.valid_from, unit.valid_to) == (None, dt.date(2025, 6, 30))


def test_one_code_two_communes():
    before = registry.find("xã Chi Lăng Nam", "Hải Dương", day=BEFORE, where="a")
    after = registry.find("xã Nam Thanh Miện", "Hải Phòng", day=AFTER, where="a")
    assert before.code == after.code == "11284"
    assert after.district is None


def test_an_unknown_commune_suggests_and_takes_none():
    message = (
        "a.txt: found 'xã Chi Lăng Bác Hồ', unknown in Tỉnh Hải Dương; expected a commune of 28/03/2023; "
        "correct the name; is it Xã Chi Lăng Bắc or Xã Chi Lăng Nam."
    )
    with pytest.raises(CchcError, match=f"^{re.escape(message)}$"):
        registry.find("xã Chi Lăng Bác Hồ", "Hải Dương", day=BEFORE, where="a.txt")


def test_a_name_like_no_other_gets_no_suggestion():
    message = "a.txt: found 'xã Qqq', unknown in Tỉnh Hải Dương; expected a commune of 28/03/2023; correct the name."
    with pytest.raises(CchcError, match=f"^{re.escape(message)}$"):
        registry.find("xã Qqq", "Hải Dương", day=BEFORE, where="a.txt")


def test_an_unknown_province():
    message = "a.txt: found province 'Hải Đương Tây'; expected a province of 2023; correct the name."
    with pytest.raises(CchcError, match=f"^{re.escape(message)}$"):
        registry.find("xã Chi Lăng Bắc", "Hải Đương Tây", day=BEFORE, where="a.txt")


def test_a_province_that_is_no_more():
    with pytest.raises(
        CchcError, match=r"^a: found province 'Hải Dương'; expected a province of 2026; correct the name\.$"
    ):
        registry.find("xã Chi Lăng Bắc", "Hải Dương", day=AFTER, where="a")


def test_two_communes_of_one_name_need_their_district():
    """Hải Dương had two communes called Hồng Phong in March 2023."""
    with pytest.raises(
        CchcError, match=r"^a: found 'xã Hồng Phong', which may be .+; expected one commune; write the district too\.$"
    ):
        registry.find("xã Hồng Phong", "Hải Dương", day=BEFORE, where="a")
    unit = registry.find("xã Hồng Phong", "Hải Dương", "huyện Ninh Giang", day=BEFORE, where="a")
    assert unit.district == "Huyện Ninh Giang"


def test_rosters():
    district = registry.roster("Hải Dương", "Huyện Thanh Miện", BEFORE)
    assert "Xã Chi Lăng Bắc" in [unit.name for unit in district]
    assert {unit.district for unit in district} == {"Huyện Thanh Miện"}
    assert [unit.code for unit in district] == sorted(unit.code for unit in district)
    assert len(registry.roster("Phú Thọ", None, AFTER)) == 148
    assert registry.roster("Nowhere", None, AFTER) == []


def test_the_whole_country():
    """3,321 communes since 1 July 2025."""
    assert len(registry._units(True)) == 3321
    assert len({unit.code for unit in registry._units(True)}) == 3321
