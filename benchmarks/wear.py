"""What paper and scanners do to a page, seeded: worn patches, grain, threads, stamps, folds, too few pixels or tones.

No value is wiped out: what is there stays visible to a person, or leaves traces.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

DPI = 200


def worn(page: Image.Image, rng: random.Random) -> Image.Image:
    """Print that has come off in small patches, up to a tenth of the page; a fifth of its ink is left, or more."""
    chance = np.random.default_rng(rng.randrange(2**32))
    spots = Image.fromarray(chance.integers(0, 256, (page.height // 6, page.width // 6), dtype=np.uint8))
    patches = np.asarray(spots.resize(page.size, Image.Resampling.BICUBIC)) > rng.uniform(225, 250)
    levels = np.asarray(page, np.float32)
    return Image.fromarray(np.where(patches, 255 - (255 - levels) * rng.uniform(0.2, 0.7), levels).astype(np.uint8))


def grainy(page: Image.Image, rng: random.Random) -> Image.Image:
    """A noisy sensor."""
    chance = np.random.default_rng(rng.randrange(2**32))
    noise = chance.normal(0, rng.uniform(10, 35), (page.height, page.width))
    return Image.fromarray(np.clip(np.asarray(page, np.float32) + noise, 0, 255).astype(np.uint8))


def dusty(page: Image.Image, rng: random.Random) -> Image.Image:
    """Specks and threads anywhere."""
    page = page.copy()
    draw = ImageDraw.Draw(page)
    for _ in range(rng.randrange(5, 80)):
        x, y, side = rng.randrange(page.width), rng.randrange(page.height), rng.randrange(1, 7)
        draw.ellipse((x, y, x + side, y + rng.randrange(1, 7)), fill=rng.randrange(160))
    for _ in range(rng.randrange(4)):
        ends = [(rng.randrange(page.width), rng.randrange(page.height)) for _ in range(2)]
        draw.line(ends, fill=rng.randrange(180), width=rng.randrange(1, 4))
    return page


def stamped(page: Image.Image, rng: random.Random) -> Image.Image:
    """A round stamp of 1.4 inches across the print, as gray as red becomes."""
    page = page.copy()
    x, y, radius = rng.randrange(page.width), rng.randrange(page.height), round(0.7 * DPI)
    layer = Image.new("L", page.size, 255)
    draw = ImageDraw.Draw(layer)
    for share in (1, 0.94, 0.6):
        size = radius * share
        draw.ellipse((x - size, y - size, x + size, y + size), outline=rng.randrange(110, 190), width=4)
    return Image.fromarray(np.minimum(np.asarray(page), np.asarray(layer)))


def folded(page: Image.Image, rng: random.Random) -> Image.Image:
    """A shadow beside a fold."""
    row = rng.randrange(page.height)
    depth = np.exp(-np.abs(np.arange(page.height) - row) / rng.uniform(5, 60)) * rng.uniform(30, 130)
    return Image.fromarray(np.clip(np.asarray(page, np.float32) - depth[:, None], 0, 255).astype(np.uint8))


def coarse(page: Image.Image, rng: random.Random) -> Image.Image:
    """Scanned at 100 to 180 dpi."""
    share = rng.uniform(0.5, 0.9)
    small = page.resize((round(page.width * share), round(page.height * share)), Image.Resampling.LANCZOS)
    return small.resize(page.size, Image.Resampling.BICUBIC)


def squeezed(page: Image.Image, rng: random.Random) -> Image.Image:
    """Saved as a small JPEG."""
    content = io.BytesIO()
    page.save(content, "JPEG", quality=rng.randrange(8, 40))
    return Image.open(content).convert("L")


def two_coloured(page: Image.Image, rng: random.Random) -> Image.Image:
    """As a fax machine sees it."""
    limit = rng.randrange(90, 210)
    return page.point([255 if level > limit else 0 for level in range(256)])


def pale(page: Image.Image, rng: random.Random) -> Image.Image:
    """A printer without toner."""
    share = rng.uniform(0.15, 0.6)
    return page.point([round(255 - (255 - level) * share) for level in range(256)])


WEARS: tuple[Callable[[Image.Image, random.Random], Image.Image], ...] = (
    worn,
    grainy,
    dusty,
    stamped,
    folded,
    coarse,
    squeezed,
    two_coloured,
    pale,
)


def scan_careful(content: bytes, rng: random.Random) -> bytes:
    """Return the pages of a scan as one or two kinds of wear leave them."""
    import pypdfium2

    wears = rng.sample(WEARS, rng.choice((1, 1, 2)))
    document = pypdfium2.PdfDocument(content)
    pages = [page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L") for page in document]
    document.close()
    for wear in wears:
        pages = [wear(page, rng) for page in pages]
    written = io.BytesIO()
    pages[0].save(written, "PDF", save_all=True, append_images=pages[1:], resolution=DPI)
    return written.getvalue()
