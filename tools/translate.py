"""The Welsh of the pages for the public and partners: find what is to be said, keep it, compile it.

    .venv/bin/python tools/translate.py             find all words, bring cy .po up to date, compile .mo, say what is missing
    .venv/bin/python tools/translate.py compile     only compile, after somebody changed the .po
    .venv/bin/python tools/translate.py unchecked   list what no person has checked yet
    .venv/bin/python tools/translate.py checked WORDS ...   mark entries whose English holds these words as checked; --all: all

Words come from templates, Python, and the TOML files that hold what the public reads. An entry marked "fuzzy" was drafted by a
machine and is used, but not yet checked (docs/how-to/welsh.md); a changed English text loses its Welsh and is reported missing.
"""

import argparse
import ast
import io
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from onrecord.reporting.languages import UNCHECKED  # noqa: E402

KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# TOML files that the public and partners read; what others say is for staff.
TO_READ = ("shipped/*.toml", "forms/*.toml", "common.toml", "lay.toml", "stops.toml", "rights.toml", "standing.toml")  # fmt: skip
# Keys of theirs whose texts are shown.
SHOWN = frozenset(
    (
        "title",
        "hint",
        "asks",
        "help",
        "text",
        "head",
        "lead",
        "words",
        "name",
        "go_on",
        "label",
        "note",
        "because",
    )
)
HEAD = """\
# Welsh of the pages for the public and partners of onrecord.
# MACHINE-DRAFTED: entries marked "fuzzy" were drafted by a machine and are used, but no person has checked them yet.
# Whoever checks one takes the mark away: see docs/how-to/welsh.md.
#"""
# Welsh has a form of its own for 0, 1, 2, 3 and 6 (Unicode CLDR, plural rules of cy).
PLURAL = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 5);"


@dataclass(frozen=True)
class Source:
    """One app with a catalogue, and where its words are."""

    name: str
    places: tuple[str, ...]

    @property
    def po(self) -> Path:
        return ROOT / "onrecord" / self.name / "locale" / "cy" / "LC_MESSAGES" / "django.po"

    @property
    def mo(self) -> Path:
        return self.po.with_suffix(".mo")

    def files(self) -> Iterator[Path]:
        for place in self.places:
            # Worklists are for staff, whose pages stay English.
            yield from (
                path for path in sorted(ROOT.glob(place)) if path.parent.name != "worklists"
            )


def sources() -> list[Source]:
    """The catalogues there are: each app's own, the words of shared components with the first."""
    return [
        each
        for each in (
            Source("reporting", ("onrecord/reporting/**/*", "onrecord/web/templates/components/*.html")),
            Source("partners", ("onrecord/partners/**/*",)),
        )
        if (ROOT / "onrecord" / each.name).is_dir()
    ]  # fmt: skip


def found(path: Path) -> Iterator[tuple[Any, str | None]]:
    """What is to be said in a file: a text, or singular and plural; and the context, if any."""
    if path.suffix == ".toml":
        if not any(path.match(each) for each in TO_READ):
            return
        for text in _of_data(tomllib.loads(path.read_text(encoding="utf-8"))):
            yield text, None
        return
    if path.suffix == ".html":
        from django.utils.translation.template import templatize

        text = templatize(path.read_text(encoding="utf-8"))
        # What isn't to be said is noise to a reader of Python: only the calls are kept.
        text = "\n".join(_calls(text))
    elif path.suffix == ".py":
        text = path.read_text(encoding="utf-8")
    else:
        return
    for _, said, _, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        yield said, context


_CALL = re.compile(r"\b(?:_|n?p?gettext|ngettext|pgettext|npgettext)\((?=[\"'u])")


def _calls(text: str) -> Iterator[str]:
    for start in _CALL.finditer(text):
        depth, quote, at = 1, "", start.end()
        while depth:
            here = text[at]
            if quote:
                at += here == "\\"
                quote = "" if here == quote else quote
            elif here in "\"'":
                quote = here
            else:
                depth += {"(": 1, ")": -1}.get(here, 0)
            at += 1
        call = text[start.start() : at]
        ast.parse(call)
        yield call


def _of_data(data: Any, key: str = "") -> Iterator[str]:
    if isinstance(data, dict):
        for name, value in data.items():
            # Answers of the rules in lay words: { yes = "Yes, somebody was hurt" }.
            yield from _of_data(value, "text" if key == "answers" else name)
    elif isinstance(data, list):
        for each in data:
            yield from _of_data(each, "" if isinstance(each, dict) else key)
    elif isinstance(data, str) and key in SHOWN and any(each.isalpha() for each in data):
        yield data.strip()


