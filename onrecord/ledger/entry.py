"""One ledger entry as bytes: the leaf that is hashed, and what it commits to.

The leaf is one line of UTF-8 without a line end, seven fields with one tab between them:

    onrecord-entry-v1 <TAB> seq <TAB> recorded_at <TAB> kind <TAB> subject <TAB> actor <TAB> commitment

`seq` is decimal, counted from 0, without leading zeros; `recorded_at` is UTC as 2026-03-01T09:30:00.000000Z;
`commitment` is 64 lower-case hex digits. No field may hold a tab, a line end or another control character, so
two different entries can never give the same line. Pure: no Django.
"""

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Final, NamedTuple

LEAF_VERSION: Final = "onrecord-entry-v1"
SALT_BYTES: Final = 16
MAX_KIND: Final = 60
MAX_SUBJECT: Final = 200
MAX_ACTOR: Final = 150

# Control characters, the Unicode line and paragraph separators, and halves of surrogate pairs (not text at all).
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class EntryError(ValueError):
    """An entry can't be written as it stands; the message says which field and why."""


class Entry(NamedTuple):
    """What one leaf covers, field by field."""

    seq: int
    recorded_at: str
    kind: str
    subject: str
    actor: str
    commitment: str


def canonical_json(value: object) -> str:
    """The one text that stands for a value: keys sorted, no spaces, characters as they are.

    Takes text, whole numbers, true/false, None, lists and dictionaries with text keys; raises EntryError for
    anything else. Decimal fractions are refused because their text depends on who prints them: pass them as text.

    >>> canonical_json({"b": [1, None], "a": "é"})
    '{"a":"é","b":[1,null]}'
    """
    _refuse_ambiguous(value, "body")
    return unguarded_json(value)


# The same text without a look at the types: for comparing with a text that was written by canonical_json.
unguarded_json = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
).encode


def _refuse_ambiguous(value: object, where: str) -> None:
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise EntryError(f"{where}: the key {key!r} isn't text.")
            # Spares the common flat body a call for each field.
            if type(item) is not str and type(item) is not int and item is not None:
                _refuse_ambiguous(item, f"{where}.{key}")
    elif isinstance(value, list):
        for at, item in enumerate(value):
            if type(item) is not str:
                _refuse_ambiguous(item, f"{where}[{at}]")
    elif not isinstance(value, (str, int)):
        raise EntryError(
            f"{where}: a value of type {kind.__name__} has no single text form. "
            "Pass it as text, a whole number, true/false, nothing, a list or a dictionary."
        )


def timestamp(moment: datetime) -> str:
    """The moment as it is hashed: UTC, microseconds, always 27 characters. Raises EntryError for a naive time."""
    if moment.tzinfo is None:
        raise EntryError("recorded_at: the time has no time zone.")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def check_field(name: str, text: str, longest: int) -> str:
    """The text itself, if it may stand in a leaf; raises EntryError naming the field otherwise."""
    if not text:
        raise EntryError(f"{name}: it is empty.")
    if len(text) > longest:
        raise EntryError(f"{name}: {len(text)} characters, at most {longest} are possible.")
    if found := _FORBIDDEN.search(text):
        raise EntryError(
            f"{name}: {text!r} holds a control character (U+{ord(found.group()):04X}), which an entry can't bear."
        )
    return text


def leaf_bytes(entry: Entry | tuple[int, str, str, str, str, str]) -> bytes:
    """The line that is hashed into the tree. Fields are taken as they are: see check_field for what may stand in them."""
    seq, recorded_at, kind, subject, actor, commitment = entry
    return (
        f"{LEAF_VERSION}\t{seq}\t{recorded_at}\t{kind}\t{subject}\t{actor}\t{commitment}".encode()
    )


def commitment(salt: bytes, body: str) -> str:
    """SHA-256 of salt and body, as hex: binds the entry to the body without revealing it once both are destroyed.

    Raises EntryError when the body holds half a character (an unpaired surrogate).
    """
    try:
        return hashlib.sha256(salt + body.encode()).hexdigest()
    except UnicodeEncodeError as error:
        raise EntryError(
            f"body: it holds something that isn't text at character {error.start}."
        ) from None
