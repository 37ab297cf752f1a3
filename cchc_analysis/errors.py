"""Errors a user can act on: where it is, what was found, what was expected, what to do."""

from __future__ import annotations

import errno
from functools import partial
from typing import Any

#: What a system says of a place that cannot take another file, whatever it holds.
NO_ROOM = (errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT, errno.EPERM)


class CchcError(ValueError):
    """Something in the input cannot be used.

    Parameters
    ----------
    where : the place in the user's own words: file, line, form, code, label.
    found : what stands there, quoted by the caller where it is text.
    expected : what would have been right.
    action : what to do about it, an imperative.
    """

    def __init__(self, where: str, found: str, expected: str, action: str) -> None:
        self.where, self.found, self.expected, self.action = where, found, expected, action
        super().__init__(f"{where}: found {found}; expected {expected}; {action}.")

    def __reduce__(self) -> tuple[Any, ...]:
        # Errors cross process boundaries in a batch; the default would replay the joined text.
        return type(self), (self.where, self.found, self.expected, self.action)


class NumeralError(CchcError):
    """A cell holds something that is no number, or one that can be read in two ways."""


class ReadError(CchcError):
    """A file cannot be read as a report.

    `rule` names the sentence of the catalogue that tells a reader of the page why, in their language; `values` fill it;
    `lines` are the places in the file that show it.
    """

    def __init__(
        self,
        where: str,
        found: str,
        expected: str,
        action: str,
        *,
        rule: str,
        lines: tuple[int, ...] = (),
        **values: Any,
    ) -> None:
        super().__init__(where, found, expected, action)
        self.rule, self.lines, self.values = rule, lines, values

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(type(self), rule=self.rule, lines=self.lines, **self.values), (
            self.where,
            self.found,
            self.expected,
            self.action,
        )


class CatalogueError(CchcError):
    """The catalogue contradicts itself or lacks what is asked of it."""


class FrameError(CchcError):
    """A frame does not have the shape of the data model."""


class ParameterError(CchcError):
    """A notebook and the parameters given to it do not fit."""


class NothingToDo(CchcError):
    """There is no input for what was asked."""


class StoreWarning(UserWarning):
    """Tables of the store were not as they had been written, and were read again from the documents."""


def first_rows(rows: list[str], limit: int = 5) -> str:
    """Return the first rows of a list of problems and how many more there are.

    >>> first_rows(["a", "b", "c"], limit=2)
    'a; b; +1 more'
    """
    shown = "; ".join(rows[:limit])
    return f"{shown}; +{len(rows) - limit} more" if len(rows) > limit else shown
