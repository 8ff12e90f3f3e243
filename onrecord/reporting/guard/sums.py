"""A sum instead of a picture puzzle: the reporter's device looks for a number that makes a hash begin with zeros. One person
notices nothing; who sends thousands pays for each with time. No other firm is asked, and nothing is learnt about anybody.

A sum is set for one draft, and a draft becomes one report: so it can be used once. It lapses after some hours.
"""

from hashlib import sha256
from typing import Final

from django.core import signing

SALT: Final = "onrecord.reporting.guard"
# What a device may try before it gives up is bounded by its patience, what is read here by this.
LONGEST_NUMBER: Final = 12


def set_sum(origin: str, bits: int) -> str:
    """A signed sum for the draft that becomes the report `origin`."""
    return signing.dumps([origin, bits], salt=SALT)


def solves(answer: str, *, origin: str, least: int, hours: int) -> bool:
    """Whether `answer` (the sum, a blank and the number found) is a sum set here for this draft, at least `least` bits hard,
    not older than `hours`, and solved."""
    return solved_for(answer, least=least, hours=hours) == origin


def solved_for(answer: str, *, least: int, hours: int) -> str:
    """For what the sum was set that is solved by this answer; "" where none is."""
    asked, _, number = answer.strip().rpartition(" ")
    if not (number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER):
        return ""
    try:
        found = signing.loads(asked, salt=SALT, max_age=hours * 3600)
    except signing.BadSignature:
        return ""
    if not isinstance(found, list) or len(found) != 2:
        return ""
    whose, bits = found
    return str(whose) if bits >= least and zeros(asked, number) >= bits else ""


def zeros(asked: str, number: str) -> int:
    """With how many zero bits the hash of a sum and a number begins."""
    digest = sha256(f"{asked} {number}".encode()).digest()
    return 256 - int.from_bytes(digest, "big").bit_length()


def solve(asked: str, bits: int) -> str:
    """What the script of the page does: for tests, and for programs that send reports by the page."""
    number = 0
    begun = sha256(f"{asked} ".encode())
    while True:
        here = begun.copy()
        here.update(str(number).encode())
        if 256 - int.from_bytes(here.digest(), "big").bit_length() >= bits:
            return f"{asked} {number}"
        number += 1
