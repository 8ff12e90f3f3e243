"""ONRECORD_HOME: the one folder that holds everything of an installation.

onrecord.sqlite3      the record (unless DATABASE_URL names a PostgreSQL server)
reads.sqlite3         who looked at what
secret.key            signs sessions; made at first start, mode 0600
keys/                 the ledger's signing key (0600) and its public half
imports/              uploaded files, refused rows, progress
calls/                recordings of calls, each named by its hash
frames/               frozen audit frames, by hash
mail/                 digests, where no mail server is named
alerts-looked.txt     when the thresholds of alerts were last held against their figures
causes.toml           the force's own list of causes, if it has one
fate-reasons.toml     the force's own reasons for rejecting what the finder suggests, if it has some
stops.toml            the force's own numbers on pages that say "stop and call", if it has them
patterns/             the force's own patterns (words-*.toml), and which are switched off
demonstration.json    only in a demonstration: marks it as one on every page
"""

import os
import secrets
from pathlib import Path


def home() -> Path:
    """The installation's folder: ONRECORD_HOME, else `var/` where the command is run."""
    return Path(os.environ.get("ONRECORD_HOME") or "var").expanduser().absolute()


def private_file(path: Path, make: "bytes | None" = None) -> bytes:
    """The file's bytes; made with mode 0600 if it isn't there yet.

    Two processes that start together agree: the first to link its file in place wins.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(make if make is not None else secrets.token_urlsafe(50).encode())
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()


def demonstration_marker() -> Path:
    return home() / "demonstration.json"


def is_demonstration() -> bool:
    """Whether this installation is a demonstration: decided when it was made, shown on every page."""
    return demonstration_marker().exists()
