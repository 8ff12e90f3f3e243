"""What a file is, found out from its content in one pass: kind, SHA-256, encoding. Pure, in bounded memory."""

import codecs
import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any, cast

from onrecord.exchange.faults import WARNING, Fault, ReadError

_CHUNK = 1 << 20
_BUFFER = 1 << 18
GZIP = b"\x1f\x8b"
# A gzip file may grow far more than text ever does only up to this size; then it is taken for a bomb.
_SAFE_SIZE = 256 << 20
_MOST_GROWTH = 250
_MOST_UNPACKED = 64 << 30
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FALL_BACK = "cp1252"

# Told how many bytes of how many are read.
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class FileFacts:
    """`form` is "csv", "xlsx" or "parquet"; `encoding` is empty for the last two."""

    path: Path
    form: str
    gzipped: bool
    size: int
    sha256: str
    encoding: str
    notes: tuple[Fault, ...] = ()


class CountedFile(RawIOBase):
    """A file that counts, and when asked hashes, the bytes read from it."""

    def __init__(self, path: Path, digest: Any = None) -> None:
        self._file = path.open("rb")
        self._digest = digest
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self._file.readinto(buffer) or 0
        self.count += found
        if self._digest is not None and found:
            self._digest.update(memoryview(buffer)[:found])
        return found

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self.count = self._file.seek(offset, whence)
        return self.count

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        self._file.close()
        super().close()


def unpacked(raw: CountedFile, gzipped: bool) -> Iterator[bytes]:
    """The content in chunks. Raises ReadError when a gzip file is broken, cut off or a bomb."""
    if not gzipped:
        while chunk := raw.read(_CHUNK):
            yield chunk
        return
    total = 0
    with gzip.GzipFile(fileobj=raw) as packed:
        while True:
            try:
                chunk = packed.read(_CHUNK)
            except EOFError:
                raise ReadError(
                    "The gzip file ends too soon: it was cut off on the way. Copy it again."
                ) from None
            except (OSError, zlib.error) as error:
                raise ReadError(f"The gzip file is damaged ({error}). Copy it again.") from None
            if not chunk:
                return
            total += len(chunk)
            refuse_bomb(total, raw.count)
            yield chunk


def refuse_bomb(unpacked_size: int, packed_size: int) -> None:
    """Raise ReadError when a compressed file grows beyond anything that text does."""
    if unpacked_size > _MOST_UNPACKED or (
        unpacked_size > _SAFE_SIZE and unpacked_size > _MOST_GROWTH * max(packed_size, 1)
    ):
        raise ReadError(
            f"The compressed file unpacks to more than {_MOST_GROWTH} times its size, which no export does; reading was "
            "stopped. If the file is sound, unpack it and import the unpacked file."
        )


def examine(path: Path, encoding: str | None = None, tell: Tell | None = None) -> FileFacts:
    """Read the whole file once. `encoding` is what the map says, if it does.

    Raises ReadError when it is no file that can be imported, or not in the encoding that the map says.
    """
    digest = hashlib.sha256()
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise ReadError(f"{path.name} is a folder. Give the name of a file in it.")
        raw = CountedFile(path, digest)
    except OSError as error:
        reason = {2: "there is no such file", 13: "you may not read it"}.get(
            error.errno or 0, error.strerror or str(error)
        )
        raise ReadError(f"{path} cannot be read: {reason}. Check the name and try again.") from None
    with raw:
        with path.open("rb") as peek:
            gzipped = peek.read(2) == GZIP
        chunks = unpacked(raw, gzipped)
        first = next(chunks, b"")
        form = _form(first, path.name)
        text = _TextCheck(encoding, first) if form == "csv" else None
        chunk = first
        blank = True
        while chunk:
            if text is not None:
                text.take(chunk)
                blank = blank and not chunk.strip(b"\0\r\n\t \xff\xfe\xef\xbb\xbf")
            if tell is not None:
                tell(raw.count, size)
            chunk = next(chunks, b"")
        while raw.read(_CHUNK):
            pass
        if blank and text is not None:
            raise ReadError(f"{path.name} is empty. Export it again.")
        found, notes = text.finish() if text is not None else ("", ())
        return FileFacts(path, form, gzipped, size, digest.hexdigest(), found, notes)


