"""Pages built from the cells and entries that a test writes, and what they hold."""

import re
from html.parser import HTMLParser

import nbformat

from cchc_analysis.batch.html.frame import render_index
from cchc_analysis.batch.html.notebook_page import to_html

# One transparent pixel.
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==\n"


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>'


EVIL = "<script>alert(1)</script>"


VOID = {"meta", "link", "img", "input", "br", "hr"}


class Page(HTMLParser):
    """What a page holds: its elements with their attributes, and its text outside style and script."""

    def __init__(self, source):
        super().__init__()
        self.elements, self.text, self.path = [], "", []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.path.append(tag)

    def handle_endtag(self, tag):
        while self.path and self.path.pop() != tag:
            pass

    def handle_data(self, data):
        if not self.path or self.path[-1] not in ("style", "script"):
            self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def markdown(source, *tags):
    return nbformat.v4.new_markdown_cell(source, metadata={"tags": list(tags)})


def code(source, *outputs, tags=()):
    return nbformat.v4.new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags)})


def shown(data, **metadata):
    return nbformat.v4.new_output("display_data", data=data, metadata=metadata)


def html(source):
    return shown({"text/html": source, "text/plain": "<HTML>"})


def page(*cells, title="Xã Chi Lăng Bắc", **options):
    return to_html(nbformat.v4.new_notebook(cells=list(cells)), title=title, **options)


def whole(message):
    return f"^{re.escape(message)}$"


def index(**changes):
    context = {
        "language": "vi",
        "period": "Quý I năm 2023",
        "version": "0.1.0",
        "made_on": "14/04/2023",
        "is_simulated": False,
        "links": {"Các kỳ báo cáo": "../index.html"},
        "coverage": {"reported": 1, "expected": 17},
        "findings": {"error": 3, "note": 1234},
        "top_findings": [],
        "pages": [],
        "documents": [],
        "communes": [],
        "failures": [],
        "skipped": [],
        "sources": [],
    }
    return render_index({**context, **changes})
