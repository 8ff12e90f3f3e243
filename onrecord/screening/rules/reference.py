"""The rules as a page for people: docs/reference/suspect-rules.md is made by this and kept in step by a test.

python -m onrecord.screening.rules.reference > docs/reference/suspect-rules.md
"""

import sys
from collections.abc import Iterable

from onrecord.screening.rules.codes import default_patterns
from onrecord.screening.rules.load import CheckRule, RuleBook, WordRule, shipped_rules

_TOP = """# The rules that make a suspect

<!-- Made from onrecord/screening/rules/*.toml by `python -m onrecord.screening.rules.reference`. Change the rules, not this page. -->

A *suspect* is a log to read: it looks as if it reports a crime, and no crime is linked. It is never counted as an
unrecorded crime; what a log comes to is decided by a person who reads it.

- A log with a crime recorded in time is no suspect. One whose crime was late, or that names a crime we do not hold, has
  that reason alone.
- Otherwise each rule below may give a reason with its points. The score is the sum, never below 1: what explains a log
  lowers its place, and keeps it on the list.
- A log whose strongest reason has less than 20 points is left off where the log itself, or its closing code, explains it
  (a domestic incident closed as "verbal argument only").
- Of the reasons from words, the three strongest count; up to three more are shown with no points. The same words serve
  one rule only, the strongest.
- Words do not count where they are denied ("no", "denies", "did not"), asked ("any weapons?"), or only feared or supposed
  ("worried that", "if"). The lists are in `context.toml`.
- Rules for everyday words (files `words-everyday-*.toml`) stand beside those that know the words of the law. What a text
  denies, asks or only fears takes points away, three times at most.
- A rule with `off = true` is not used; files named `words-….toml` may be added.
- `onrecord find-missed` ranks by the same points and weighs besides how a log is told (see the model card).
- Everything here is data: each rule is a few lines in a file, with texts that it must and must not match. `pytest
  tests/unit -k screening` tries every one.

How phrases are written: `punch*` any ending; `a|b` a choice; `[the]` may be left out; `...` up to four words in between;
`{person}` any word of a list in `context.toml`; `_` joins words within a choice;
`#` any number.
"""


def _points(points: int) -> str:
    return f"+{points}" if points > 0 else f"−{-points}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _word_table(rules: Iterable[WordRule]) -> list[str]:
    lines = [
        "| Rule | Points | The reader is told | For example | But not |",
        "| --- | ---: | --- | --- | --- |",
    ]
    for rule in rules:
        lines.append(
            f"| **{_cell(rule.name)}** `{rule.id}` | {_points(rule.points)} | {_cell(rule.says)} "
            f"| {_cell(rule.matches[0])} | {_cell(rule.does_not_match[0])} |"
        )
    return lines


def _check_table(checks: Iterable[CheckRule]) -> list[str]:
    lines = ["| Rule | Points | The reader is told |", "| --- | ---: | --- |"]
    for check in checks:
        lines.append(
            f"| **{_cell(check.name)}** `{check.id}` | {_points(check.points)} | {_cell(check.says)} |"
        )
    return lines


def reference_page(book: RuleBook | None = None) -> str:
    """The page as Markdown."""
    book = book or shipped_rules()
    alone = [check for check in book.checks.values() if check.alone]
    beside = [check for check in book.checks.values() if not check.alone]
    lines = [_TOP, "## Codes, times and links", ""]
    lines += _check_table(alone)
    lines += ["", "## Words in the text", ""]
    lines += _word_table(book.words)
    lines += ["", "## What strengthens or explains a log that has a reason", ""]
    lines += _check_table(beside)
    lines += ["", "### In its words", ""]
    lines += _word_table(book.explained)
    lines += [
        "",
        "## What codes usually mean",
        "",
        "For a source system whose map says nothing about its codes. `*` stands for any words, `!` takes codes out again.",
        "A map's own `[codes]` take the place of these.",
    ]
    for which, meanings in default_patterns().items():
        lines += ["", f"### {which.capitalize()} codes", "", "| Meaning | Codes |", "| --- | --- |"]
        for meaning, patterns in meanings.items():
            lines.append(f"| {meaning} | {_cell(', '.join(f'`{p}`' for p in patterns))} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(reference_page())
