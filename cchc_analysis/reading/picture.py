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
    """Return a page on white paper: what the light or a yellowed sheet darkens is taken out."""
    step = max(round(dpi / 20), 1)
    paper = ndimage.percentile_filter(np.asarray(Image.fromarray(gray).reduce(step)), 80, 9)
    light = Image.fromarray(ndimage.uniform_filter(paper.astype(np.float32), 9))
    light = light.resize(gray.shape[::-1], Image.Resampling.BILINEAR)
    return np.clip(gray * (255 / np.maximum(np.asarray(light), 40)), 0, 255).astype(np.uint8)


def _paper(gray: Gray) -> int:
    return int(np.percentile(gray[::16, ::16], 80))
