"""The documentation does not lie: its commands run, what it says they print they print, and it is a whole site."""

import importlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest

from cchc_analysis import catalogue
from cchc_analysis.cli import cli
from tests.forked_command import Commands
from tests.paths import ROOT
from tests.programs import CHROMIUM, is_there, needs

DOCS = ROOT / "docs"
READMES = [ROOT / "README.md", ROOT / "README.vi.md"]
TUTORIAL = DOCS / "tutorial.md"
# Commands that no test runs here, and why. One that the documents no longer have must go from here.
NOT_RUN = {
    r"make (report|setup|test|lint|docs|screenshots)|\. \.venv/bin/activate": "sets up an environment with the network",
    r"\.venv/bin/.*": "what make test runs",
    r"conda .*": "needs conda and the network; tests/test_project.py holds environment.yml against pyproject.toml",
    r"pip install .*": "needs the network; the extra is in requirements.lock",
    r"dask .*|cchc run .*--cluster .*": "needs other machines; tests/batch/workers/test_cluster.py starts both",
    r"cchc run .*s3://.*": "needs a store elsewhere; tests/batch/test_storage.py runs it on another",
    r"cchc lab": "waits for its user; tests/test_tour.py and tests/pages/test_explorer.py start JupyterLab",
}
# Commands that need a program, which a machine may not have: the page's other commands are run all the same.
PROGRAMS = {"cchc print": CHROMIUM}
# A word of a README that stands for something of the reader's → what stands for it here.
STAND_INS = {
    "report.docx": "data/raw/2023-Q1/chi-lang-bac-2023-q1.docx",
    "baocao.docx": "data/raw/2023-Q1/chi-lang-bac-2023-q1.docx",
    "FOLDER": "reports/2023-Q1/questions",
    "THƯMỤC": "reports/2023-Q1/questions",
    "NAME PROVINCE": "'Xã Nam Thanh Miện' 'Hải Phòng'",
    "cchc units import FILE": "true",  # how-to/communes-that-merged.md has it with a file
}
# Notebooks that no command of the documents needs.
LEFT_OUT = ["commune.ipynb", "quality.ipynb", "quarter.ipynb"]
_FENCE = re.compile(r"^(`{3,}|:{3,})[ ]*(.*?)\n(.*?)^\1[ ]*$", re.M | re.S)


@dataclass(frozen=True)
class Block:
    """A fenced block: what its first line says, its caption, what stands in it."""

    kind: str
    caption: str
    text: str


def blocks(page: Path) -> list[Block]:
    found = []
    for match in _FENCE.finditer(page.read_text(encoding="utf-8")):
        kind, text, caption = match[2].strip(), match[3], ""
        if kind.startswith("{code-block}"):
            caption = re.match(r":caption: (.*)\n\n", text)[1]
            text = text.split("\n\n", 1)[1]
        found.append(Block(kind, caption, text))
    return found


def commands(page: Path, block: Block) -> list[str]:
    """Return a block's commands; a README's block has what each is for beside it."""
    if page in READMES and not block.kind:
        lines = [re.split(r"\s{2,}", line)[0] for line in block.text.splitlines()]
        for word, instead in STAND_INS.items():
            lines = [line.replace(word, instead) for line in lines]
        lines = [re.sub(r"^cchc units find (.*?) which commune.*", r"cchc units find \1", line) for line in lines]
        return [line for line in lines if re.match(r"(cchc|make|conda) ", line)]
    return block.text.splitlines() if block.kind == "console" else []


def is_example(block: Block) -> bool:
    """Return whether a block is Python that runs on any machine."""
    return block.kind == "python" and "from dask_" not in block.text


def reason_not_run(command: str) -> str | None:
    return next((why for pattern, why in NOT_RUN.items() if re.fullmatch(pattern, command)), None)


def missing_program(command: str) -> str | None:
    return next((one for start, one in PROGRAMS.items() if command.startswith(start) and not is_there(one)), None)


# In the order in which a reader may meet them; what changes the catalogue comes last.
LAST = ["communes-that-merged", "rule-or-pattern", "form-edition"]
PAGES = [
    page
    for page in sorted((*READMES, *DOCS.rglob("*.md")), key=lambda page: (page.stem in LAST, page != TUTORIAL, page))
    if any(commands(page, block) or is_example(block) for block in blocks(page))
]


