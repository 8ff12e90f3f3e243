"""Finding an offence of the notifiable list by words, class or code."""

from datetime import date

from crimerules.offences import Offence, all_offences, find, normal_class, normal_code

MOST = 30


def search(text: str, on: date) -> list[Offence]:
    """Offences that police record on a day, whose code, class or words fit; at most MOST + 1.

    >>> [one.code for one in search("8N 008/06", date(2026, 6, 1))]
    ['008/06']
    """
    words = text.lower().split()
    if not words:
        return []
    known = [
        one for one in all_offences() if one.in_force(on) and not one.crime_class.startswith("NFIB")
    ]
    codes = {normal_code(word) for word in words} - {""}
    found = [one for one in known if _fits(one, words, codes)]
    return found[: MOST + 1]


def _fits(one: Offence, words: list[str], codes: set[str]) -> bool:
    said = f"{one.title} {one.class_name} {one.act}".lower()
    for word in words:
        code, name = normal_code(word), normal_class(word)
        if not (one.code == code or one.crime_class.upper() == name or word in said):
            return False
    return not codes or one.code in codes


def key_of(one: Offence) -> str:
    """How a form names an offence: class and code."""
    return f"{one.crime_class} {one.code}"


def words_of(one: Offence) -> str:
    """How a list shows an offence."""
    return f"{one.crime_class} {one.code} {one.title}"


def read_key(text: str) -> tuple[str, str]:
    """Class and code out of what `key_of` wrote; ("", "") for anything else."""
    name, _, code = text.rpartition(" ")
    return (name, code) if name and find(code, name) else ("", "")


__all__ = ["MOST", "key_of", "read_key", "search", "words_of"]
