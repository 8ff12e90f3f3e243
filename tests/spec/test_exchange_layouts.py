"""docs/reference/layouts.md says what the program takes."""

import re
from pathlib import Path

import pytest
from django.db import models

from onrecord.contact.models import Log, LogEntry
from onrecord.exchange.layouts import LAYOUTS, Form
from onrecord.exchange.maps import load_map
from onrecord.recording.models import Crime

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "reference" / "layouts.md").read_text()
HEADINGS = {"logs": "## Logs", "entries": "## Log entries", "crimes": "## Crimes"}
HOLDS = {
    Form.REFERENCE: "a reference", Form.REFERENCES: "references", Form.TIME: "date and time", Form.CODE: "short text",
    Form.CODES: "short texts", Form.TEXT: "text",
}  # fmt: skip


@pytest.mark.parametrize("kind", LAYOUTS)
def test_the_page_has_every_column_with_its_limit(kind):
    section = PAGE.split(HEADINGS[kind] + "\n", 1)[1].split("\n## ", 1)[0]
    rows = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in section.splitlines()
        if line.startswith("| `")
    ]
    assert rows == [
        (
            f"`{f.name}`",
            "yes" if f.required else "",
            HOLDS[f.form],
            f"{f.limit:,}" if f.limit else "",
            f.meaning,
        )
        for f in LAYOUTS[kind]
    ]


@pytest.mark.parametrize(
    ("kind", "model"), [("logs", Log), ("entries", LogEntry), ("crimes", Crime)]
)
def test_no_limit_is_wider_than_its_column_in_the_database(kind, model):
    names = {"crime_ref": "ref", "class": "crime_class"} | (
        {"log_ref": "ref"} if kind == "logs" else {}
    )
    for field in LAYOUTS[kind]:
        if field.form in (Form.CODE, Form.REFERENCE):
            column = model._meta.get_field(names.get(field.name, field.name))
            assert isinstance(column, models.CharField)
            assert column.max_length == field.limit


@pytest.mark.parametrize(
    "path", sorted((DOCS / "how-to" / "maps").glob("*.toml")), ids=lambda p: p.stem
)
def test_every_map_of_the_worked_examples_can_be_read(path):
    assert load_map(path).columns


def test_the_guide_shows_maps_that_can_be_read():
    guide = (DOCS / "how-to" / "make-a-map.md").read_text()
    first, *others = re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)
    start = load_map(first)
    assert start.columns["log_ref"].columns == ("Incident Number",)
    for part in others:
        assert load_map(part if part.startswith("kind") else f'kind = "logs"\n{part}')