def _form(start: bytes, name: str) -> str:
    """What kind of file begins like this. Raises ReadError for kinds that we know and can't read."""
    if start.startswith(b"PK\x03\x04"):
        return "xlsx"
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith(b"PK"):
        raise ReadError(f"{name} is an empty zip file. Export it again.")
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise ReadError(
            f"{name} is an old or password-protected Excel file. Save it as .xlsx without a password, or as CSV."
        )
    if start.startswith(b"%PDF"):
        raise ReadError(f"{name} is a PDF. Export the table itself, as CSV, XLSX or Parquet.")
    opening = start[:2000].lstrip(codecs.BOM_UTF8 + b" \t\r\n").lower()
    if opening.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<meta")):
        raise ReadError(
            f"{name} is a web page or XML, whatever its name says. Open it in a spreadsheet and save it as CSV or XLSX."
        )
    if opening.startswith(b"{\\rtf"):
        raise ReadError(f"{name} is a text document. Export the table itself, as CSV or XLSX.")
    if opening.startswith((b"{", b"[{")):
        raise ReadError(f"{name} is JSON. Export the table as CSV, XLSX or Parquet.")
    return "csv"


class _TextCheck:
    """Follows the bytes of a text file and says at the end which encoding it is in."""

    def __init__(self, told: str | None, start: bytes) -> None:
        self._bom = next((name for bom, name in _BOMS if start.startswith(bom)), None)
        self._told = told
        candidate = told or self._bom or _without_bom(start) or "utf-8"
        if candidate.lower().replace("_", "-") in ("utf-8", "utf8") and self._bom == "utf-8-sig":
            candidate = "utf-8-sig"
        self._encoding = candidate
        self._decoder = codecs.getincrementaldecoder(candidate)("strict")
        self._single_byte = told is not None and _is_single_byte(told)
        self._as_utf8 = (
            codecs.getincrementaldecoder("utf-8")("strict") if self._single_byte else None
        )
        self._not_ascii = False
        self._lines = 1
        self._failed: str | None = None

    def take(self, chunk: bytes) -> None:
        if self._failed is None:
            try:
                self._decoder.decode(chunk)
            except UnicodeError as error:
                self._fail(chunk, error)
        if self._as_utf8 is not None:
            self._not_ascii = self._not_ascii or not chunk.isascii()
            try:
                self._as_utf8.decode(chunk)
            except UnicodeError:
                self._as_utf8 = None
        if self._failed is None:
            self._lines += chunk.count(b"\n")

    def _fail(self, chunk: bytes, error: UnicodeError) -> None:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = self._lines + chunk[:start].count(b"\n")
        where = f"line {line:,}"
        if isinstance(error, UnicodeDecodeError) and start < len(error.object):
            where = f"the byte 0x{error.object[start]:02X} in line {line:,}"
        if self._told is not None:
            raise ReadError(
                f"The file is not in {self._told}, as the map says: {where} cannot be read. "
                'Take encoding out of the map to let it be found out, or try "cp1252".'
            )
        if self._encoding != "utf-8":
            raise ReadError(
                f"The file begins like {self._encoding} text, but {where} cannot be read. Export it again, as UTF-8."
            )
        self._failed = where

    def finish(self) -> tuple[str, tuple[Fault, ...]]:
        if self._failed is None:
            try:
                self._decoder.decode(b"", True)
            except UnicodeError as error:
                self._fail(b"", error)
        if self._failed is not None:
            return _FALL_BACK, (
                Fault(
                    WARNING,
                    "encoding",
                    self._failed,
                    f"The file is not UTF-8, so it was read as {_FALL_BACK} (Windows, Western European)",
                    'If letters such as é or £ come out wrong, say in the map which encoding it is: encoding = "...".',
                    f"{self._failed} is no UTF-8",
                ),
            )
        if self._as_utf8 is not None and self._not_ascii:
            return self._encoding, (
                Fault(
                    WARNING,
                    "encoding",
                    self._encoding,
                    f"The map says {self._encoding}, but the file is sound UTF-8; letters may come out as “Ã©”",
                    "Take encoding out of the map.",
                ),
            )
        return self._encoding, ()


def _without_bom(start: bytes) -> str | None:
    """UTF-16 without its mark shows by a zero in every other byte."""
    sample = start[:4000]
    if len(sample) < 8 or b"\0" not in sample:
        return None
    even, odd = sample[0::2], sample[1::2]
    if odd.count(0) > 0.7 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.7 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None


def _is_single_byte(encoding: str) -> bool:
    try:
        return len("é".encode(encoding)) == 1
    except UnicodeError:
        return False


def open_bytes(facts: FileFacts) -> tuple[BufferedReader, CountedFile]:
    """The unpacked bytes to read, and the file on disk whose count shows how far the reading is."""
    raw = CountedFile(facts.path)
    source = cast(RawIOBase, gzip.GzipFile(fileobj=raw)) if facts.gzipped else raw
    return BufferedReader(source, _BUFFER), raw
