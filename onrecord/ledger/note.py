"""Signed notes as in C2SP `signed-note` (https://c2sp.org/signed-note), with Ed25519. Pure: no Django.

A note is text that ends with a line end, an empty line, and one line for each signature:

    — <key name> <base64 of 4 bytes key id and the signature>

A public key travels as one line `name+key id in hex+base64 of 0x01 and 32 bytes` (the "vkey" form).
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519: Final = b"\x01"
_PREFIX: Final = "— "
_MOST_SIGNATURES: Final = 64
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")


class NoteError(ValueError):
    """The text isn't a signed note, or no known key has signed it; the message says which."""


def check_key_name(name: str) -> str:
    """The name, if it may stand on a signature line; raises NoteError otherwise."""
    if not name or "+" in name or any(c.isspace() or ord(c) < 0x20 for c in name):
        raise NoteError(
            f"{name!r} can't be a key's name: it must not be empty, nor hold spaces or +."
        )
    return name


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes that stand for a name and an Ed25519 key on a signature line."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


@dataclass(frozen=True)
class Verifier:
    """A name and the public key that we hold it to."""

    name: str
    public: bytes

    @classmethod
    def from_text(cls, text: str) -> "Verifier":
        """Read a key in its one-line form. Raises NoteError when the line isn't one or its parts disagree."""
        parts = text.strip().split("+", 2)
        if len(parts) != 3:
            raise NoteError("A public key looks like name+1a2b3c4d+AbCd…; this line doesn't.")
        name, number, encoded = parts
        try:
            raw = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            raise NoteError("The public key's last part isn't base64.") from None
        if len(raw) != 33 or raw[:1] != _ED25519:
            raise NoteError("The public key isn't an Ed25519 key (type 1, 32 bytes).")
        if key_id(check_key_name(name), raw[1:]).hex() != number.lower():
            raise NoteError(
                "The public key's number doesn't belong to its name and key: a part was altered."
            )
        return cls(name, raw[1:])

    def to_text(self) -> str:
        """The key in its one-line form, without a line end."""
        encoded = base64.b64encode(_ED25519 + self.public).decode()
        return f"{self.name}+{key_id(self.name, self.public).hex()}+{encoded}"

    def accepts(self, text: str, signature: bytes) -> bool:
        """Whether this key made that signature over the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


def sign(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """The text as a note signed with one key. Raises NoteError when the text can't be a note's."""
    if not text.endswith("\n") or _CONTROL.search(text):
        raise NoteError("A note's text ends with a line end and holds no other control characters.")
    public = key.public_key().public_bytes_raw()
    signed = key_id(check_key_name(name), public) + key.sign(text.encode())
    return f"{text}\n{_PREFIX}{name} {base64.b64encode(signed).decode()}\n"


def split(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """The note's text and its signatures as (name, key id, signature), nothing verified yet. Raises NoteError."""
    if _CONTROL.search(note):
        raise NoteError(
            "The note holds control characters (Windows line ends, perhaps): save it as it was given."
        )
    text, blank, lines = note.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise NoteError("The note has no signature below an empty line, or was cut short.")
    found = []
    for line in lines[:-1].split("\n"):
        name, space, encoded = line.removeprefix(_PREFIX).partition(" ")
        try:
            raw = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        if not line.startswith(_PREFIX) or not space or len(raw) < 5:
            raise NoteError("A signature line isn't “— name base64”.")
        found.append((check_key_name(name), raw[:4], raw[4:]))
    if len(found) > _MOST_SIGNATURES:
        raise NoteError(f"The note bears more than {_MOST_SIGNATURES} signatures.")
    return text + "\n", found


def open_note(note: str, known: list[Verifier]) -> tuple[str, list[Verifier]]:
    """The note's text and the known keys that signed it.

    Signatures of unknown keys are passed over. Raises NoteError when a known key's signature is wrong, or when no
    known key signed: then the text must not be believed.
    """
    text, signatures = split(note)
    by_id = {(key.name, key_id(key.name, key.public)): key for key in known}
    signers = []
    for name, number, signature in signatures:
        key = by_id.get((name, number))
        if key is None:
            continue
        if not key.accepts(text, signature):
            raise NoteError(
                f"The signature of {name} is wrong: the text or the signature was altered."
            )
        signers.append(key)
    if not signers:
        names = ", ".join(sorted({name for name, _, _ in signatures}))
        raise NoteError(f"None of the known keys signed this note; it bears the name {names}.")
    return text, signers
