"""The panel of choices: what it shows follows what is chosen, in Python and in JupyterLab itself."""

import os
import re
import shutil
import subprocess
import sys
import time

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from cchc_analysis import store
from cchc_analysis.errors import NothingToDo
from cchc_analysis.pages.explorer import Explorer
from cchc_analysis.periods import Period


@pytest.fixture(scope="module")
def folder(tmp_path_factory, root):
    """A project whose two periods have been read: one report, and a table of many communes."""
    folder = tmp_path_factory.mktemp("explored")
    for period in ("2023-Q1", "2026-Q3"):
        shutil.copytree(root / "data" / "raw" / period, folder / "data" / "raw" / period)
        store.update(folder / "data", Period.parse(period))
    (folder / "notebooks").mkdir()
    shutil.copy(root / "notebooks" / "explore.ipynb", folder / "notebooks")
    return folder


def test_what_is_shown_follows_the_choice(folder):
    panel = Explorer("en", folder / "data")
    assert [label for label, _ in panel.period.options] == ["Third quarter of 2026", "First quarter of 2023"]
    everything = panel._shown.value
    panel.communes.value = (panel.communes.options[3][1], panel.communes.options[5][1])
    assert (
        set(panel.frames.observations["commune_code"]) == set(panel.communes.value) == set(panel.rates["commune_code"])
    )
    assert panel._shown.value != everything
    panel.period.value = Period.parse("2023-Q1")
    assert panel.communes.value == ()
    panel.indicators.value = (panel.rates["indicator"].iloc[0],)
    assert len(panel.rates) == 1
    assert "The report is dated" in panel._shown.value


def test_nothing_read_yet(tmp_path):
    message = "data/tidy: found no period; expected documents that have been read; run `cchc run`."
    with pytest.raises(NothingToDo, match=f"^{re.escape(message)}$"):
        Explorer(data=tmp_path)


@pytest.fixture
def lab(folder, tmp_path):
    """JupyterLab, started as `cchc lab` starts it; gives its address."""
    options = ["--no-browser", "--port=0", "--allow-root", "--IdentityProvider.token=", "--expose-app-in-browser"]
    command = [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={folder}"]
    own = {
        "CCHC_DATA": str(folder / "data"),
        "JUPYTER_CONFIG_DIR": str(tmp_path),
        "JUPYTERLAB_SETTINGS_DIR": str(tmp_path),
    }
    log = tmp_path / "log"
    with log.open("wb") as file:
        server = subprocess.Popen(command, env={**os.environ, **own}, stderr=file, stdout=file)
    try:
        for _ in range(300):
            if found := re.search(r"http://(?:localhost|127\.0\.0\.1):\d+/", log.read_text(encoding="utf-8")):
                break
            assert server.poll() is None, log.read_text(encoding="utf-8")
            time.sleep(0.2)
        yield found[0]
    finally:
        server.terminate()
        server.wait(20)


def test_in_jupyterlab_another_choice_gives_another_chart(lab, browser):
    browser.get(f"{lab}lab/tree/notebooks/explore.ipynb")
    wait = WebDriverWait(browser, 60)
    wait.until(lambda driver: driver.find_elements(By.CSS_SELECTOR, ".jp-Notebook .jp-Cell"))
    kernel = "return jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status"
    wait.until(lambda driver: driver.execute_script(kernel) == "idle")
    browser.execute_script("jupyterapp.commands.execute('notebook:run-all-cells')")
    chart = "return document.querySelector('.widget-html-content img')?.src"
    first = wait.until(lambda driver: driver.execute_script(chart))
    period = Select(browser.find_element(By.CSS_SELECTOR, ".widget-dropdown select"))
    period.select_by_visible_text("Quý I năm 2023")
    wait.until(lambda driver: driver.execute_script(chart) not in (None, first))
    assert "Báo cáo ghi ngày ban hành 13/03/2022" in browser.find_element(By.CSS_SELECTOR, ".widget-html-content").text
    browser.save_screenshot(os.environ.get("CCHC_SHOT", os.devnull))
