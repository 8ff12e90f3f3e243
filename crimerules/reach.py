"""The page that shows, class by class, which example reaches it; run it to write the page anew.

``python -m crimerules.reach docs/reference/classes.md``
"""

from __future__ import annotations

import sys
from pathlib import Path

from crimerules.examples import load_all
from crimerules.offences import LIST_EDITION, LIST_TITLE, classes, police_classes

HEAD = f"""# Every police class, and the example that reaches it

Written by `python -m crimerules.reach docs/reference/classes.md`; don't edit it by hand.

The classes are those of the {LIST_TITLE}, {LIST_EDITION}, without those of the fraud bureau. An
example counts only if it gives plain facts and no class or code chosen by an officer. "Codes from facts"
says how many of the class's current codes some example reaches; the other codes are reached only when
an officer names the code, or by facts that no example shows.

| Class | Title | Codes | Codes from facts | Example |
| --- | --- | --- | --- | --- |
"""


def page() -> str:
    """The page in Markdown."""
    first: dict[str, str] = {}
    reached: dict[str, set[str]] = {}
    for example in load_all():
        if any("class" in act or "code" in act for act in example.case.get("acts", ())):
            continue
        for crime in example.decision().crimes:
            first.setdefault(crime.class_, example.file.removesuffix(".toml"))
            reached.setdefault(crime.class_, set()).add(crime.code)
    rows: list[str] = []
    for name in police_classes():
        held = classes()[name]
        current = {entry.code for entry in held.entries if entry.until is None}
        shown = len(reached.get(name, set()) & current)
        link = f"`{first[name]}`" if name in first else "**not reached from facts**"
        rows.append(f"| {name} | {held.title} | {len(current)} | {shown} | {link} |")
    missing = [name for name in police_classes() if name not in first]
    tail = (
        f"\nNot reached from facts: {', '.join(missing)}.\n"
        if missing
        else f"\nAll {len(rows)} classes are reached from facts.\n"
    )
    return HEAD + "\n".join(rows) + "\n" + tail


def main(arguments: list[str]) -> int:
    """Write the page to the file named; returns the exit code."""
    if len(arguments) != 1:
        sys.stderr.write("Usage: python -m crimerules.reach docs/reference/classes.md\n")
        return 2
    try:
        Path(arguments[0]).write_text(page(), encoding="utf-8")
    except OSError as error:
        sys.stderr.write(
            f"{arguments[0]}: can't be written ({error.strerror}); choose another file\n"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
