"""A period's tidy frames as a folder of Parquet files, one a frame, replaced in one step."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from cchc_analysis.observations import COLUMNS, TidyFrames, to_frame
from cchc_analysis.store import manifest
from cchc_analysis.store.manifest import Contents
from cchc_analysis.store.revisions import TABLES

# Rows are in order of files, so a group holds few communes, and a commune is found without reading a whole country.
_ROW_GROUP = 10_000


#: What the readers of the format raise over a file that is none.
DAMAGE = (pa.ArrowException, OSError, ValueError, KeyError)


def read_table(contents: Contents, name: str, only: list[tuple[str, str, Any]]) -> pd.DataFrame:
    """Return the rows of one table that all conditions hold of."""
    content = contents.tables[name]
    if not pq.read_metadata(pa.BufferReader(content)).num_rows:
        return to_frame([], name)
    table = pd.read_parquet(io.BytesIO(content), filters=only or None)
    for column in set(COLUMNS[name]) - set(table.columns):
        table[column] = ""
    table = table[list(COLUMNS[name])]
    for column in table.columns.intersection(["indicators", "quotes", "source_lines"]):
        table[column] = pd.Series([list(values) for values in table[column]], table.index, dtype=object)
    return table


def is_of_this_model(contents: Contents) -> bool:
    """Return whether a period's frames are of this data model; documents of an older one are read again."""
    return all(
        set(pq.read_schema(pa.BufferReader(content)).names) >= set(COLUMNS[name])
        for name, content in contents.tables.items()
    )


def _arrow(table: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata()


def is_same(new: TidyFrames, old: TidyFrames) -> bool:
    """Return whether two periods' frames would be written alike."""
    return all(_arrow(getattr(new, table)).equals(_arrow(getattr(old, table))) for table in TABLES)


def write(frames: TidyFrames, target: Path) -> None:
    """Put a period's frames in place of the old ones in one step; a crash leaves the old or the new, see `restored`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    new, past = target.with_name(f".{target.name}.new"), target.with_name(f".{target.name}.past")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    for table in TABLES:
        getattr(frames, table).to_parquet(new / f"{table}.parquet", index=False, row_group_size=_ROW_GROUP)
    manifest.set_down(new, {table: len(getattr(frames, table)) for table in TABLES})
    if target.is_dir():
        shutil.rmtree(past, ignore_errors=True)
        target.rename(past)
    new.rename(target)
    shutil.rmtree(past, ignore_errors=True)


def restored(target: Path) -> Path:
    """Return a period's folder, put back if a crash fell between taking the old one away and setting the new one."""
    past = target.with_name(f".{target.name}.past")
    if past.is_dir() and not target.exists():
        past.rename(target)
    return target
