"""A period's tidy frames as a folder of Parquet files, one a frame, replaced in one step."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from cchc_analysis.observations import COLUMNS, TidyFrames, to_frame
from cchc_analysis.store.revisions import TABLES

# Rows are in order of files, so a group holds few communes, and a commune is found without reading a whole country.
_ROW_GROUP = 10_000


def read_table(path: Path, only: list[tuple[str, str, Any]]) -> pd.DataFrame:
    """Return the rows of one file that all conditions hold of; without the file, none."""
    if not path.exists() or not pq.read_metadata(path).num_rows:
        return to_frame([], path.stem)
    table = pd.read_parquet(path, filters=only or None)
    for column in set(COLUMNS[path.stem]) - set(table.columns):
        table[column] = ""
    table = table[list(COLUMNS[path.stem])]
    for column in table.columns.intersection(["indicators", "quotes", "source_lines"]):
        table[column] = pd.Series([list(values) for values in table[column]], table.index, dtype=object)
    return table


def is_whole(folder: Path) -> bool:
    """Return whether a period's frames are of this data model; documents of an older one are read again."""
    files = [folder / f"{table}.parquet" for table in TABLES]
    return all(file.exists() and set(pq.read_schema(file).names) >= set(COLUMNS[file.stem]) for file in files)


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
