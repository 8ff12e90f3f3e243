"""Checkpoints: what the ledger says of itself, in the text form of C2SP `tlog-checkpoint`. Pure: no Django.

Three lines a person can read (whose ledger, how many entries, the root hash), signed as a note:

    example.org/force-ledger
    2104417
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — example.org/force-ledger Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe...
"""

import base64
import binascii
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from onrecord.ledger.note import NoteError, Verifier, open_note, sign
from onrecord.ledger.tree import HASH_BYTES


@dataclass(frozen=True)
class Checkpoint:
    """The ledger `origin` had `size` entries, and their tree had this root (32 bytes)."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def to_text(self) -> str:
        """The note's text. Raises NoteError for an origin or extension that would read as something else."""
        for line in (self.origin, *self.extensions):
            if not line or "\n" in line:
                raise NoteError("A checkpoint's lines must not be empty or hold line ends.")
        lines = [self.origin, str(self.size), base64.b64encode(self.root).decode()]
        return "\n".join([*lines, *self.extensions]) + "\n"

    @classmethod
    def from_text(cls, text: str) -> "Checkpoint":
        """Read the note's text. Raises NoteError when it isn't a checkpoint."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
            raise NoteError(
                "A checkpoint has at least three lines, none empty: name, size, root hash."
            )
        origin, size, root = lines[:3]
        if not (size.isascii() and size.isdigit()) or len(size) > 19 or str(int(size)) != size:
            raise NoteError(f"The checkpoint's size is not a plain number: {size[:40]!r}.")
        try:
            digest = base64.b64decode(root, validate=True)
        except binascii.Error:
            digest = b""
        # Re-encoding refuses the second spelling that base64 allows for the same bytes.
        if len(digest) != HASH_BYTES or base64.b64encode(digest).decode() != root:
            raise NoteError("The checkpoint's root hash is not 32 bytes in base64.")
        return cls(origin, int(size), digest, tuple(lines[3:-1]))

    def sign(self, key: Ed25519PrivateKey) -> str:
        """The checkpoint as a note signed under its own origin."""
        return sign(self.to_text(), self.origin, key)


def open_checkpoint(note: str, known: list[Verifier]) -> Checkpoint:
    """The checkpoint in a note, once a known key of the same name has signed it. Raises NoteError otherwise."""
    text, signers = open_note(note, known)
    checkpoint = Checkpoint.from_text(text)
    if all(key.name != checkpoint.origin for key in signers):
        raise NoteError(
            f"The checkpoint of {checkpoint.origin} was signed, but not by that ledger's own key."
        )
    return checkpoint