def words_of(source: Source) -> Catalog:
    """Everything that is to be said in Welsh, as an empty catalogue."""
    catalog = Catalog(locale="cy", domain="django", header_comment=HEAD, project="onrecord", version="1", charset="utf-8")  # fmt: skip
    for path in source.files():
        for said, context in found(path):
            named = path.relative_to(ROOT).as_posix()
            catalog.add(said, locations=[(named, None)], context=context)  # type: ignore[list-item]
    return catalog


def held(source: Source) -> Catalog:
    """The Welsh as it is kept."""
    if not source.po.exists():
        return Catalog(locale="cy", domain="django")
    with source.po.open("rb") as file:
        return read_po(file, locale="cy", domain="django")


def update(source: Source) -> Catalog:
    """The Welsh that is kept, for what is to be said now: new words are empty, old ones go."""
    kept, catalog = held(source), words_of(source)
    for message in catalog:
        before = kept.get(message.id, message.context) if message.id else None
        if before is not None:
            message.string = before.string
            message.flags |= before.flags
            message.user_comments = before.user_comments
    _write(source, catalog)
    return catalog


def _write(source: Source, catalog: Catalog) -> None:
    source.po.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    catalog.fuzzy = False
    write_po(buffer, catalog, width=120, include_lineno=False, sort_by_file=False)
    text = buffer.getvalue().decode()
    # Times and program versions would make every pass a change.
    text = re.sub(r'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To|Last-Translator|Language-Team): [^\n]*\n', "", text, flags=re.M)  # fmt: skip
    text = re.sub(r'^"Plural-Forms: [^\n]*\n(?:"[^:\n]*\n)*', f'"Plural-Forms: {PLURAL}\\\\n"\n', text, count=1, flags=re.M)  # fmt: skip
    source.po.write_text(text, encoding="utf-8")


def unchecked(catalog: Catalog) -> list[Message]:
    return [each for each in catalog if each.id and each.fuzzy]


def missing(catalog: Catalog) -> list[Message]:
    """Entries without Welsh, or with a form of the plural missing."""
    return [
        each for each in catalog
        if each.id and not (all(each.string) if isinstance(each.string, tuple | list) else each.string)
    ]  # fmt: skip


def compiled(source: Source) -> bytes:
    """The catalogue as the server reads it; it says besides how many entries are unchecked."""
    catalog = held(source)
    catalog.add(UNCHECKED, string=str(len(unchecked(catalog))), context=source.name)
    # The same words make the same file, whenever they are compiled.
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    buffer = io.BytesIO()
    write_mo(buffer, catalog, use_fuzzy=True)
    return buffer.getvalue()


def in_mo(data: bytes) -> dict[tuple[str, str | None], object]:
    """What a compiled file says, without its head, in which the name of the program that made it stands."""
    found = read_mo(io.BytesIO(data))
    return {(str(each.id), each.context): each.string for each in found if each.id}


def checked(words: list[str], every: bool) -> int:
    """Take the mark away from entries whose English holds one of these words. Returns from how many."""
    count = 0
    for source in sources():
        catalog = held(source)
        for message in unchecked(catalog):
            english = message.id if isinstance(message.id, str) else " ".join(message.id)
            if every or any(each.casefold() in english.casefold() for each in words):
                message.flags.discard("fuzzy")
                count += 1
        _write(source, catalog)
        source.mo.write_bytes(compiled(source))
    return count


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("deed", nargs="?", default="update", choices=("update", "compile", "unchecked", "checked"))  # fmt: skip
    parser.add_argument("words", nargs="*")
    parser.add_argument("--all", action="store_true", help="with checked: every entry")
    asked = parser.parse_args()
    if asked.deed == "checked":
        sys.stdout.write(f"{checked(asked.words, asked.all)} entries are marked as checked.\n")
        return 0
    lacking = 0
    for source in sources():
        catalog = update(source) if asked.deed == "update" else held(source)
        if asked.deed == "unchecked":
            for each in unchecked(catalog):
                sys.stdout.write(f"{source.name}: {each.id!r}\n    {each.string!r}\n")
            continue
        source.mo.write_bytes(compiled(source))
        gaps = missing(catalog)
        lacking += len(gaps)
        for each in gaps:
            sys.stdout.write(f"No Welsh ({source.name}): {each.id!r}\n")
        sys.stdout.write(f"{source.name}: {len(catalog)} entries, {len(gaps)} without Welsh, {len(unchecked(catalog))} unchecked\n")  # fmt: skip
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
