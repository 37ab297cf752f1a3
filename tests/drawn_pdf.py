"""A PDF of one page, written by hand: a table of one row with two cells, and what a test draws into it."""

from contextlib import contextmanager

import pdfplumber

# Cells of 100 × 20 points: the first from x = 50, the second from x = 150, both from y = 700 to 720 (from below).
GRID = "0.5 w " + " ".join(
    [f"50 {y} m 250 {y} l S" for y in (680, 700, 720)] + [f"{x} 680 m {x} 720 l S" for x in (50, 150, 250)]
)
SECOND = (150, 72, 250, 92)  # left, top, right, bottom as pdfplumber counts


def text(words, x=160, y=706, size=12, before=""):
    return f" BT {before} /F1 {size} Tf {x} {y} Td ({words}) Tj ET"


def draw(path, content, notes=(), images=False):
    """Write the page: `content` in the operators of PDF, `notes` as dictionaries of annotations."""
    stream = content.encode("latin-1")
    pixel = b"\x80"
    image = (
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [] /DA (/F1 0 Tf 0 g) /DR << /Font << /F1 4 0 R >> >> >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 792] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> "
        b"/XObject << /I 6 0 R >> >> /Annots [" + " ".join(notes).encode("latin-1") + b"] >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        image + b"\nstream\n" + pixel + b"\nendstream",
    ]
    whole, places = b"%PDF-1.7\n", []
    for number, item in enumerate(objects, start=1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    whole += b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        table,
        len(objects) + 1,
        len(whole),
    )
    path.write_bytes(whole)
    return path


@contextmanager
def opened(path):
    with pdfplumber.open(path) as document:
        yield document.pages[0]


def field(value, flags=4):
    return (
        f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V ({value}) /Rect [160 702 240 718] /F {flags} "
        "/DA (/F1 12 Tf 0 g) /P 3 0 R >>"
    )


def remark(words, flags=4):
    return f"<< /Type /Annot /Subtype /FreeText /Contents ({words}) /Rect [160 702 240 718] /F {flags} /DA (/F1 12 Tf 0 g) >>"
