"""No page shows a raw user name: what holds one goes through `|who`, which says a person's name or plain words."""

import re
from pathlib import Path

import onrecord

TEMPLATES = sorted(Path(onrecord.__file__).parent.glob("*/templates/**/*.html"))
SHOWN = re.compile(r"\{\{\s*([\w.]+)((?:\|[^}]*)?)\s*\}\}")
# Names of fields that hold user names, beside all that end in _by.
HOLD = {"by", "actor", "giver", "reader", "officer"}
# Those that hold something else: the title of an office, a word of a text, what counts as met.
OTHER = {"chaired_by", "said_by", "met_by"}
# Numbers and moments end in _by, too.
FORMATS = ("|when", "|moment", "|date", "|intcomma", "|join", "|field_name")


def raw(text: str) -> list[str]:
    """The user names that a template shows as they are kept."""
    return [
        found[0]
        for found in SHOWN.finditer(text)
        if (name := found[1].rpartition(".")[2]) not in OTHER
        and "." in found[1]
        and (name in HOLD or name.endswith("_by"))
        and "|who" not in found[2]
        and not any(each in found[2] for each in FORMATS)
    ]


def test_user_names_are_shown_as_names():
    assert len(TEMPLATES) > 100
    found = {path.name: raw(path.read_text(encoding="utf-8")) for path in TEMPLATES}
    assert {name: shown for name, shown in found.items() if shown} == {}


def test_what_is_looked_for_is_found():
    assert raw("<p>{{ row.made_by }} {{ row.made_by|who:user }} {{ row.due_by|when }}</p>") == [
        "{{ row.made_by }}"
    ]
