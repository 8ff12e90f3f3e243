"""A frame on file: every log that could have been drawn, written down before anything is drawn. Pure.

A frame file is CSV (UTF-8, every cell in quotation marks, lines end with \\n) with the columns

    system, ref_key, received_at, opening_code, closing_code, linked

one line a record, in order of system and reference key as Unicode code points; received_at is UTC to the second, linked is
1 or 0. Where the design has bins of the screening score, a seventh column, score, holds it as it was then (0: no suspect).

Of a crime ("crime:" before the system) received_at is when it was recorded, opening_code its class, closing_code its group,
and linked whether a log is linked to it; of a reported incident ("incident:") recorded, sub-code, kind, and whether it has
a log. Its SHA-256, over the text before packing, is the frame's hash: the same logs give the same hash on any machine
and any database. It holds every closing code and every link state; a log is linked when a crime record is linked to it,
or, where no crime register was imported at all, when it names a crime.

Files lie packed (gzip) in ONRECORD_HOME/frames/<hash>.csv.gz.
"""

import csv
import gzip
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

from onrecord.home import home

HEADER = ("system", "ref_key", "received_at", "opening_code", "closing_code", "linked")
SCORED_HEADER = (*HEADER, "score")


class FrameError(ValueError):
    """A frame can't be made or read; the message says why and what to do."""


def frames_folder() -> Path:
    """Where frames are kept."""
    return home() / "frames"


def frame_path(frame_hash: str) -> Path:
    """The file of the frame with this hash."""
    return frames_folder() / f"{frame_hash}.csv.gz"


class FrameReader:
    """Reads a frame file line by line; `hash` and `size` are known when all lines were read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self.hash = ""

    def rows(self) -> Iterator[list[str]]:
        """Lines as lists, in the order of the header. Raises FrameError when the file is missing or damaged."""
        digest = hashlib.sha256()
        try:
            with gzip.open(self.path, "rb") as packed:
                buffered = io.BufferedReader(packed, 1 << 20)

                def lines() -> Iterator[str]:
                    for line in buffered:
                        digest.update(line)
                        yield line.decode()

                reader = csv.reader(lines(), strict=True)
                header = tuple(next(reader, ()))
                if header not in (HEADER, SCORED_HEADER):
                    raise FrameError(f"{self.path.name} is no frame file: its header is different.")
                for row in reader:
                    if len(row) != len(header):
                        raise FrameError(f"{self.path.name}: line {reader.line_num} is damaged.")
                    self.size += 1
                    yield row
        except FileNotFoundError:
            raise FrameError(
                f"The frame file {self.path.name} is not in {self.path.parent}. Put it back from a backup."
            ) from None
        except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
            raise FrameError(f"{self.path.name} is damaged and can't be read: {error}.") from None
        self.hash = digest.hexdigest()
