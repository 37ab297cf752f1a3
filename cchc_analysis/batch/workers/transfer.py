"""What another process has read, on its way here: frames as Arrow streams, or why a document cannot be used, as JSON.

Nothing in it is run when it is taken: a process that a document has got hold of can send wrong rows, and no more. They pass
the same gate as all frames.
"""

from __future__ import annotations

import io
import json

import pandas as pd
import pyarrow as pa

from cchc_analysis.errors import CchcError, ReadError
from cchc_analysis.observations import COLUMNS, TidyFrames, to_frame
from cchc_analysis.store.revisions import TABLES

_LISTS = {"indicators": pa.string(), "quotes": pa.string(), "source_lines": pa.int64()}


def to_bytes(read: TidyFrames | CchcError) -> bytes:
    """Return frames, or the error that stands for them, as bytes: a line of JSON, and the Arrow streams after it."""
    content = io.BytesIO()
    if isinstance(read, CchcError):
        error = {name: str(getattr(read, name)) for name in ("where", "found", "expected", "action")}
        more = {"rule": read.rule, "lines": read.lines, "values": read.values} if isinstance(read, ReadError) else None
        return json.dumps({"error": error, "more": more}, default=str).encode() + b"\n"
    content.write(b"{}\n")
    for table in TABLES:
        rows = _arrow(getattr(read, table), table)
        with pa.ipc.new_stream(content, rows.schema) as stream:
            stream.write_table(rows)
    return content.getvalue()


def from_bytes(content: bytes) -> TidyFrames | CchcError:
    """Return what `to_bytes` has made bytes of."""
    source = io.BytesIO(content)
    head = json.loads(source.readline())
    if head:
        error, more = head["error"], head["more"]
        if more is None:
            return CchcError(**error)
        return ReadError(**error, rule=more["rule"], lines=tuple(more["lines"]), **more["values"])
    return TidyFrames(**{table: _frame(pa.ipc.open_stream(source).read_all(), table) for table in TABLES})


def _arrow(rows: pd.DataFrame, table: str) -> pa.Table:
    columns = COLUMNS[table]
    arrays = {name: pa.array(rows[name], type=pa.list_(_LISTS[name]) if name in _LISTS else None) for name in columns}
    return pa.table(arrays)


def _frame(rows: pa.Table, table: str) -> pd.DataFrame:
    return to_frame(rows.to_pylist(), table)
