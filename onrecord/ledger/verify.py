"""Is this export of a ledger what was signed? For people outside: no Django, no database, no server.

An export is a folder with `entries.ndjson` (or `.gz`), `checkpoints.ndjson` and `ledger.pub`. Run it as
`onrecord-verify EXPORT`. `onrecord-verify --copy-to onrecord-verify.pyz` writes the program as one file that runs with
Python 3.11 and the `cryptography` package alone. Exit code: 0 all is as it was signed, 1 something is not, 2 the
check could not be made, 3 the program itself broke off.
"""

import argparse
import gzip
import json
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Final

from onrecord.ledger.checker import Checker, Problem, Row
from onrecord.ledger.checkpoint import Checkpoint, open_checkpoint
from onrecord.ledger.judge import Claim, Report, conclude
from onrecord.ledger.note import NoteError, Verifier

FIELDS: Final = ["seq", "recorded_at", "kind", "subject", "actor", "commitment", "leaf"]
Progress = Callable[[int, int | None, str], None]


class CannotCheck(Exception):
    """The check can't be made: a file is missing or unreadable, or isn't what it should be. The message says which."""


def verify_export(
    folder: Path,
    *,
    public_key: str | None = None,
    against: Sequence[str] = (),
    bodies: bool = True,
    progress: Progress | None = None,
) -> Report:
    """Check an export and return what was found.

    `public_key` is the ledger's key as it was given to you (one line); without it the export's own is used, which
    proves less. `against` are checkpoints (texts) that somebody kept. `bodies` is False for an export that was made
    without texts. Raises CannotCheck.
    """
    report = Report()
    key = _key(folder, public_key, report)
    claims = _claims(folder, key, report)
    claims += [read_kept(note, at, key) for at, note in enumerate(against, 1)]
    checker = Checker(cuts=[claim.size for claim in claims])
    checker.feed(_rows(folder, report, bodies, progress))
    part = checker.finish()
    if part.end == 0:
        raise CannotCheck(f"There is no entry in {folder}.")
    conclude([part], claims, report, bodies=bodies)
    if not claims:
        sentence = (
            "There is no signed checkpoint, so nothing shows that this is what was once signed."
        )
        report.add([Problem("checkpoint", None, None, sentence)])
    report.add(check_opening(part.opening, key))
    return report


def read_kept(note: str, number: int, key: Verifier | None) -> Claim:
    """What a checkpoint in somebody's hands claims. Raises CannotCheck when this ledger's key didn't sign it."""
    try:
        kept = open_checkpoint(note, [key] if key else [])
    except NoteError as error:
        raise CannotCheck(
            f"The checkpoint you kept (number {number}) can't be used: {error}"
        ) from None
    return _claim(kept, f"The checkpoint you kept (number {number})", kept=True)


def check_opening(body: str | None, key: Verifier | None) -> list[Problem]:
    """Entry 0 names the key with which the ledger was opened."""
    try:
        named = json.loads(body) if body is not None else {}
        fits = body is None or key is None or named.get("public_key") == key.to_text()
    except (ValueError, AttributeError, RecursionError):
        fits = False
    sentence = "Entry 0 names another key than the one used for this check: the ledger was opened with that other key."
    return [] if fits else [Problem("key", 0, 0, sentence)]


def _claim(
    checkpoint: Checkpoint, name: str, *, made_at: str | None = None, kept: bool = False
) -> Claim:
    return Claim(
        checkpoint.size, checkpoint.root, f"{name} of {checkpoint.size} entries", made_at, kept
    )


def _key(folder: Path, given: str | None, report: Report) -> Verifier:
    try:
        if given is not None:
            return Verifier.from_text(given)
        written = _text(folder / "ledger.pub")
        key = Verifier.from_text(written)
    except NoteError as error:
        raise CannotCheck(f"The public key can't be used: {error}") from None
    # Reading a key forgives blanks around it, but a file of the export must be as it was written, to the last byte.
    if written != key.to_text() + "\n":
        raise CannotCheck(
            f"{folder / 'ledger.pub'} isn't as it was written: there is something beside the key. "
            "Ask for the export again, or give the key you know with --public-key."
        )
    report.sentences.append(
        f"The public key was taken from the export itself. To be sure whose ledger this is, compare it with the key you were given: {key.to_text()}"
    )
    return key


