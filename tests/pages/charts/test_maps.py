"""A map never ranks by noise, shows what is missing, and refuses a file that would put communes in the wrong place."""

import json
import re
import xml.etree.ElementTree as ET
from contextlib import suppress
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_analysis.analyst.outlines import load_outlines, read_outlines
from cchc_analysis.comparing import headline_rates
from cchc_analysis.errors import CchcError
from cchc_analysis.pages import comparison
from cchc_analysis.pages.charts import maps
from tests.page_words import words_of
from tests.small_frames import communes

NOBODY = pd.DataFrame(columns=["commune_code", "commune"])


def square(west, south, side=0.1):
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code, geometry, key="commune_code"):
    return {"type": "Feature", "properties": {key: code}, "geometry": geometry}


def polygon(west, south):
    return {"type": "Polygon", "coordinates": [square(west, south)]}


def geojson(folder, *features, **more):
    path = folder / "communes.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)} | more), encoding="utf-8")
    return path


def first_rate(frames):
    (rows,) = headline_rates.comparable_rates(frames).values()
    return headline_rates.with_verdicts(rows)[0]


@pytest.fixture(scope="module")
def mixed():
    """Twelve communes: one far below, one without figures."""
    return communes(*[(900 + i, 1000) for i in range(10)], (100, 1000), (None, None))


def svg(chart):
    return ET.fromstring(re.search(r"<svg.*?</svg>", chart.html, re.S)[0])


def alt(chart):
    return svg(chart).get("aria-label")


def shapes(chart):
    """Return what is drawn of each commune: its path, fill, stroke and stroke-width, its own or its group's."""
    return [group.attrib | shape.attrib for group in svg(chart).iterfind("g[@class='communes']") for shape in group]


def names(chart):
    """Return the names on a map, a line below the other."""
    return ["\n".join(line.text for line in text) for text in svg(chart).iterfind("g[@class='names']/text")]


def legend(chart, kind="legend"):
    return [text.text for text in svg(chart).iterfind(f"g[@class='{kind}']/text")]


def corner(shape):
    return tuple(float(number) for number in re.match(r"M([\d.]+) ([\d.]+)h", shape["d"]).groups())


@pytest.mark.parametrize("count", [5, 148, 200])
def test_a_tile_for_each_commune(count):
    rows = first_rate(communes(*[(95, 100)] * count))
    chart = maps.plot_map(rows, None, NOBODY, communes((95, 100)))
    assert len(shapes(chart)) == len(names(chart)) == count
    places = {corner(shape) for shape in shapes(chart)}
    assert len(places) == count
    assert len({x for x, _ in places}) <= 12
    _, _, width, height = map(float, svg(chart).get("viewBox").split())
    assert all(0 <= x < width and 0 <= y < height for x, y in places)


def test_one_commune_alone_is_one_tile():
    rows = first_rate(communes((95, 100), (90, 100))).iloc[:1]
    assert len(shapes(maps.plot_map(rows, None, NOBODY, communes((95, 100))))) == 1


def test_edges_and_signs_mark_only_what_the_limits_tell_apart(mixed):
    chart = maps.plot_map(first_rate(mixed), None, NOBODY, mixed)
    assert len([shape for shape in shapes(chart) if float(shape["stroke-width"]) > 2]) == 1
    assert [text for text in names(chart) if "▼" in text] == ["▼\n00011"]
    assert "1 đơn vị thấp hẳn, 0 cao hẳn, 1 chưa có tỷ lệ" in alt(chart)
    equal = maps.plot_map(first_rate(communes(*[(95, 100)] * 12)), None, NOBODY, mixed)
    assert not [shape for shape in shapes(equal) if float(shape["stroke-width"]) > 2]
    assert len({shape["fill"] for shape in shapes(equal)}) == 1


def test_the_shade_is_the_estimate(mixed):
    """The pooled rate has the middle of the scale, the commune farthest from it an end; the others follow their order."""
    rows = first_rate(mixed).dropna(subset=["recomputed_pct"])
    chart = maps.plot_map(rows, None, NOBODY, mixed)
    shades = {corner(shape): shape["fill"] for shape in shapes(chart)}
    by_code = [shades[place] for place in sorted(shades, key=lambda place: place[::-1])]
    assert by_code[10] == maps._shade(0)  # 100 of 1,000: the lowest
    grey = [-int(shade[3:5], 16) for shade in by_code[:10]]  # 900 to 909 of 1,000: green falls as the rate rises
    assert grey == sorted(grey)


