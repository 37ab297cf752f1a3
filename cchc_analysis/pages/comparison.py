"""Whole sections of a page about one period: a sentence, the picture it rests on, and the table behind both."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import pandas as pd

from cchc_analysis import catalogue
from cchc_analysis.analyst.groups import Groups
from cchc_analysis.analyst.outlines import Rings
from cchc_analysis.catalogue import method, word
from cchc_analysis.comparing import peer_groups
from cchc_analysis.comparing.headline_rates import comparable_rates, with_verdicts
from cchc_analysis.findings import unconfirmed
from cchc_analysis.inference.funnel_verdicts import FunnelResult
from cchc_analysis.inference.intervals import against_target
from cchc_analysis.inference.pooled import pool
from cchc_analysis.numerals import format_number
from cchc_analysis.observations import TidyFrames
from cchc_analysis.pages import sentences
from cchc_analysis.pages.charts.funnels import plot_funnel, plot_multiples
from cchc_analysis.pages.charts.maps import mismatches, plot_map
from cchc_analysis.pages.markup import Html, folded, join, paragraph
from cchc_analysis.pages.side_by_side import list_of_groups, side_by_side
from cchc_analysis.reports import commune_names
from cchc_analysis.totals import coverage, rates

MOST_OPEN = 30  # longer tables fold
MOST_WATCHED = method("most_watched").whole  # of the word "đáng chú ý" on one page


def compare_communes(
    frames: TidyFrames,
    language: str = "vi",
    groups: Groups = None,
    targets: pd.DataFrame | None = None,
) -> Html:
    """Return a section for each headline rate that at least two communes have: sentence, funnel, peers, table.

    Communes keep the order of their codes; nothing is ranked, because most differences between neighbours are luck.

    Parameters
    ----------
    groups, targets : the analyst's own, from `analyst.groups.load_groups` and `analyst.targets.load_targets`.
    """
    tables = {name: with_verdicts(rows, groups) for name, rows in comparable_rates(frames).items()}
    if not tables:
        known = rates(frames).dropna(subset=["recomputed_pct"])["commune_code"].nunique()
        return paragraph(word("nothing-to-compare", language, communes=known), "coverage")
    parts = [paragraph(word(f"peers-by-{peer_groups.how(groups)}", language))]
    watched = _rows_to_watch({name: rows for name, (rows, _) in tables.items()})
    parts += scan_notice(frames, list(tables), language)
    for name, (rows, funnels) in tables.items():
        parts += _section(name, rows, watched[name], funnels, frames, language)
        if targets is not None:
            parts += [_target(rows, row, language) for row in targets[targets["indicator"] == name].itertuples()]
    return join(parts)


def scan_notice(frames: TidyFrames, rates: list[str], language: str = "vi") -> list[Html]:
    """Return a sentence that names the communes whose parts of some rates were read from scans and not confirmed, if any."""
    used = {
        part for name in rates for part in (catalogue.indicator(name).numerator, catalogue.indicator(name).denominator)
    }
    own = frames.observations[unconfirmed(frames) & frames.observations["indicator"].isin(used)]
    names = commune_names(frames.reports)
    communes = [names[code] for code in sorted(set(own["commune_code"]))]
    return [paragraph(word("ocr-communes", language, names=", ".join(communes)), "coverage")] if communes else []


def small_multiples(frames: TidyFrames, language: str = "vi", groups: Groups = None) -> Html:
    """Return a small picture for every rate that at least two communes have, with the funnel of each peer group."""
    tables = {
        name: with_verdicts(rows, groups, is_ranked=False)
        for name, rows in comparable_rates(frames, only_headline=False).items()
    }
    return Html(plot_multiples(tables, frames, language).html) if tables else Html("")


def on_map(
    frames: TidyFrames,
    language: str = "vi",
    groups: Groups = None,
    outlines: Mapping[str, Rings] | None = None,
) -> Html:
    """Return a map of each headline rate, of tiles where there are no outlines, and what the outlines do not match.

    Parameters
    ----------
    groups, outlines : the analyst's own, from `analyst.groups.load_groups` and `analyst.outlines.load_outlines`.
    """
    tables = {name: with_verdicts(rows, groups, is_ranked=False)[0] for name, rows in comparable_rates(frames).items()}
    if not tables:
        return paragraph(word("among-none", language), "coverage")
    places = coverage(frames)
    silent = places[~places["is_reported"]]
    everyone = pd.concat([*tables.values(), silent])[["commune_code", "commune"]].drop_duplicates("commune_code")
    said = mismatches(everyone, outlines, language) if outlines else ""
    parts = [paragraph(word("map-reading", language)), *([paragraph(said, "coverage")] if said else [])]
    for name, rows in tables.items():
        parts.append(Html(f"<h3>{escape(catalogue.indicator(name).label(language))}</h3>"))
        parts.append(plot_map(rows, outlines, silent, frames, language))
    return join(parts)


def _rows_to_watch(tables: dict[str, pd.DataFrame]) -> dict[str, list[int]]:
    """Return which rows are named as "đáng chú ý" in a sentence: at most ten on a page, those that move their total most."""
    found = []
    for name, rows in tables.items():
        own = rows[rows["verdict"].isin(("watch_low", "watch_high"))]
        effect = (own["numerator"] - own["denominator"] * own["center"]).abs() / rows["denominator"].sum()
        found += [(float(size), name, index) for index, size in effect.items()]
    kept: dict[str, list[int]] = {name: [] for name in tables}
    for _, name, index in sorted(found, key=lambda item: -item[0])[:MOST_WATCHED]:
        kept[name].append(index)
    return kept


def _section(
    name: str,
    rows: pd.DataFrame,
    watched: list[int],
    funnels: dict[str, FunnelResult],
    frames: TidyFrames,
    language: str,
) -> list[Html]:
    label = catalogue.indicator(name).label(language)
    parts = [Html(f"<h2>{escape(label)}</h2>"), paragraph(_summary(label, rows, language))]
    in_table = rows["verdict"].isin(("watch_low", "watch_high")).sum() - len(watched)
    for key, own in (("apart", rows[rows["verdict"].isin(("low", "high"))]), ("watched", rows.loc[sorted(watched)])):
        named = [_describe(row, language) for row in own.itertuples()]
        if key == "watched" and in_table:
            named.append(word("watched-more", language, count=format_number(int(in_table), None, language)))
        if named:
            parts.append(paragraph(word(key, language, names="; ".join(named))))
    if len(funnels) > 1:
        parts.append(list_of_groups(funnels, language))
    for key, funnel in funnels.items():
        if len(funnel.curve):
            parts += _funnel(
                name, peer_groups.label(key, language), funnel, frames, language, is_alone=len(funnels) == 1
            )
    if rows["weight"].notna().any() and not rows["weight"].gt(0).any():
        parts.append(paragraph(word("no-spread", language), "muted"))
    shown = side_by_side(rows, language)
    if len(rows) > MOST_OPEN:
        head = word("table-of", language, count=format_number(len(rows), None, language))
        shown = folded(head, shown)
    return [*parts, shown]


def _funnel(
    name: str, group: str, funnel: FunnelResult, frames: TidyFrames, language: str, is_alone: bool
) -> list[Html]:
    parts = [] if is_alone else [Html(f"<h3>{escape(group[:1].upper() + group[1:])}</h3>")]
    if funnel.is_adjusted:
        parts.append(paragraph(word("overdispersed", language, phi=format_number(funnel.phi, 1, language)), "muted"))
    if funnel.is_mixed:
        parts.append(paragraph(word("mixed", language), "muted"))
    return [*parts, Html(plot_funnel(funnel, name, frames, language).html)]


def _target(rows: pd.DataFrame, target: object, language: str) -> Html:
    level, document = float(target.target), str(target.source)  # type: ignore[attr-defined]
    found = against_target(rows.drop(columns="verdict"), level)
    counts = found["verdict"].value_counts()
    numbers = {verdict: int(counts.get(verdict, 0)) for verdict in ("below", "above", "unclear")}
    head = word("target-head", language, target=format_number(100 * level, None, language), source=document, **numbers)
    items = [
        f"<li><strong>{escape(row.commune)}</strong>: {escape(sentences.against_target(row, level, language))}</li>"
        for row in found[found["verdict"] == "below"].itertuples()
    ]
    return folded(head, Html(f"<ul>{''.join(items)}</ul>", found))


def _describe(row: object, language: str) -> str:
    rate = sentences.rate_text(row.numerator, row.denominator, language)  # type: ignore[attr-defined]
    side = "low" if row.verdict.endswith("low") else "high"  # type: ignore[attr-defined]
    if row.verdict.startswith("watch"):  # type: ignore[attr-defined]
        return f"{row.commune}, {rate}"  # type: ignore[attr-defined]
    return word(f"apart-{side}", language, commune=row.commune, rate=rate)  # type: ignore[attr-defined]


def _summary(label: str, rows: pd.DataFrame, language: str) -> str:
    counts = rows["verdict"].value_counts()
    apart = {verdict: int(counts.get(verdict, 0)) for verdict in ("low", "high")}
    both = rows.dropna(subset=["recomputed_pct"])
    together = pool(both["numerator"], both["denominator"])
    usual = int(counts.get("usual", 0))
    rest = len(both) - sum(apart.values()) - usual - sum(int(counts.get(f"watch_{side}", 0)) for side in apart)
    said = word(
        "comparison-summary",
        language,
        label=label,
        pooled=format_number(together.pct, 2, language),
        numerator=format_number(together.numerator, None, language),
        denominator=format_number(together.denominator, None, language),
        same=rest,
        **apart,
    )
    return f"{said} {word('comparison-usual', language, count=usual)}" if usual else said
