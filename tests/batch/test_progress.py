"""What a notebook shows of a run in progress."""

import re

from cchc_analysis.batch.progress import Progress


def test_a_notebook_shows_the_bar_and_the_latest_failures():
    progress = Progress(total=10, skipped=2, shown=False)
    for number in range(7):
        progress.add("failed", f"page {number}: <error>")
    html = progress._repr_html_()
    assert '<progress max="10" value="9"' in html
    assert re.findall(r"page \d", html) == [f"page {number}" for number in range(2, 7)]
    assert "&lt;error&gt;" in html
