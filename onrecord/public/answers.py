"""The commissioner's responses that an edition of the proof names: as the page links them, as a file, and in an exported folder."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from onrecord.documents.files import FORMS
from onrecord.documents.pdf import NoPdf
from onrecord.exchange.writing import SafeWriter
from onrecord.public.models import Edition
from onrecord.public.words import day
from onrecord.response import published
from onrecord.response.opening import is_open
from onrecord.response.published_views import as_json, context_of

FOLDER = "responses"
COLUMNS = (
    "edition", "report", "title", "number", "text", "due", "state", "force_answer",
    "response", "response_version", "response_published", "response_sha256",
)  # fmt: skip


def links(row: Edition, *, static: bool = False) -> list[dict[str, Any]]:
    """The responses that the edition names, with what has become of them since; none while they are hidden."""
    if not is_open():
        return []
    found = []
    for named in row.content.get("responses", []):
        was = _standing(named)
        if was is None:
            continue
        number = was["number"]
        now = {each.edition.number: each for each in published.versions(named["report"])}
        one = now.get(number)
        if one is None:
            continue
        url = f"{named['address']}{number}/"
        found.append(
            {
                "title": named["title"],
                "number": number,
                "published": day(was["published"]),
                "url": f"{FOLDER}/{named['report']}-{number}.html" if static else url,
                "later": one.later,
                "withdrawn": one.state == published.WITHDRAWN,
            }
        )
    return found


def _standing(named: dict[str, Any]) -> dict[str, Any] | None:
    """The version that stood when the edition was made."""
    return next((each for each in named["versions"] if each["state"] == published.STANDS), None)


def as_csv(row: Edition) -> str:
    """One line a recommendation, with where the commissioner's response to it is read."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = SafeWriter(out)
    writer.writerow(COLUMNS)
    named = {each["report"]: each for each in row.content.get("responses", [])}
    parts = [each for each in row.content["parts"] if each["key"] == "recommendations"]
    for table in (table for part in parts for table in part["tables"]):
        report = table.get("about", "")
        response = named.get(report)
        was = (_standing(response) if response else None) or {}
        more = [
            response["address"] if response else "",
            *(was.get(name, "") for name in ("number", "published", "sha256")),
        ]
        for cells in table["rows"]:
            writer.writerow([row.number, report, table["caption"], *cells, *more])
    return out.getvalue()


def export(row: Edition, out: Path) -> list[str]:
    """Write the responses that the edition names into a folder beside it, every version of each, and what became of them. What an
    earlier export left there is taken away first: something may have been withdrawn since."""
    folder = out / FOLDER
    if folder.is_dir():
        for old in folder.iterdir():
            if old.suffix[1:] in (*FORMS, "json"):
                old.unlink()
    if not is_open():
        return []
    files: dict[str, bytes] = {}
    for named in row.content.get("responses", []):
        held = {each["number"] for each in named["versions"]}
        rows = [each for each in published.versions(named["report"]) if each.edition.number in held]
        for one in rows:
            files |= _files(one, rows)
    if files:
        folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [f"{FOLDER}/{name}" for name in files]


def _files(one: published.Version, rows: list[published.Version]) -> dict[str, bytes]:
    name = f"{one.edition.response.inspection.ref}-{one.edition.number}"
    made = dict(_documents(one)) if one.withdrawal is None else {}
    context = {
        **context_of(one, rows),
        "static": True,
        "root": "../",
        "forms": [(form, FORMS[form][0]) for form in made],
    }
    found = {f"{name}.html": render_to_string("response/published.html", context).encode()}
    if one.withdrawal is None:
        found[f"{name}.json"] = as_json(one).encode()
    return found | {f"{name}.{form}": data for form, data in made.items()}


def _documents(one: published.Version) -> Iterator[tuple[str, bytes]]:
    for form in FORMS:
        if form == "html":
            continue
        try:
            yield form, published.file_of(one.edition, form)
        except NoPdf:
            continue
