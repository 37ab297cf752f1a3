"""Page images made fit for reading: gray, upright, evenly lit."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

Gray = NDArray[np.uint8]

# A page that lies askew by more than this is no scan of a sheet fed by hand or by machine.
MOST_SKEW = 4.0
_SAMPLE = 120_000
_PAPER, _INK = 0.75, 0.82  # darker than this share of its surroundings is a mark
# Pale print is made as dark as other print is: the darkest marks (a share of the page, in per cent) are mostly below 60. What
# is lighter than 200 may as well be grain.
_DARKEST, _PALE, _LOST, _USUAL = 0.3, 110, 200, 40


def straighten(gray: Gray) -> tuple[Gray, float]:
    """Return a page turned so that its lines run level, and by how many degrees it lay askew."""
    angle = skew(gray)
    if abs(angle) < 0.05:
        return gray, 0.0
    turned = Image.fromarray(gray).rotate(angle, Image.Resampling.BICUBIC, fillcolor=_paper(gray))
    return np.asarray(turned), angle


def skew(gray: Gray) -> float:
    """Return by how many degrees the lines of a page fall to the right.

    The angle whose rows are the most unequal (projection profile). Marks are counted as points, so that no turned image
    is smoothed: that would favour the page as it lies.
    """
    small = np.asarray(Image.fromarray(gray).reduce(max(gray.shape[1] // 900, 1)), np.float32)
    y, x = np.nonzero(small < 0.8 * ndimage.uniform_filter(small, 41))
    if len(y) < 100:
        return 0.0
    chosen = np.random.default_rng(0).permutation(len(y))[:_SAMPLE]
    y, x = y[chosen].astype(np.float64), x[chosen] - small.shape[1] / 2

    def unevenness(angle: float) -> float:
        rows = np.round(y - x * math.tan(math.radians(angle)) - y.min() + small.shape[1]).astype(int)
        counts = np.bincount(rows).astype(float)
        return float((np.convolve(counts, (0.25, 0.5, 0.25)) ** 2).sum())

    best = max(np.arange(-MOST_SKEW, MOST_SKEW + 0.01, 0.2), key=unevenness)
    return float(max(np.arange(best - 0.2, best + 0.201, 0.02), key=unevenness))


def flatten(gray: Gray, dpi: float) -> Gray:
    """Return a page on white paper: what the light or a yellowed sheet darkens is taken out; pale print is made dark."""
    step = max(round(dpi / 20), 1)
    paper = ndimage.percentile_filter(np.asarray(Image.fromarray(gray).reduce(step)), 80, 9)
    light = Image.fromarray(ndimage.uniform_filter(paper.astype(np.float32), 9))
    light = light.resize(gray.shape[::-1], Image.Resampling.BILINEAR)
    return _darkened(np.clip(gray * (255 / np.maximum(np.asarray(light), 40)), 0, 255).astype(np.uint8))


def _darkened(page: Gray) -> Gray:
    """Return a page whose print is pale with print of the usual darkness, another one as it is."""
    ink = np.percentile(np.asarray(Image.fromarray(page).reduce(2)), _DARKEST)
    if not _PALE < ink < _LOST:
        return page
    levels = 255 - (255 - np.arange(256)) * (255 - _USUAL) / (255 - ink)
    return np.clip(levels, 0, 255).astype(np.uint8)[page]


def _paper(gray: Gray) -> int:
    return int(np.percentile(gray[::16, ::16], 80))