def test_no_share_beyond_a_hundred_stands_on_the_scale(mixed):
    """Pooled 94 %, the lowest 50 %: as far above would be 138 %."""
    chart = maps.plot_map(first_rate(communes(*[(980, 1000)] * 11, (500, 1000))), None, NOBODY, mixed)
    assert legend(chart, "scale")[-1] == "100,0"
    (gradient,) = svg(chart).iterfind("defs/linearGradient")
    # 100 % lies 6 of 44 points above the middle: its shade ends the bar, not the darkest one.
    last = list(gradient)[-1].get("stop-color")
    assert maps._shade(0.5) != last != maps._shade(1)


def test_a_commune_without_a_rate_is_hatched_and_so_is_one_that_sent_nothing(mixed):
    silent = pd.DataFrame({"commune_code": ["00099"], "commune": ["Phường Chín Mươi Chín"]})
    chart = maps.plot_map(first_rate(mixed), None, silent, mixed)
    (pattern,) = svg(chart).iterfind("defs/pattern")
    assert len([shape for shape in shapes(chart) if shape["fill"] == f"url(#{pattern.get('id')})"]) == 2
    assert pattern.find("rect").get("fill") == "#fff"
    assert "chưa có tỷ lệ" in legend(chart)
    assert names(chart)[-1] == "P. Chín Mươi\nChín"


def test_the_scale_reads_in_grey():
    """Lightness falls all the way, so a black and white print keeps the order."""
    colours = [maps._scale()(step / 255)[:3] for step in range(256)]
    grey = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in colours]
    assert all(after <= before + 1e-3 for before, after in pairwise(grey))
    assert grey[0] - grey[-1] > 0.35


def test_outlines_are_drawn_and_what_does_not_match_is_named(tmp_path, mixed):
    whole = feature("00001", {"type": "MultiPolygon", "coordinates": [[square(105, 21)], [square(105.3, 21)]]})
    path = geojson(tmp_path, whole, feature(11, polygon(105.1, 21)), feature("99999", polygon(105.2, 21)))
    outlines = read_outlines(path)
    assert list(outlines) == ["00001", "00011", "99999"]
    rows = first_rate(mixed)
    chart = maps.plot_map(rows, outlines, NOBODY, mixed)
    assert len(shapes(chart)) == 2
    assert names(chart) == ["▼ 00011"]
    assert alt(chart).startswith("Bản đồ các đơn vị")
    said = maps.mismatches(rows, outlines)
    assert said.startswith("10 đơn vị không có trên bản đồ: Xã 00002 (00002), ")
    assert said.endswith("Tệp bản đồ còn 1 vùng không thuộc kỳ này, không vẽ: 99999.")


def test_a_page_with_the_map_of_another_province_says_so_and_draws_tiles(tmp_path, mixed):
    outlines = read_outlines(geojson(tmp_path, feature("77777", polygon(105, 21))))
    text = words_of(comparison.on_map(mixed, outlines=outlines).html)
    assert "không có mã của đơn vị nào trong kỳ này; các đơn vị được vẽ thành ô." in text
    assert "Bản đồ" not in alt(comparison.on_map(mixed, outlines=outlines))


@pytest.mark.parametrize(
    "pairs", [[(5, 10)], [(0, 0), (0, 0), (5, 10), (6, 10)], [(None, None)] * 12, [(12, 10), (5, 10)]]
)
def test_too_few_figures_for_a_map(pairs):
    text = words_of(comparison.on_map(communes(*pairs)).html)
    assert not re.search(r"\b(nan|inf|none)\b", text, re.I)


def test_the_file_is_optional(tmp_path):
    assert load_outlines(tmp_path) is None
    (tmp_path / "units").mkdir()
    geojson(tmp_path / "units", feature("1", polygon(105, 21), "MA_XA"))
    assert list(load_outlines(tmp_path)) == ["1"]


WRONG = (
    "expected each commune once, a polygon in degrees, longitude first; save it again as GeoJSON in WGS 84 (EPSG:4326)."
)


