"""What a browser says of each kind of page, opened from its file: weight, requests, first paint, axe, least contrast.

Run `make report` first; `--reports FOLDER` looks at the pages of another project.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
from importlib.resources import files
from pathlib import Path

from selenium import webdriver

ROOT = Path(__file__).resolve().parent.parent
PAGES = {
    "list of periods": "index.html",
    "entry of a period": "2026-Q3/index.html",
    "quarter": "2026-Q3/quarter.html",
    "compare": "2026-Q3/compare.html",
    "quality": "2023-Q1/quality.html",
    "commune, portal table": "2026-Q3/communes/*.html",
    "commune, whole report": "2023-Q1/communes/*.html",
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAINT = """new PerformanceObserver((list) => {
  const paint = list.getEntriesByName("first-contentful-paint")[0];
  if (paint) arguments[0](paint.startTime);
}).observe({ type: "paint", buffered: true })"""
AXE = "axe.run(document, { runOnly: arguments[0] }).then(arguments[1])"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=Path, default=ROOT / "reports")
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome") or ""
    quiet = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")
    for argument in (*quiet, "--window-size=1440,900"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    browser = webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))
    browser.set_script_timeout(900)  # axe takes minutes over a table of 148 communes
    print("| page | KiB | requests | first paint, ms | axe violations | least contrast |\n|---|---|---|---|---|---|")
    try:
        for kind, pattern in PAGES.items():
            page = sorted(arguments.reports.glob(pattern))[0].resolve()
            print(f"| {kind} | " + " | ".join(map(str, _look(browser, page, arguments.rounds))) + " |", flush=True)
    finally:
        browser.quit()


def _look(browser: webdriver.Chrome, page: Path, rounds: int) -> tuple[int, int, int, int, float]:
    paints = []
    for _ in range(rounds):
        browser.get_log("performance")
        browser.get(page.as_uri())
        paints.append(browser.execute_async_script(PAINT))
    sent = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [one["params"]["request"]["url"] for one in sent if one["method"] == "Network.requestWillBeSent"]
    requests = [url for url in asked if not url.startswith("data:") and url != page.as_uri()]
    browser.execute_script("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    browser.execute_script(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found = browser.execute_async_script(AXE, RULES)
    ratios = [
        check["data"]["contrastRatio"]
        for rule in found["passes"]
        if rule["id"] == "color-contrast"
        for node in rule["nodes"]
        for check in node["any"]
        if (check.get("data") or {}).get("contrastRatio")
    ]
    weight = round(page.stat().st_size / 1024)
    return weight, len(requests), round(statistics.median(paints)), len(found["violations"]), min(ratios)


if __name__ == "__main__":
    main()