def is_between(page: Path, command: str) -> bool:
    """Return whether pages before and after have the command, too: the last one runs it on all that was written by then."""
    having = [other for other in PAGES if any(command in commands(other, block) for block in blocks(other))]
    return page not in (having[0], having[-1])


def names(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@dataclass
class Project:
    """A copy of the project in which a page's commands run one after the other in one shell."""

    folder: Path
    environment: dict[str, str]

    def follow(self, page: Path) -> str:
        """Run a page from its top; return all that it printed."""
        script = ["rm -rf sim"] if page in READMES else []  # nobody follows two of them
        for block in blocks(page):
            if block.caption:
                self.write(script, block)
            if is_example(block):
                script.append(f"python - <<'END' || exit 9\n{block.text}END")
            for command in commands(page, block):
                if reason_not_run(command) is None and not is_between(page, command) and not missing_program(command):
                    allowed = "01" if "cchc check" in command else "0"
                    script.append(f"{command}\nstatus=$?; case {allowed} in *$status*) ;; *) exit 9;; esac")
        result = subprocess.run(
            ["bash", "-x", "-c", "\n".join(script)],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert result.returncode == 0, result.stderr[-3000:]
        assert "Traceback" not in result.stderr
        self.printed = result.stdout + result.stderr
        return self.printed

    def write(self, script: list[str], block: Block) -> None:
        """Let the script write a file that the page shows."""
        is_more = block.caption.startswith("at the end of ")
        path = self.folder / block.caption.removeprefix("at the end of ")
        assert path.exists() or not is_more, path
        begin, gap = (">>", "\n") if is_more else (">", "")
        script.append(f"mkdir -p '{path.parent}'\ncat {begin} '{path}' <<'END'\n{gap}{block.text}END")


def missing_output(page: Path, printed: str) -> list[str]:
    shown = [line for block in blocks(page) if block.kind == "text" for line in block.text.splitlines()]
    return [line for line in shown if line not in printed]


@pytest.fixture(scope="module")
def made(tmp_path_factory, cut_tables):
    """A project as shipped, but with one commune of the many, fewer pages, and without the slow start of each command."""
    folder = tmp_path_factory.mktemp("documented")
    for part in ("cchc_analysis", "notebooks", "data/raw"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", "2026-9M", *LEFT_OUT))
    cut_tables(folder / "data" / "raw" / "2026-Q3", 1)
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("CCHC_DATA", None)
    with Commands(tmp_path_factory.mktemp("path") / "bin", environment) as command:
        path = os.pathsep.join([str(command.folder), str(Path(sys.executable).parent), os.environ["PATH"]])
        yield Project(folder, environment | {"PATH": path})


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_the_commands_and_examples_of_a_page_run(page, made):
    printed = made.follow(page)
    for command in (command for block in blocks(page) for command in commands(page, block)):
        if program := missing_program(command):
            needs(program)
    assert missing_output(page, printed) == []


def test_commands_that_are_not_run_are_few_and_known():
    every = [command for page in PAGES for block in blocks(page) for command in commands(page, block)]
    left_out = [command for command in every if reason_not_run(command)]
    for pattern in NOT_RUN:
        assert any(re.fullmatch(pattern, command) for command in left_out), f"no page has {pattern}"
    assert len(every) > 40
    assert len(set(left_out)) <= 20, sorted(set(left_out))


def test_options_that_prose_names_exist():
    pages = "\n".join(page.read_text(encoding="utf-8") for page in (*READMES, *DOCS.rglob("*.md")))
    named = re.findall(r"`cchc ((?:[a-z]+ ?)+)([^`]*)`", pages)
    assert len(named) > 20
    for words, rest in named:
        command = cli
        for word in words.split():
            command = command.commands[word] if hasattr(command, "commands") else command
        known = {option for parameter in command.params for option in parameter.opts} | {"--help", "-h"}
        assert set(re.findall(r"(?<!\S)--?[a-z-]+", rest)) <= known, (words, rest)


def test_every_block_that_looks_like_a_command_is_marked():
    for page in sorted(DOCS.rglob("*.md")):
        for block in blocks(page):
            if re.match(r"(cchc|make|conda|pip|dask) ", block.text):
                assert block.kind == "console", (names(page), block.text)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The documentation as `make docs` builds it: a warning is an error."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    options = re.search(r"sphinx-build (.*) docs build/docs$", makefile, re.M)[1].split()
    folder = tmp_path_factory.mktemp("site")
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    result = subprocess.run(
        [sys.executable, "-m", "sphinx", *options, str(DOCS), str(folder)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    pages = [path for path in folder.rglob("*.html") if "_static" not in path.parts]
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in pages}


def test_every_page_is_on_the_site(site):
    assert {names(page).removeprefix("docs/").replace(".md", ".html") for page in DOCS.rglob("*.md")} <= set(site)


def test_pages_fetch_nothing(site):
    for name, text in site.items():
        fetched = re.findall(r"<(?:script|img|link|iframe)\b[^>]*?(?:src|href)=\"([^\"]*)\"", text)
        assert [address for address in fetched if re.match(r"(https?:)?//", address)] == [], name


def test_pages_say_their_language(site):
    languages = {name: re.search(r'<html[^>]* lang="(\w+)"', text)[1] for name, text in site.items()}
    assert {language for name, language in languages.items() if name.startswith("vi/")} == {"vi"}
    assert {language for name, language in languages.items() if not name.startswith("vi/")} == {"en"}


def test_pictures_say_what_they_show(site):
    pictures = [picture for text in site.values() for picture in re.findall(r"<img[^>]*_images/[^>]*>", text)]
    assert len(pictures) >= 8
    assert all(len(re.search(r'alt="([^"]*)"', picture)[1]) > 30 for picture in pictures)


def test_the_reference_holds_the_whole_program(site):
    assert all(f"cchc-{name}" in site["reference/commands.html"] for name in cli.commands)
    assert all(f">{name}<" in site["reference/indicators.html"] for name in catalogue.indicators())
    assert all(f">{name}<" in site["reference/rules.html"] for name in catalogue.rules())
    for edition in catalogue.editions().values():
        assert all(f">{entry.indicator}<" in site["reference/forms.html"] for entry in edition.entries)


def test_the_floor_plan_is_the_contract(site):
    """Every room of pyproject.toml in its order, with its docstring's first line; every file of the package has a room."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (contract,) = [
        item for item in tomllib.loads(text)["tool"]["importlinter"]["contracts"] if item["type"] == "layers"
    ]
    table = re.search(r'<table class="[^"]*\brooms\b.*?</table>', site["development.html"], re.S)[0]
    rows = [re.sub(r"<[^>]+>", "", row) for row in re.findall(r"<tr.*?</tr>", table, re.S)[1:]]
    assert [row.split()[0].rstrip("/") for row in rows] == contract["layers"]
    for room, row in zip(contract["layers"], rows, strict=True):
        first = importlib.import_module(f"cchc_analysis.{room}").__doc__.splitlines()[0].replace("`", "")
        assert first.endswith((".", ":")), room
        assert first in " ".join(unescape(row).translate({0x2019: "'"}).split()), room
    files = {
        path.stem
        for path in (ROOT / "cchc_analysis").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert files - {"__init__"} == set(contract["layers"])


def test_the_way_of_a_document_is_drawn_and_said(site):
    drawn = re.findall(r'<text class="room"[^>]*>(\w+)</text>', site["development.html"])
    assert drawn == ["reading", "parsing", "store", "checks", "totals", "comparing", "pages", "batch"]
    words = re.search(r'<svg class="way" role="img" aria-label="([^"]*)"', site["development.html"])[1]
    assert all(f" goes to {room}: " in unescape(words) for room in drawn)


def test_files_that_the_documents_name_exist():
    for page in (*READMES, ROOT / "CONTRIBUTING.md", ROOT / "benchmarks" / "README.md", *DOCS.rglob("*.md")):
        named = re.findall(
            r"\b((?:tests|benchmarks|cchc_analysis|docs|notebooks)/[\w/.-]+\.\w+)", page.read_text(encoding="utf-8")
        )
        made = {block.caption.removeprefix("at the end of ") for block in blocks(page)} | {"notebooks/mine.ipynb"}
        assert [path for path in named if path not in made and not (ROOT / path).exists()] == [], names(page)