def test_files_as_provinces_publish_them(tmp_path):
    """A byte order mark, CRS84, heights, a hole, a repaired outline with a line beside it, codes that lost their zero."""
    hole = {"type": "Polygon", "coordinates": [square(105, 21), square(105.02, 21.02, 0.01)]}
    high = {"type": "MultiPolygon", "coordinates": [[[[*point, 12.5] for point in square(105.1, 21)]]]}
    line = {"type": "LineString", "coordinates": square(105.2, 21)}
    mended = {"type": "GeometryCollection", "geometries": [polygon(105.2, 21), line]}
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    shapes = [feature(7894, hole, "MA_XA"), feature("7897", high, "MA_XA"), feature("07900", mended, "MA_XA")]
    path = geojson(tmp_path, *shapes, crs=crs)
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    found = read_outlines(path)
    assert {code: len(rings) for code, rings in found.items()} == {"07894": 2, "07897": 1, "07900": 1}
    assert found["07897"][0][0] == (105.1, 21)


@pytest.mark.parametrize(
    ("features", "more", "message"),
    [
        ([], {}, "found no features; expected a FeatureCollection of communes; save it again as GeoJSON."),
        (
            [feature("1", polygon(500000, 2300000))],
            {},
            f"found feature 1 (1) at 500000, 2.3e+06, in metres; {WRONG}",
        ),
        ([feature("1", polygon(21, 105))], {}, f"found feature 1 (1) at 21, 105, latitude before longitude; {WRONG}"),
        (
            [feature("1", {"type": "Point", "coordinates": [105, 21]})],
            {},
            f"found feature 1 (1), which is no polygon; {WRONG}",
        ),
        ([feature("1", polygon(105, 21))] * 2, {}, f"found feature 2 (1) again; {WRONG}"),
        (
            [feature("1", polygon(105, 21), "name")],
            {},
            "found properties 'name'; expected a code in every feature under commune_code or ma_xa or maxa or ma_dvhc or "
            "ward_code or code or ma; name the property commune_code.",
        ),
        (
            [feature("1", polygon(105, 21))],
            {"crs": {"properties": {"name": "EPSG:3405"}}},
            'found reference system {"properties": {"name": "EPSG:3405"}}; expected longitude and latitude in degrees, '
            "WGS 84 (EPSG:4326); save it again in that system.",
        ),
        (
            [feature("00001", polygon(105, 21)), feature(None, polygon(105.1, 21))],
            {},
            "found feature 2 without 'commune_code'; expected a commune's code in every feature; write the code, or take out "
            "areas that are no commune.",
        ),
        (
            [feature("1", {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [105, 21]}]})],
            {},
            f"found feature 1 (1), which is no polygon; {WRONG}",
        ),
        (
            [feature("1", {"type": "Polygon", "coordinates": [[[10**400, 21], *square(105, 21)]]})],
            {},
            f"found feature 1 (1), which is no polygon; {WRONG}",
        ),
        ([{"type": "Feature"}], {}, "found feature 1 without properties; expected properties; save it again."),
    ],
)
def test_a_file_that_cannot_be_drawn(tmp_path, features, more, message):
    with pytest.raises(CchcError, match=f"^{re.escape('communes.geojson: ' + message)}$"):
        read_outlines(geojson(tmp_path, *features, **more))


def test_garbage_and_a_file_that_is_too_large(tmp_path):
    path = tmp_path / "communes.geojson"
    message = "communes.geojson: found no readable GeoJSON; expected a FeatureCollection in UTF-8; save it again."
    for garbage in (b"\xff\xfe\x00", b"[" * 100_000, b"", b"{"):
        path.write_bytes(garbage)
        with pytest.raises(CchcError, match=f"^{re.escape(message)}$"):
            read_outlines(path)
    with path.open("wb") as file:
        file.truncate(60_000_001)
    message = (
        "communes.geojson: found 60 MB; expected at most 60 MB; keep the communes of your province and simplify their "
        "outlines, in QGIS or at mapshaper.org."
    )
    with pytest.raises(CchcError, match=f"^{re.escape(message)}$"):
        read_outlines(path)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "coordinates", "code"]), inner)
    ),
    max_leaves=8,
)


@given(geometry=json_values, properties=json_values)
def test_whatever_stands_in_a_file_is_an_outline_or_an_error(tmp_path_factory, geometry, properties):
    path = tmp_path_factory.mktemp("map") / "communes.geojson"
    found = {"features": [{"properties": properties, "geometry": geometry}]}
    path.write_text(json.dumps(found), encoding="utf-8")
    with suppress(CchcError):
        assert isinstance(read_outlines(path), dict)