def _claims(folder: Path, key: Verifier, report: Report) -> list[Claim]:
    """The export's checkpoints whose signatures are right; the others are problems."""
    path = folder / "checkpoints.ndjson"
    claims = []
    for number, line in enumerate(_text(path).splitlines() if path.exists() else [], 1):
        name = f"Checkpoint {number}"
        try:
            said = json.loads(line)
            if not isinstance(said, dict) or not all(
                isinstance(v, (str, int)) for v in said.values()
            ):
                raise ValueError("it isn't in the form of an export")
            name = f"The checkpoint made {said.get('made_at')}"
            checkpoint = open_checkpoint(str(said.get("note")), [key])
            if checkpoint.size != said.get("size"):
                raise ValueError(
                    f"the size beside it, {said.get('size')}, is not the size that was signed"
                )
            claims.append(_claim(checkpoint, name, made_at=str(said.get("made_at"))))
        except (ValueError, RecursionError) as error:
            report.add(
                [
                    Problem(
                        "checkpoint", None, None, f"{name} (line {number} of {path.name}): {error}"
                    )
                ]
            )
    report.checkpoints = len(claims)
    return claims


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotCheck(
            f"{path} can't be read: {getattr(error, 'strerror', None) or error}"
        ) from None


def _open(folder: Path) -> tuple[IO[bytes], IO[bytes], int]:
    """The entries as bytes, the file below them (to know how far we are), and its size."""
    for name in ("entries.ndjson", "entries.ndjson.gz"):
        path = folder / name
        if path.exists():
            try:
                raw = path.open("rb")
            except OSError as error:
                raise CannotCheck(f"{path} can't be read: {error.strerror}") from None
            lines = gzip.GzipFile(fileobj=raw) if name.endswith(".gz") else raw
            return lines, raw, path.stat().st_size  # type: ignore[return-value]  # GzipFile reads bytes
    raise CannotCheck(f"There is no entries.ndjson in {folder}: is it the folder of an export?")


def _rows(folder: Path, report: Report, bodies: bool, progress: Progress | None) -> Iterator[Row]:
    """The entries, line by line. A line that the export could not have written is a problem."""
    lines, raw, size = _open(folder)
    number = 0
    with raw:
        try:
            for number, line in enumerate(lines, 1):
                row, fault = _row(line, bodies)
                if fault:
                    where = f"Line {number} of the entries" + (f" (entry {row.seq})" if row else "")
                    seq = row.seq if row else number - 1
                    report.add(
                        [
                            Problem(
                                "edited",
                                seq,
                                seq,
                                f"{where} {fault}: it was changed by hand or damaged.",
                            )
                        ]
                    )
                if row:
                    yield row
                if progress and number % 10_000 == 0:
                    progress(raw.tell(), size, "reading entries")
        except (OSError, EOFError, zlib.error) as error:
            sentence = f"The entries can't be unpacked after line {number} ({error}): the file is damaged or cut short."
            report.add([Problem("edited", number, number, sentence)])


_quoted = json.encoder.encode_basestring  # a JSON string, characters as they are
_BODY: Final = ',"body":'


def write_line(row: Row, *, bodies: bool) -> str:
    """The one line that stands for an entry in an export, with its line end: JSON, these fields in this order.

    The body stands there as it was hashed, character by character; it is JSON itself. A line end can only have come
    into it by tampering; it is shown as \\n, so that the damage stays on its own line.
    """
    head = _head(row, bodies and row.body is not None)
    if not bodies or row.body is None:
        return head + "}\n"
    body = row.body.replace("\n", "\\n")
    return f"{head}{_BODY}{body}}}\n"


def _head(row: Row, salted: bool) -> str:
    seq, recorded_at, kind, subject, actor, commitment, leaf, salt, _ = row
    head = (
        f'{{"seq":{seq},"recorded_at":{_quoted(recorded_at)},"kind":{_quoted(kind)},'
        f'"subject":{_quoted(subject)},"actor":{_quoted(actor)},'
        f'"commitment":{_quoted(commitment)},"leaf":"{leaf.hex()}"'
    )
    return f'{head},"salt":{_quoted(salt or "")}' if salted else head


