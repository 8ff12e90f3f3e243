"""Date formats such as "%d/%m/%Y %H:%M", read without regard to the machine's language. Pure.

The codes are those of the C library and of Python's strptime, as far as exports need them. Our own reader: strptime is
five times slower and takes month names from the machine's locale.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from functools import cache

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sep sept", "october oct", "november nov", "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "(?P<b>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DAY_NAME = r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?"
_CODES = {
    "d": r"(?P<d>\d{1,2})",
    "m": r"(?P<m>\d{1,2})",
    "Y": r"(?P<Y>\d{4})",
    "y": r"(?P<y>\d{2})",
    "H": r"(?P<H>\d{1,2})",
    "I": r"(?P<I>\d{1,2})",
    "M": r"(?P<M>\d{2})",
    "S": r"(?P<S>\d{2})",
    "f": r"(?P<f>\d{1,9})",
    "p": r"(?P<p>[ap])\.?m\.?",
    "b": _MONTH,
    "B": _MONTH,
    "a": _DAY_NAME,
    "A": _DAY_NAME,
    "z": r"(?P<z>Z|[+-]\d{2}:?\d{2})",
    "%": "%",
}
_WORDS = "%d day, %m month, %Y year, %y two-digit year, %b month's name, %H hour, %M minute, %S second, %I %p twelve-hour clock, %z offset"


class FormatError(ValueError):
    """A format that cannot be used; the message says why."""


class NoSuchDate(ValueError):
    """The value has the form, but there is no such day or time; the message names it."""


Parsed = tuple[datetime, str]


@cache
def compile_format(form: str) -> Callable[[str], Parsed | None]:
    """A function that reads one value: (moment, precision), or None where the form does not fit.

    The moment is naive unless the format has %z. Precision is "minute", "day" or "month". The function raises
    NoSuchDate for 31/02 and the like; this one raises FormatError for a format it does not know.
    """
    pattern, used, at = "", "", 0
    while at < len(form):
        sign = form[at]
        if sign == "%":
            code = form[at + 1 : at + 2]
            if code not in _CODES or not code:
                raise FormatError(
                    f"has the code %{code} in {form!r}, which is not known. Known are: {_WORDS}."
                )
            pattern += _CODES[code]
            used += code
            at += 2
        elif sign.isspace():
            pattern += r"\s*" if used.endswith(("z",)) else r"\s+"
            while form[at : at + 1].isspace():
                at += 1
        else:
            pattern += re.escape(sign)
            at += 1
    doubled = [c for c in set(used.replace("B", "b")) if used.replace("B", "b").count(c) > 1]
    if doubled:
        raise FormatError(f"has %{doubled[0]} twice in {form!r}.")
    if not ({"Y", "y"} & set(used)) or not ({"m", "b", "B"} & set(used)):
        raise FormatError(f"in {form!r} lacks the year or the month. Known are: {_WORDS}.")
    if "I" in used and "p" not in used:
        raise FormatError(f"has %I without %p in {form!r}: morning or afternoon? Use %H or add %p.")
    if ("M" in used and not {"H", "I"} & set(used)) or ({"H", "I"} & set(used) and "d" not in used):
        raise FormatError(f"in {form!r} has a time without its hour or day.")
    precision = "month" if "d" not in used else "minute" if {"H", "I"} & set(used) else "day"
    match = re.compile(pattern, re.IGNORECASE | re.ASCII).fullmatch
    straight = _straight(form)

    def read(value: str) -> Parsed | None:
        if straight is not None:
            moment = straight(value)
            if moment is not None:
                return moment, precision
        found = match(value)
        if found is None:
            return None
        return _moment(found.groupdict()), precision

    return read


def _straight(form: str) -> Callable[[str], datetime | None] | None:
    """A quick reader for values with every digit in place, such as 01/03/2025 09:30; None for anything else.

    It puts the parts into ISO order, which the C library reads twenty times faster than a pattern.
    """
    places: dict[str, slice] = {}
    fixed: list[tuple[int, str]] = []
    at = length = 0
    while at < len(form):
        code = form[at + 1 : at + 2] if form[at] == "%" else ""
        if code in ("d", "m", "H", "M", "S", "Y"):
            width = 4 if code == "Y" else 2
            places[code] = slice(length, length + width)
            length, at = length + width, at + 2
        elif code:
            return None
        else:
            fixed.append((length, form[at]))
            length, at = length + 1, at + 1
    if not {"d", "m", "Y"} <= set(places) or ("H" in places) != ("M" in places):
        return None
    year, month, day = places["Y"], places["m"], places["d"]
    hour, minute = places.get("H"), places.get("M")
    second = places.get("S")

    def read(value: str) -> datetime | None:
        if len(value) != length:
            return None
        for place, sign in fixed:
            if value[place] != sign:
                return None
        text = f"{value[year]}-{value[month]}-{value[day]}"
        if hour is not None and minute is not None:
            text += f" {value[hour]}:{value[minute]}"
            if second is not None:
                text += f":{value[second]}"
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return None

    return read


def _moment(part: dict[str, str]) -> datetime:
    get = part.get
    year = int(part["Y"]) if "Y" in part else _century(int(part["y"]))
    month = int(part["m"]) if "m" in part else _MONTHS[part["b"].lower()]
    day = int(get("d") or 1)
    if "I" in part:
        hour = int(part["I"])
        if not 1 <= hour <= 12:
            raise NoSuchDate(f"there is no hour {hour} on the twelve-hour clock")
        hour = hour % 12 + (12 if part["p"].lower() == "p" else 0)
    else:
        hour = int(get("H") or 0)
    minute, second = int(get("M") or 0), int(get("S") or 0)
    micro = int(part["f"][:6].ljust(6, "0")) if "f" in part else 0
    try:
        moment = datetime(year, month, day, hour, minute, second, micro)
    except ValueError:
        raise NoSuchDate(no_such(year, month, day, hour, minute, second)) from None
    offset = get("z")
    if not offset:
        return moment
    return moment.replace(tzinfo=_offset(offset))


def _century(year: int) -> int:
    return year + (2000 if year < 69 else 1900)


def _offset(text: str) -> timezone:
    if text in "Zz":
        return UTC
    shift = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    if shift >= timedelta(hours=24):
        raise NoSuchDate(f"there is no offset {text}")
    return timezone(-shift if text[0] == "-" else shift)


def no_such(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0
) -> str:
    """What is impossible about it, in words."""
    if not 1 <= month <= 12:
        return f"there is no month {month}"
    try:
        datetime(year, month, day)
    except ValueError:
        name = next(n for n, m in _MONTHS.items() if m == month).capitalize()
        return f"there is no {day} {name} {year}" if year >= 1 else f"there is no year {year}"
    return f"there is no time {hour}:{minute:02}" + (f":{second:02}" if second else "")
