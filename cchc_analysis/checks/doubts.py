"""What reports are in doubt about: a rule on a later report must not rest on it, for it is asked about where it stands."""

from __future__ import annotations

from cchc_analysis import catalogue
from cchc_analysis.catalogue import method
from cchc_analysis.checks.against_others import Amounts, wrong_units
from cchc_analysis.checks.drafts import Draft
from cchc_analysis.checks.rules import cases, is_in_scope, rate_relation
from cchc_analysis.checks.sheets import Sheet

_UNUSUAL_LEVEL = method("unusual_level").whole


class Doubts:
    """The doubts about any number of reports, each worked out when it is first asked for.

    Parameters
    ----------
    amounts : every commune's, see `against_others.amounts`.
    """

    def __init__(self, amounts: Amounts) -> None:
        self._amounts = amounts
        self._found: dict[Sheet, frozenset[str]] = {}

    def of(self, sheet: Sheet) -> frozenset[str]:
        """Return the indicators and measures that a report contradicts itself about, or whose unit others make doubtful."""
        if sheet not in self._found:
            self._found[sheet] = _contradicted(sheet) | wrong_units(sheet, self._amounts)
        return self._found[sheet]

    def bear(self, draft: Draft, past: list[Sheet]) -> bool:
        """Return whether a draft reads a figure of earlier reports that is in doubt there."""
        return any(
            figure.indicator in self.of(source)
            for figure in draft.figures
            for source in past
            if source.period in figure.periods
        )


def _contradicted(sheet: Sheet) -> frozenset[str]:
    """Return the indicators and measures that a relation within a report does not hold for."""
    broken = [
        case.relation
        for case in cases()
        if case.rule.level < _UNUSUAL_LEVEL
        and case.rule.severity != "note"
        and is_in_scope(case.rule, sheet)
        and case.relation.holds(sheet.get, case.rule.missing) is False
    ]
    for rate in catalogue.indicators().values():
        if rate.numerator and (relation := rate_relation(rate)).holds(sheet.get) is False:
            broken.append(relation)
    return frozenset(name.rsplit(".", 1)[-1] for relation in broken for name in relation.names)
