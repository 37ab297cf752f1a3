"""Outlines of communes from a GeoJSON that the analyst puts beside the other tables of the data folder.

A picture of outlines needs their points alone: no geometry is computed, so no library of geometry is asked for.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cchc_analysis import catalogue, store
from cchc_analysis.errors import CchcError, first_rows
from cchc_analysis.names import fold

# The rings of a commune's polygons, outer and inner alike: lists of (longitude, latitude).
Rings = list[list[tuple[float, float]]]
_NO_AREA = ("Point", "MultiPoint", "LineString", "MultiLineString")


def load_outlines(data: Path | str | None = None) -> dict[str, Rings] | None:
    """Return the outlines in `units/communes.geojson` of the data folder, by commune code; None if there is no such file."""
    path = store.data_folder(data) / "units" / "communes.geojson"
    return read_outlines(path) if path.is_file() else None


def read_outlines(path: Path) -> dict[str, Rings]:
    """Return the outlines of communes by code; a feature without a geometry has no rings.

    Parameters
    ----------
    path : a GeoJSON FeatureCollection of polygons in longitude and latitude (RFC 7946), each with a commune's code under
        one of the names in `maps.toml`. Codes are text; a number, or a text of four digits, is taken as a code of five.

    Raises
    ------
    CchcError : it is too large, no GeoJSON, in another reference system, without codes, holds other shapes than
        polygons, a commune twice, or points outside Vietnam.
    """
    settings = catalogue.settings("maps")
    features = _features(path, settings)
    key = _code_key(path, features, settings)
    west, south, east, north = settings["extent"]
    found: dict[str, Rings] = {}
    problems = []
    for number, feature in enumerate(features, start=1):
        code = _code(feature["properties"][key])
        try:
            rings = list(_rings(feature.get("geometry")))
        except (TypeError, ValueError, LookupError, AttributeError, OverflowError, RecursionError):
            problems.append(f"feature {number} ({code}), which is no polygon")
            continue
        if code in found:
            problems.append(f"feature {number} ({code}) again")
        for x, y in (point for ring in rings for point in ring):
            if not (west <= x <= east and south <= y <= north):
                is_swapped = west <= y <= east and south <= x <= north
                is_plane = max(abs(x), abs(y)) > 360
                why = "latitude before longitude" if is_swapped else "in metres" if is_plane else "outside Vietnam"
                problems.append(f"feature {number} ({code}) at {x:g}, {y:g}, {why}")
                break
        found[code] = rings
    if problems:
        raise CchcError(
            path.name,
            first_rows(problems),
            "each commune once, a polygon in degrees, longitude first",
            "save it again as GeoJSON in WGS 84 (EPSG:4326)",
        )
    return found


def _features(path: Path, settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    size = path.stat().st_size
    if size > settings["most_bytes"]:
        raise CchcError(
            path.name,
            f"{size / 1e6:.0f} MB",
            f"at most {settings['most_bytes'] / 1e6:.0f} MB",
            "keep the communes of your province and simplify their outlines, in QGIS or at mapshaper.org",
        )
    try:
        shown = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise CchcError(path.name, "no readable GeoJSON", "a FeatureCollection in UTF-8", "save it again") from error
    features = shown.get("features") if isinstance(shown, dict) else None
    if not isinstance(features, list) or not features:
        raise CchcError(path.name, "no features", "a FeatureCollection of communes", "save it again as GeoJSON")
    if broken := [str(n) for n, item in enumerate(features, 1) if not _is_feature(item)]:
        raise CchcError(path.name, f"feature {first_rows(broken)} without properties", "properties", "save it again")
    crs = shown.get("crs")
    named = json.dumps(crs, ensure_ascii=False)
    if crs is not None and not any(name in named for name in settings["crs"]):
        raise CchcError(
            path.name,
            f"reference system {named}",
            "longitude and latitude in degrees, WGS 84 (EPSG:4326)",
            "save it again in that system",
        )
    return features


def _is_feature(item: Any) -> bool:
    return isinstance(item, dict) and isinstance(item.get("properties"), dict)


def _code_key(path: Path, features: list[dict[str, Any]], settings: Mapping[str, Any]) -> str:
    names = {fold(key): key for feature in features for key in feature["properties"]}
    wanted = [names[name] for name in map(fold, settings["code"]) if name in names]
    lacking = {
        key: [str(n) for n, item in enumerate(features, 1) if not _code(item["properties"].get(key))] for key in wanted
    }
    if whole := [key for key in wanted if not lacking[key]]:
        return whole[0]
    some = [key for key in wanted if len(lacking[key]) < len(features)]
    if some:
        raise CchcError(
            path.name,
            f"feature {first_rows(lacking[some[0]])} without {some[0]!r}",
            "a commune's code in every feature",
            "write the code, or take out areas that are no commune",
        )
    raise CchcError(
        path.name,
        f"properties {first_rows([repr(name) for name in names.values()]) or 'none'}",
        f"a code in every feature under {' or '.join(settings['code'])}",
        "name the property commune_code",
    )


def _code(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = f"{value:05d}" if isinstance(value, int) else str(value).strip()
    # A spreadsheet took the zero of 07894; no code of a commune has four digits, one of a district has three.
    return text.zfill(5) if len(text) == 4 and text.isdecimal() else text


def _rings(geometry: Any) -> Iterator[list[tuple[float, float]]]:
    if geometry is None:
        return
    if geometry["type"] == "GeometryCollection":
        # Repairing an outline leaves lines and points beside it, which have no area.
        areas = [part for part in geometry["geometries"] if part["type"] not in _NO_AREA]
        if not areas:
            raise ValueError(geometry["type"])
        for part in areas:
            yield from _rings(part)
        return
    polygons = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}[geometry["type"]]
    for polygon in polygons:
        for ring in polygon:
            points = [(float(point[0]), float(point[1])) for point in ring]
            if len(points) < 4 or not all(math.isfinite(x) and math.isfinite(y) for x, y in points):
                raise ValueError(len(points))
            yield points
