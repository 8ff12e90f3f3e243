"""Text as it is compared in searches: one way for what is stored and for what is asked, in every script. Pure.

- Letters without their case and accents: Müller and MULLER are `muller`, Łódź is `lodz`, أحمد is `احمد`.
- Apostrophes vanish (O'Brien is `obrien`); every other sign parts words.
- Scripts that are written without spaces (Chinese, Japanese, Thai ...) and pictures (emoji) are one word a character,
  so that any part of a name is found as a phrase.
- Digits of every script are 0 to 9.
- Telephone numbers, postcodes, grid references and record references have a second form without spaces or signs, as a
  word that begins with "=" and so can't be typed by accident.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

# No longer word is told apart from another that begins the same.
LONGEST = 60
# Stands between two texts of one record, so that no phrase reaches from one into the other.
GAP = "="

_APOSTROPHES = "'\u2018\u2019\u02bc\u02bb\uff07`\u00b4"
# Letters that Unicode doesn't take apart, as people without them on the keyboard write them.
_LETTERS = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "ŧ": "t", "ŋ": "n",
    "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": "",
}  # fmt: skip
# First and last character of scripts and signs that have no spaces between words.
_ALONE = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029),
    (0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF),
)  # fmt: skip
# Combining classes of marks that are letters in all but name (the vowels of Indian scripts), and of viramas.
_KEPT_MARKS = {0, 9}


def _fold_one(char: str) -> str:
    """What a character becomes: letters and digits, a space, or nothing."""
    if char in _APOSTROPHES:
        return ""
    code = ord(char)
    category = unicodedata.category(char)
    if category[0] == "C":
        # Signs that only steer how others are shown, such as the joiners inside emoji and Arabic words.
        return "" if category == "Cf" else " "
    if category[0] == "S":
        # A skin tone, or a sign of writing such as ^; other symbols are looked for as they are.
        if category == "Sk":
            return ""
        return f" {char} " if category == "So" else " "
    if 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
        return ""
    if category in ("Nd", "Nl", "No"):
        value = unicodedata.digit(char, None)
        if value is not None and category == "Nd":
            return str(value)
    if category[0] in "PZ":
        return " "
    folded = "".join(
        _LETTERS.get(part, part)
        for part in unicodedata.normalize("NFKD", char).casefold()
        if unicodedata.combining(part) in _KEPT_MARKS
    )
    folded = "".join(part if _is_word(part) else " " for part in folded)
    if any(first <= code <= last for first, last in _ALONE):
        # One sign may stand for two, as the Thai am does: apart they must be the same words.
        return f" {' '.join(folded)} "
    return folded


def _is_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LNM"


class _Table(dict[int, str]):
    """For str.translate; a character is looked up once."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_one(chr(code))
        return folded


_TABLE = _Table({code: _fold_one(chr(code)) for code in range(128)})


def fold(text: str) -> str:
    """The words of a text with single spaces.

    >>> fold("O\u2019Brien, Zoë: 22 Łódź Rd.")
    'obrien zoe 22 lodz rd'
    """
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """The words of a text, in order."""
    found = text.translate(_TABLE).split()
    if found and max(map(len, found)) > LONGEST:
        return [word[:LONGEST] for word in found]
    return found


class Span(NamedTuple):
    """A word and where it stands in the text as written."""

    word: str
    start: int
    end: int


def spans(text: str) -> list[Span]:
    """As `words`, each with its place, the second forms of `compact` at the end."""
    found: list[Span] = []
    word, start, end = "", 0, 0

    def close() -> None:
        nonlocal word
        if word:
            found.append(Span(word[:LONGEST], start, end))
        word = ""

    for place, char in enumerate(text):
        for part in _TABLE[ord(char)]:
            if part.isspace():
                close()
                continue
            if not word:
                start = place
            word += part
            end = place + 1
    close()
    found += [Span(form, match.start(), match.end()) for form, match in compact_matches(text)]
    return found


_DIGITS = re.compile(r"\d+")
# At least ten digits, as people write them: 07700 900123, +44 (0)7700 900123, 0121-496-0000.
_PHONE = re.compile(r"(?<![\w+])(?:\+|00|0)[1-9(](?:[\d ()./-]{7,18})\d(?!\w)", re.ASCII)
_POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2}(?![A-Za-z0-9])"
)
_GRID = re.compile(
    r"(?<![A-Za-z0-9])[HNOSThnost][A-HJ-Za-hj-z] ?[0-9]{3,5} ?[0-9]{3,5}(?![A-Za-z0-9])"
)


def phone(text: str) -> str:
    """A telephone number as digits, from the 0 of the United Kingdom where it is one: +44 7700 900123 is 07700900123."""
    text = text.replace("(0)", "") if text.lstrip().startswith(("+", "00")) else text
    digits = "".join(_DIGITS.findall(text.translate(_TABLE)))
    if text.lstrip().startswith("+"):
        return f"0{digits[2:]}" if digits.startswith("44") else f"00{digits}"
    return f"0{digits[4:]}" if digits.startswith("0044") else digits


def squash(text: str) -> str:
    """All letters and digits in one: a reference in any spelling, a postcode, a grid reference."""
    return "".join(words(text))[:LONGEST]


# What each of them has at the least; most texts are done with these, ten times quicker.
_PERHAPS_PHONE = re.compile(r"[0+][\d( ]")
_PERHAPS_POSTCODE = re.compile(r"[0-9][A-Za-z]{2}(?![A-Za-z0-9])")
_PERHAPS_GRID = re.compile(r"[0-9]{3}")


def compact_matches(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Second forms, each with the match that says where it stands."""
    if _PERHAPS_PHONE.search(text):
        for match in _PHONE.finditer(text):
            number = phone(match[0])
            if 10 <= len(number) <= 17:
                yield f"=t{number}", match
    if _PERHAPS_POSTCODE.search(text):
        for match in _POSTCODE.finditer(text):
            yield f"=p{squash(match[0])}", match
    if _PERHAPS_GRID.search(text):
        for match in _GRID.finditer(text):
            if len(form := squash(match[0])) % 2 == 0:
                yield f"=g{form}", match


def compact(text: str) -> list[str]:
    """The second forms of what looks like a telephone number, a postcode or a grid reference, each once."""
    return list(dict.fromkeys(form for form, _ in compact_matches(text)))


# For codes and names that come again and again.
short = lru_cache(maxsize=20_000)(fold)
