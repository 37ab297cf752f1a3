"""A browser without a window: what it asks for, and what a person who needs more than a mouse meets on a page."""

import json
import shutil
from importlib.resources import files

from selenium import webdriver

from cchc_analysis.programs import find_program

_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZE = 1280, 1000


def start(profile):
    options = webdriver.ChromeOptions()
    options.binary_location = find_program("browser")
    for argument in (*_ARGUMENTS, f"--user-data-dir={profile}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    return webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))


def make_plain(driver):
    """Leave no width, no colours, no page and no log to the next test."""
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    driver.set_window_size(*SIZE)
    driver.get("about:blank")
    for log in ("performance", "browser"):
        driver.get_log(log)


def addresses(driver) -> list[str]:
    """Return what the browser asked for since the last look."""
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    sent = [message for message in messages if message["method"] == "Network.requestWillBeSent"]
    return [message["params"]["request"]["url"] for message in sent]


def show(driver, path, width=1440, scheme="light"):
    """Open a page in a window of that width, everything that folds unfolded."""
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    driver.get(path.as_uri())
    driver.execute_script("document.querySelectorAll('details').forEach((one) => { one.open = true })")


def violations(driver) -> list[str]:
    """Return what axe finds on the page that is open, a line each with the first element."""
    driver.execute_script(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    script = "axe.run(document, { runOnly: arguments[0] }).then(arguments[1])"
    found = driver.execute_async_script(script, _RULES)
    assert found["passes"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]
