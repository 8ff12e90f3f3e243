"""Drawing the sample so that anybody can draw it again.

Each log gets a number nobody can steer: the SHA-256 of

    seed|frame hash|system|reference key

as UTF-8 text, read as 64 hexadecimal digits. Within a stratum the logs are put in order of that number and the
first n are the sample. The order of reading comes from a second number, the SHA-256 of

    reading order|seed|frame hash|system|reference key

over the whole sample, so that a half-finished reading is still a random part of it. No random-number generator is
involved, so no version, machine or library changes the outcome, and `sha256sum` checks any single log.
Two logs with the same number (which only references with a "|" in them could have) stand in order of system and key.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Drawn(NamedTuple):
    """One log of the sample: the number that drew it, and what it is."""

    number: bytes
    system: str
    ref_key: str


def draw_number(seed: str, frame_hash: str, system: str, ref_key: str) -> bytes:
    """The 32 bytes by which a log is ordered within its stratum."""
    return hashlib.sha256(f"{seed}|{frame_hash}|{system}|{ref_key}".encode()).digest()


def reading_number(seed: str, frame_hash: str, system: str, ref_key: str) -> bytes:
    """The 32 bytes by which the drawn logs are ordered for reading."""
    return hashlib.sha256(f"reading order|{seed}|{frame_hash}|{system}|{ref_key}".encode()).digest()


def draw(
    rows: Iterable[tuple[int, str, str]], numbers: Sequence[int], *, seed: str, frame_hash: str
) -> list[list[Drawn]]:
    """The first `numbers[h]` logs of each stratum h, from rows of (stratum, system, reference key) in any order.

    Streams: keeps only a few times as many logs as it draws.
    """
    start = hashlib.sha256(f"{seed}|{frame_hash}|".encode())
    kept: list[list[Drawn]] = [[] for _ in numbers]
    # Beyond this number a log can't be drawn any more; it falls as better ones come.
    worst = [b"\xff" * 32 if n else b"" for n in numbers]
    for stratum, system, ref_key in rows:
        step = start.copy()
        step.update(f"{system}|{ref_key}".encode())
        number = step.digest()
        if number > worst[stratum]:
            continue
        group = kept[stratum]
        group.append(Drawn(number, system, ref_key))
        if len(group) >= 2 * numbers[stratum] + 64:
            group.sort()
            del group[numbers[stratum] :]
            worst[stratum] = group[-1].number
    return [sorted(group)[:n] for group, n in zip(kept, numbers, strict=True)]


def reading_order(
    logs: Iterable[tuple[str, str]], *, seed: str, frame_hash: str
) -> list[tuple[str, str]]:
    """The (system, reference key) pairs in the order in which they are to be read."""
    return sorted(logs, key=lambda log: (reading_number(seed, frame_hash, *log), log))