def _row(line: bytes, bodies: bool) -> tuple[Row | None, str]:
    """The entry on a line, if one can be read from it, and what is wrong with the line."""
    try:
        text = line.decode()
        # Within a JSON string a quotation mark has a backslash before it, so this finds the field and nothing else.
        head, found, body = text.partition(_BODY)
        said = json.loads(head + "}" if found else text)
        values = [said[name] for name in FIELDS]
        values[-1] = bytes.fromhex(values[-1])
        row = Row._make([*values, said.get("salt"), body[:-2] if found else None])
        fits = _head(row, bool(found)) == head if found else _head(row, False) + "}\n" == text
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None, "is not an entry"
    if type(row.seq) is not int:
        return None, "has no number"
    if found and not bodies:
        return row, "bears a text, though the export is said to have none"
    if not fits or (found and body[-2:] != "}\n"):
        return row, "is not written as an export writes it"
    return row, ""


_PROGRAM: Final = ("entry", "tree", "note", "checkpoint", "checker", "judge", "verify")


def copy_program(path: Path) -> None:
    """Write this program as one file, which Python runs by itself (a zip with the source files in it)."""
    folder = Path(__file__).parent
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("onrecord/__init__.py", "")
        out.writestr("onrecord/ledger/__init__.py", "")
        for name in _PROGRAM:
            source = (folder / f"{name}.py").read_text(encoding="utf-8")
            out.writestr(f"onrecord/ledger/{name}.py", source)
        out.writestr(
            "__main__.py", "from onrecord.ledger.verify import main\n\nraise SystemExit(main())\n"
        )


def main(argv: Sequence[str] | None = None) -> int:
    """The command `onrecord-verify`; returns its exit code."""
    asked = _arguments().parse_args(argv)
    try:
        if asked.copy_to:
            copy_program(asked.copy_to)
            print(f"Written to {asked.copy_to}. Run it with: python {asked.copy_to} EXPORT")
            return 0
        if not asked.export:
            raise CannotCheck("Name the folder of an export. `onrecord-verify --help` says more.")
        given = asked.public_key
        if given and "+" not in given:
            given = _text(Path(given))
        show = _show if sys.stderr.isatty() and not asked.json else None
        report = verify_export(
            asked.export,
            public_key=given,
            against=[_text(path) for path in asked.against],
            bodies=not asked.no_bodies,
            progress=show,
        )
    except (CannotCheck, OSError) as error:
        if asked.json:
            print(json.dumps({"ok": False, "error": str(error)}, ensure_ascii=False))
        else:
            print(f"onrecord-verify: {error}", file=sys.stderr)
        return 2
    except Exception as error:  # an error of this program is never to look like an altered record
        said = f"The program itself broke off ({type(error).__name__}: {error}). This says nothing about the record."
        if asked.json:
            print(json.dumps({"ok": False, "error": said}, ensure_ascii=False))
        else:
            print(f"onrecord-verify: {said}", file=sys.stderr)
        return 3
    if asked.json:
        print(json.dumps(report.to_json(), ensure_ascii=False, indent=1))
    else:
        print(*report.lines(), sep="\n")
    return 0 if report.ok else 1


def _show(done: int, total: int | None, what: str) -> None:
    share = f"{100 * done // total} %" if total else str(done)
    print(
        f"\r{what}: {share}  ",
        end="\r" if total and done >= total else "",
        file=sys.stderr,
        flush=True,
    )


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="onrecord-verify",
        description="Checks that an export of a ledger is what was signed: no entry edited, dropped, added or moved.",
        epilog="Exit code: 0 all is as it was signed, 1 something is not, 2 the check could not be made, "
        "3 the program itself broke off.",
    )
    parser.add_argument("export", nargs="?", type=Path, help="folder of the export")
    parser.add_argument(
        "--public-key",
        metavar="KEY",
        help="the ledger's public key as it was given to you: a file, or the line itself",
    )
    parser.add_argument(
        "--against",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="a checkpoint you kept: was anything rewritten since? May be given several times",
    )
    parser.add_argument(
        "--no-bodies", action="store_true", help="the export was made without texts"
    )
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.add_argument(
        "--copy-to", metavar="FILE", type=Path, help="write this program as one file and stop"
    )
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
