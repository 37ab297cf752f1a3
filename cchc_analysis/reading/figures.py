"""Figures in lines of running text that were recognised more than once."""

from __future__ import annotations

import re
from collections.abc import Sequence

FIGURE = re.compile(r"\d+(?:[.,/]\d+)*")


def figures(text: str) -> list[str]:
    """Return the figures of a line.

    >>> figures("từ 10/12/2022 là 1.500, đạt 36,1%")
    ['10/12/2022', '1.500', '36,1']
    """
    return FIGURE.findall(text)


def settle(text: str, others: Sequence[str]) -> str:
    """Return a line whose figures two further readings give otherwise: each as two of the three have it.

    One that no other reading has is shown as question marks: that is a figure nobody can take for one.

    >>> settle("đến ngày 09/3/2033", ["đến ngày 09/3/2023", "đên ngày 09/3/2023"])
    'đến ngày 09/3/2023'
    >>> settle("số 716, trong đó 679", ["số 718, trong đó 679", "số 776, trong đó 679"])
    'số ???, trong đó 679'
    """
    own, found = figures(text), [figures(other) for other in others]
    is_aligned = all(len(other) == len(own) for other in found)
    position = -1

    def settled(match: re.Match[str]) -> str:
        nonlocal position
        position += 1
        if not is_aligned:
            return match[0] if any(match[0] in other for other in found) else _unknown(match[0])
        votes = [match[0], *(other[position] for other in found)]
        best = max(votes, key=votes.count)
        return best if votes.count(best) > 1 else _unknown(match[0])

    return FIGURE.sub(settled, text)


def _unknown(figure: str) -> str:
    return re.sub(r"\d", "?", figure)
