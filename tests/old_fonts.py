"""Text written for old Vietnamese fonts: the letters a program sees where TCVN3 (.VnTime) or VNI (VNI-Times) is set."""

import unicodedata

# TCVN 5712:1993, third set: one byte a letter.
_TCVN3 = dict(
    zip(
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        bytes.fromhex(
            "b5b6b7b8b9a8bbbcbdbec6a9c7c8c9cacbaecccecfd0d1aad2d3d4d5d6d7d8dcdddedfe1e2e3e4abe5e6e7e8e9aceaebecedeeeff1f2f3f4"
            "adf5f6f7f8f9fafbfcfdfea1a2a3a4a5a6a7"
        ).decode("latin-1"),
        strict=True,
    )
)
# VNI: a letter and then its marks as another letter; these few are letters of their own.
_ALONE = dict(zip("đĐíìỉĩịÍÌỈĨỊ", "ñÑíìæóòÍÌÆÓÒ", strict=True))
_HORNED = dict(zip("ơưƠƯ", "ôöÔÖ", strict=True))
_MARKS = {
    "\u0301": "ù",
    "\u0300": "ø",
    "\u0309": "û",
    "\u0303": "õ",
    "\u0323": "ï",
    "\u0302": "â",
    "\u0306": "ê",
    "\u0302\u0301": "á",
    "\u0302\u0300": "à",
    "\u0302\u0309": "å",
    "\u0302\u0303": "ã",
    "\u0302\u0323": "ä",
    "\u0306\u0301": "é",
    "\u0306\u0300": "è",
    "\u0306\u0309": "ú",
    "\u0306\u0303": "ü",
    "\u0306\u0323": "ë",
}


def tcvn3(text):
    """Return a text as TCVN3 has it; its capitals have no tones, their font draws small letters as capitals."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(_TCVN3.get(letter) or _TCVN3.get(letter.lower()) or letter for letter in composed)


def vni(text):
    """Return a text as VNI has it.

    >>> vni("Chi Lăng Bắc, ngày 13 tháng 3, được")
    'Chi Laêng Baéc, ngaøy 13 thaùng 3, ñöôïc'
    """
    return "".join(map(_vni, unicodedata.normalize("NFC", text)))


def _vni(letter):
    if letter in _ALONE:
        return _ALONE[letter]
    base, *marks = unicodedata.normalize("NFD", letter)
    if "\u031b" in marks:
        marks.remove("\u031b")
        base = _HORNED[unicodedata.normalize("NFC", f"{base}\u031b")]
    # The circumflex or breve first, whatever the order of their classes.
    written = _MARKS["".join(sorted(marks, key=lambda mark: mark not in "\u0302\u0306"))] if marks else ""
    return base + (written.upper() if letter.isupper() else written)


def windows_1258(text):
    """Return a text in the Vietnamese code page of Windows, which writes tones as letters of their own after the vowel."""
    parted = []
    for letter in unicodedata.normalize("NFC", text):
        whole = unicodedata.normalize("NFD", letter)
        tones = [mark for mark in whole if mark in "\u0300\u0301\u0303\u0309\u0323"]
        parted += [unicodedata.normalize("NFC", "".join(mark for mark in whole if mark not in tones)), *tones]
    return "".join(parted).encode("cp1258")
