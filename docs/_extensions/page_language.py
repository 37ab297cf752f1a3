"""Says in each page's markup which language it is in: what lies under `vi` is Vietnamese."""

from __future__ import annotations

from typing import Any


def _set_language(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    if page.startswith("vi/"):
        context["language"] = "vi"


def setup(app: Any) -> dict[str, bool]:
    app.connect("html-page-context", _set_language)
    return {"parallel_read_safe": True}
