"""A message as a picture for lock screens: PNG, drawn here, with a font of this machine or Pillow's own."""

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

# Width and height in pixels: usual desks, a telephone or an upright screen, a large screen, an older laptop.
SIZES = ((1920, 1080), (1080, 1920), (2560, 1440), (1366, 768))
# The colours of the pages; contrast of each pair is 7:1 or better.
GROUND, INK, SOFT, GOLD = "#12263f", "#ffffff", "#d6e0ec", "#f4b740"
# File names under which systems keep a bold and a plain font; the first found is used.
_FONTS = {
    True: ("DejaVuSans-Bold.ttf", "LiberationSans-Bold.ttf", "NotoSans-Bold.ttf", "arialbd.ttf", "Arial Bold.ttf"),
    False: ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf", "arial.ttf", "Arial.ttf"),
}  # fmt: skip
# What Pillow's own font lacks, and what stands in for it.
_PLAIN = {
    "£": "GBP ",
    "–": "-",
    "—": "-",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "…": "...",
    "·": "-",
}


@dataclass(frozen=True, slots=True)
class Words:
    """What the picture says, largest first."""

    headline: str
    do: str
    rule: str
    foot: str


@cache
def _file(bold: bool) -> str:
    """The font file; empty for Pillow's own."""
    for name in _FONTS[bold]:
        try:
            ImageFont.truetype(name, 12)
        except OSError:
            continue
        return name
    return ""


def _font(bold: bool, size: int) -> FreeTypeFont:
    name = _file(bold)
    font = ImageFont.truetype(name, size) if name else ImageFont.load_default(size)
    assert isinstance(font, FreeTypeFont), "Pillow is built without FreeType"  # noqa: S101
    return font


def _sayable(text: str) -> str:
    """The text in letters that the font has."""
    if _file(True):
        return text
    plain = "".join(_PLAIN.get(each, each) for each in text)
    return unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()


def wrapped(text: str, font: FreeTypeFont, width: float) -> list[str]:
    """The text in lines no wider than `width` pixels; a word that is wider alone is cut into pieces."""
    lines: list[str] = [""]
    for word in text.split():
        for piece in _pieces(word, font, width):
            longer = f"{lines[-1]} {piece}".strip()
            if font.getlength(longer) <= width:
                lines[-1] = longer
            else:
                lines.append(piece)
    return lines if lines[0] or len(lines) == 1 else lines[1:]


def _pieces(word: str, font: FreeTypeFont, width: float) -> list[str]:
    found = [""]
    for letter in word:
        if found[-1] and font.getlength(found[-1] + letter) > width:
            found.append("")
        found[-1] += letter
    return found


def balanced(text: str, font: FreeTypeFont, width: float) -> list[str]:
    """The same number of lines as `wrapped`, as even as they can be: no word stands alone below."""
    count = len(wrapped(text, font, width))
    low, high = 0.0, width
    while high - low > 4:
        middle = (low + high) / 2
        low, high = (low, middle) if len(wrapped(text, font, middle)) <= count else (middle, high)
    return wrapped(text, font, high)


def _fitting(
    text: str, bold: bool, width: float, height: float, largest: int
) -> tuple[FreeTypeFont, list[str], float]:
    """The largest size at which the text fits; its lines and how high one is."""
    size = largest
    while True:
        font = _font(bold, size)
        lines, line = wrapped(text, font, width), 1.22 * size
        if len(lines) * line <= height or size <= 12:
            return font, balanced(text, font, width) if bold else lines, line
        size = max(12, int(size * 0.93))


def draw(words: Words, size: tuple[int, int]) -> bytes:
    """The picture as PNG. The lower quarter stays nearly empty: systems put the clock and the password there."""
    across, down = size
    unit = min(across, down) / 100
    image = Image.new("RGB", size, GROUND)
    pen = ImageDraw.Draw(image)
    margin = 8 * unit
    width = across - 2 * margin
    pen.rectangle((0, 0, across, int(1.2 * unit)), fill=GOLD)
    top = 10 * unit
    usable = 0.72 * down - top
    parts: Sequence[tuple[str, bool, float, float, str]] = (
        (words.headline, True, 0.46, 13, INK),
        (words.do, False, 0.32, 5.4, INK),
        (words.rule, False, 0.12, 3, SOFT),
    )
    for text, bold, share, most, colour in parts:
        font, lines, line = _fitting(_sayable(text), bold, width, share * usable, int(most * unit))
        for each in lines:
            pen.text((margin, top), each, font=font, fill=colour)
            top += line
        top += 3 * unit
        if bold:
            pen.rectangle((margin, top, margin + 14 * unit, top + 0.8 * unit), fill=GOLD)
            top += 4.5 * unit
    foot = _font(False, int(2.6 * unit))
    pen.text(
        (across - margin, down - 7 * unit), _sayable(words.foot), font=foot, fill=SOFT, anchor="rs"
    )
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
