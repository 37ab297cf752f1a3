"""Made-up reports for checks: only the figures, sentences and documents that a test names."""

from fractions import Fraction

import pandas as pd

from cchc_analysis import TidyFrames, catalogue
from cchc_analysis.catalogue.lexicon import kinds as stated_kinds
from cchc_analysis.numerals import find_dates, parse_number
from cchc_analysis.observations import to_frame
from cchc_analysis.parsing.text.directives import read_directives
from cchc_analysis.parsing.text.figures import read_figures
from cchc_analysis.parsing.text.items import Item
from cchc_analysis.parsing.text.running import Running
from cchc_analysis.parsing.text.statements import find_statements
from cchc_analysis.reading import Paragraph, Place

EDITION = "commune-2023"


def day(text):
    return find_dates(text)[0][1] if text else None


def report(
    figures=None,
    text=(),
    period="2023-Q1",
    start="10/12/2022",
    end="09/03/2023",
    dated="13/03/2023",
    code="11281",
    commune="Xã Chi Lăng Bắc",
    edition=EDITION,
):
    """Return the frames of one report.

    `figures`: indicator → text as printed; `prose.<measure>` → text; every other row of the forms is blank. `text`: pairs
    of section and sentence, read as in a report.
    """
    figures = dict(figures or {})
    report_id = f"{code}-{period}-made-up"
    source = {"commune_code": code, "period": period, "report_id": report_id, "source_file": "made-up.txt"}
    cells, stated = [], []
    for number, entry in enumerate(catalogue.editions()[edition].entries, start=500):
        raw, kind = figures.pop(entry.indicator, ""), catalogue.indicator(entry.indicator).kind
        cells.append(
            source
            | {
                "indicator": entry.indicator,
                "value": float(parse_number(raw, kind)) if raw else None,
                "raw": raw,
                "unit": catalogue.indicator(entry.indicator).unit_vi,
                "status": "reported" if raw else "blank",
                "form": entry.form,
                "code": entry.code,
                "edition": edition,
                "source_line": number,
            }
        )
    kinds = stated_kinds()
    for number, (name, raw) in enumerate(figures.items(), start=100):
        measure = name.removeprefix("prose.")
        kind = {"claim": "count"}.get(kinds.get(measure, "count"), kinds.get(measure, "count"))
        value = Fraction(1) if not raw[0].isdigit() else parse_number(raw, kind)
        stated.append(
            source
            | {
                "measure": measure,
                "value": float(value),
                "unit": "",
                "raw": raw,
                "scope": "own",
                "quote": f"{measure} {raw}",
                "section": "II.2",
                "sentence": 1,
                "source_line": number,
            }
        )
    items = [item(section, sentence, line) for line, (section, sentence) in enumerate(text, start=1)]
    statements = find_statements(items)
    stated += [source | statement.row for statement in statements]
    spans = [(statement.item, statement.start, statement.end) for statement in statements]
    head = {
        "report_id": report_id,
        "commune_code": code,
        "commune": commune,
        "district": "Huyện Thanh Miện",
        "province": "Tỉnh Hải Dương",
        "period": period,
        "period_start": day(start),
        "period_end": day(end),
        "doc_number": "74/BC-UBND",
        "doc_date": day(dated),
        "edition": edition,
        "source_file": "made-up.txt",
        "sha256": report_id,
        "media": "txt",
        "reader": "text",
        "status": "read",
        "is_simulated": True,
    }
    return TidyFrames(
        to_frame([head], "reports"),
        to_frame(cells, "observations"),
        to_frame([], "findings"),
        to_frame(stated, "statements"),
        to_frame([source | row for row in read_directives(items)], "directives"),
        figures=to_frame([source | row for row in read_figures(items, spans)], "figures"),
    )


def item(section, sentence, line=1):
    from cchc_analysis.catalogue.wording import placed

    running = Running([Paragraph(sentence, Place(line=line))])
    return Item(section, running, placed(running.text))


def together(*frames):
    return TidyFrames.concat(list(frames))


def is_found(findings: pd.DataFrame, rule: str) -> bool:
    return rule in set(findings["rule"])
