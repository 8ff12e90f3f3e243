"""The key that signs checkpoints, and the ledger's name. Both are settled at first use.

    keys/ledger.key    Ed25519 private key (PEM), mode 0600; whoever has it can sign for this ledger
    keys/ledger.pub    the public half, one line, in the form C2SP notes use: name+key id+key

The ledger's name is the environment's ONRECORD_ORIGIN when the key is first made, otherwise
`onrecord.invalid/` and the key's first eight hex digits. Once made it stays: witnesses know the ledger by it.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from onrecord.home import home, private_file
from onrecord.ledger.note import NoteError, Verifier, check_key_name


class KeyProblem(RuntimeError):
    """The signing key can't be used; the message says why and what to do."""


@dataclass(frozen=True)
class Signer:
    """The ledger's name and both halves of its key."""

    origin: str
    private: Ed25519PrivateKey

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.origin, self.private.public_key().public_bytes_raw())


def key_folder() -> Path:
    return home() / "keys"


def signer() -> Signer:
    """The signing key, made at first use. Raises KeyProblem when it is damaged, missing or not ours."""
    private_path, public_path = key_folder() / "ledger.key", key_folder() / "ledger.pub"
    if public_path.exists() and not private_path.exists():
        raise KeyProblem(
            f"The ledger's signing key {private_path} is missing, though {public_path.name} beside it says there "
            "was one. Put it back from your backup; a new key would be a stranger to those who hold checkpoints."
        )
    pem = private_file(private_path, make=_fresh_key())
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyProblem(
            f"{private_path} doesn't hold an Ed25519 key. Put it back from your backup."
        )
    public = key.public_key().public_bytes_raw()
    if not public_path.exists():
        name = os.environ.get("ONRECORD_ORIGIN") or f"onrecord.invalid/{public.hex()[:8]}"
        try:
            line = Verifier(check_key_name(name), public).to_text()
        except NoteError as error:
            raise KeyProblem(f"ONRECORD_ORIGIN: {error}") from None
        private_file(public_path, make=f"{line}\n".encode())
        public_path.chmod(0o644)
    held = public_key()
    if held.public != public:
        raise KeyProblem(
            f"{public_path} doesn't belong to {private_path.name} beside it. Put both back from the same backup."
        )
    return Signer(held.name, key)


def public_key() -> Verifier:
    """The public half as kept beside the key. Raises KeyProblem when it isn't there or isn't one."""
    path = key_folder() / "ledger.pub"
    try:
        return Verifier.from_text(path.read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        raise KeyProblem(
            f"There is no public key at {path}: nothing has been signed here yet."
        ) from None
    except (NoteError, UnicodeDecodeError) as error:
        raise KeyProblem(f"{path} is damaged: {error}") from None


def _fresh_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
