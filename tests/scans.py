"""Pages as a scanner hands them over: rendered at 200 dpi, askew, unsharp, noisy, compressed."""

import io

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter


def scan(pdf, pages, angle=0.9, dpi=200, seed=1):
    """Return some pages of a PDF (numbers from 1) as scanned images, leaning to either side in turn."""
    chance = np.random.default_rng(seed)
    document = pypdfium2.PdfDocument(pdf)
    images = []
    for number in pages:
        image = document[number - 1].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
        image = image.rotate(angle if number % 2 else -angle, Image.Resampling.BICUBIC, fillcolor=255)
        image = image.filter(ImageFilter.GaussianBlur(0.6))
        noisy = np.asarray(image) * 0.92 + 10 + chance.normal(0, 8, image.size[::-1])
        content = io.BytesIO()
        Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)).save(content, "JPEG", quality=72)
        images.append(Image.open(content))
    document.close()
    return images


def save(images, path, dpi=200):
    """Save images as a PDF of pictures, or as one TIFF file."""
    images[0].save(path, save_all=True, append_images=images[1:], resolution=dpi)
    return path


def mixed(pdf, scanned, path):
    """Save a PDF with some of its pages (number → image) replaced by pictures."""
    document, result = pypdfium2.PdfDocument(pdf), pypdfium2.PdfDocument.new()
    for number in range(1, len(document) + 1):
        if number in scanned:
            content = io.BytesIO()
            scanned[number].save(content, "PDF", resolution=200)
            result.import_pages(pypdfium2.PdfDocument(content.getvalue()))
        else:
            result.import_pages(document, [number - 1])
    result.save(path)
    return path


def picture(draw=None, size=(1654, 2339)):
    """Return paper without a word, on which `draw` may draw."""
    image = Image.new("L", size, 245)
    if draw:
        draw(ImageDraw.Draw(image))
    return image
