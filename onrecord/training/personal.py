"""Whether a text for everybody names somebody, or a record about somebody. It errs on the side of asking."""

import re

from onrecord.people.models import User

_CHECKS = (
    (re.compile(r"\S+@\S+"), "an e-mail address"),
    (re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b"), "a postcode"),
    (re.compile(r"\b(?:PC|PS|DC|DS|DI|DCI|PCSO|Sgt|Insp|TDC|SC)\.?\s*\d+", re.I), "a collar number"),
    (re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b"), "a date with its day"),
    (re.compile(r"\b\d{3,}[ -]\d{3,}"), "a telephone number or a reference"),
)  # fmt: skip
_WORD = re.compile(r"[\w/\\-]*\d[\w/\\-]*")
# Years and editions of the rules, such as 2026 and 2026/27, name nobody.
_YEAR = re.compile(r"(?:19|20)\d\d(?:/\d\d)?")
_SHORTEST = 4


def personal(text: str) -> list[str]:
    """What in a text looks as if it were about somebody, in words; empty if nothing does."""
    found = [
        f"“{match.group()}” looks like {what}"
        for pattern, what in _CHECKS
        if (match := pattern.search(text))
    ]
    for match in _WORD.finditer(text):
        word = match.group()
        if sum(each.isdigit() for each in word) > 3 and not _YEAR.fullmatch(word):
            found.append(f"“{word}” looks like a reference or a number of somebody")
            break
    lower = f" {re.sub(r'[^a-z0-9]+', ' ', text.casefold())} "
    for username, first, last in User.objects.values_list("username", "first_name", "last_name"):
        for name in (f"{first} {last}".strip(), last, username):
            plain = re.sub(r"[^a-z0-9]+", " ", name.casefold()).strip()
            whole = " " in plain or any(each.isdigit() for each in plain)
            if len(plain) >= _SHORTEST and whole and f" {plain} " in lower:
                return [*found, f"“{name}” is somebody here"]
    return found
