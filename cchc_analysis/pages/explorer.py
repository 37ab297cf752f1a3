"""A panel for JupyterLab: choose a period, communes and rates; the chart, the table and the findings follow."""

from __future__ import annotations

from dataclasses import fields
from html import escape
from pathlib import Path

import ipywidgets as widgets  # type: ignore[import-untyped]

from cchc_analysis import catalogue, store, totals
from cchc_analysis.catalogue import word
from cchc_analysis.errors import NothingToDo
from cchc_analysis.observations import TidyFrames
from cchc_analysis.pages import finding_list, tables
from cchc_analysis.pages.charts.spread import plot_rates
from cchc_analysis.pages.markup import Html, join, paragraph
from cchc_analysis.periods import Period
from cchc_analysis.reports import commune_names, ruling


class Explorer(widgets.VBox):
    """The panel.

    Parameters
    ----------
    language : "vi" or "en".
    data : the data folder; by default the project's. Only periods that `cchc run` has read are offered.

    Attributes
    ----------
    period, communes, indicators : the widgets of choice; nothing chosen among communes or rates means all.
    frames : `TidyFrames` of what is chosen, for further work in the next cells.
    rates : the rates that are shown, as from `totals.rates`; `recomputed_pct` is in percent, 0-100.

    Raises
    ------
    NothingToDo : no period has been read yet.
    """

    def __init__(self, language: str = "vi", data: Path | str | None = None) -> None:
        self.language, self.data = language, store.data_folder(data)
        read = [period for period in store.periods(self.data) if (self.data / "tidy" / str(period)).is_dir()]
        if not read:
            raise NothingToDo("data/tidy", "no period", "documents that have been read", "run `cchc run`")
        choices = [(period.label(language), period) for period in reversed(read)]
        self.period = widgets.Dropdown(options=choices, description=word("period", language))
        tall = widgets.Layout(height="11rem", width="22rem")
        self.communes = widgets.SelectMultiple(description=word("commune", language), layout=tall)
        self.indicators = widgets.SelectMultiple(description=word("indicator", language), layout=tall)
        self._shown = widgets.HTML()
        head = widgets.HBox([self.period, self.communes, self.indicators], layout=widgets.Layout(flex_flow="row wrap"))
        super().__init__([head, self._shown])
        self._load()
        self.period.observe(self._load, "value")
        for choice in (self.communes, self.indicators):
            choice.observe(self._show, "value")

    def _load(self, _: object = None) -> None:
        """Read a period and offer what it has; what was chosen and is there again stays chosen."""
        self._all = store.load(self.period.value, self.data)
        self._rates = totals.rates(self._all)
        names = commune_names(ruling(self._all.reports))
        offered = {
            self.communes: [(name, code) for code, name in names.items()],
            self.indicators: [
                (catalogue.indicator(name).label(self.language), name) for name in self._rates["indicator"].unique()
            ],
        }
        for choice, options in offered.items():
            kept = [value for value in choice.value if value in {value for _, value in options}]
            with choice.hold_trait_notifications():
                choice.options = options
                choice.value = kept
        self._show()

    def _show(self, _: object = None) -> None:
        self.frames = _of_communes(self._all, self.communes.value)
        rates = self._rates
        for column, chosen in (("commune_code", self.communes.value), ("indicator", self.indicators.value)):
            rates = rates[rates[column].isin(chosen)] if chosen else rates
        self.rates = rates.reset_index(drop=True)
        self._shown.value = self._pieces(self.period.value).html

    def _pieces(self, period: Period) -> Html:
        is_simulated = bool(self.frames.reports["is_simulated"].any())
        said = [paragraph(word("simulated", self.language), "simulated")] if is_simulated else []
        chart = (
            Html(plot_rates(self.rates, self.frames, self.language).html)
            if self.rates["recomputed_pct"].notna().any()
            else paragraph(word("no-value", self.language))
        )
        return join(
            [
                Html(f"<h2>{escape(period.label(self.language))}</h2>"),
                *said,
                chart,
                tables.rates(self.rates, self.language),
                finding_list.findings(self.frames, self.language),
            ]
        )


def _of_communes(frames: TidyFrames, codes: tuple[str, ...]) -> TidyFrames:
    if not codes:
        return frames
    own = {}
    for field in fields(frames):
        table = getattr(frames, field.name)
        own[field.name] = table[table["commune_code"].isin(codes)].reset_index(drop=True)
    return TidyFrames(**own)
