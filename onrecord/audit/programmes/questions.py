"""The questions of a programme out of its data: each with its rule and its answers. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from onrecord.audit.programmes.checks import Checker
from onrecord.audit.programmes.programme import (
    CRIMES,
    FAIL,
    NONE,
    PASS,
    UNCLEAR,
    VERDICTS,
    Answer,
    ProgrammeQuestion,
    RuleSource,
)

SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
# Answers that are written in one word in a file.
SHORT = {
    "yes": Answer("yes", "Yes", PASS),
    "no": Answer("no", "No", FAIL),
    "na": Answer("na", "Does not apply", NONE),
}


def questions_of(
    check: Checker, data: Mapping[str, Any], rules: Mapping[str, tuple[str, str]]
) -> tuple[ProgrammeQuestion, ...]:
    found = []
    for number, row in check.rows(data, "questions", needed=data.get("measure") != CRIMES):
        named = row.get("id")
        where = f"questions[{number}{' ' + named if isinstance(named, str) else ''}]."
        check.only(row, where, ("id", "head", "asks", "help", "rule", "answers"))
        id = check.text(row, "id", where, longest=40)
        if id and not SLUG.match(id):
            check.wrong(
                f"{where}id", f"{id!r} is no name", "Use small letters, digits and hyphens."
            )
        found.append(
            ProgrammeQuestion(
                id,
                check.text(row, "asks", where, longest=300),
                check.text(row, "help", where, longest=2000),
                _rule(check, row, where, rules),
                _answers(check, row, where),
                check.text(row, "head", where, needed=False),
            )
        )
    return tuple(found)


def _rule(
    check: Checker, row: Mapping[str, Any], where: str, rules: Mapping[str, tuple[str, str]]
) -> RuleSource:
    table = row.get("rule")
    if not isinstance(table, Mapping):
        check.wrong(
            f"{where}rule",
            "is missing",
            "Say on which rule the question rests: title, edition, page.",
        )
        return RuleSource("", "", "")
    where = f"{where}rule."
    check.only(table, where, ("of", "title", "edition", "page"))
    short = table.get("of")
    if short is not None:
        if short not in rules:
            check.wrong(
                f"{where}of",
                f"{short!r} is not in [rules]",
                f"Use one of: {', '.join(rules) or 'none yet'}.",
            )
            return RuleSource("", "", "")
        title, edition = rules[short]
    else:
        title, edition = check.text(table, "title", where), check.text(table, "edition", where)
    return RuleSource(title, edition, check.text(table, "page", where, needed=False))


def _answers(check: Checker, row: Mapping[str, Any], where: str) -> tuple[Answer, ...]:
    given = row.get("answers", [])
    if not isinstance(given, list):
        check.wrong(
            f"{where}answers",
            "is no list",
            'Write ["yes", "no", "na"], or tables with say, text, verdict.',
        )
        return ()
    found = []
    for number, each in enumerate(given, 1):
        here = f"{where}answers[{number}]."
        if isinstance(each, str):
            if each not in SHORT:
                check.wrong(
                    here[:-1],
                    f"{each!r} is no short answer",
                    f"Use {', '.join(SHORT)}, or a table.",
                )
                continue
            found.append(SHORT[each])
            continue
        if not isinstance(each, Mapping):
            check.wrong(here[:-1], "is no answer", "Write a word or a table.")
            continue
        check.only(each, here, ("say", "text", "verdict", "goes_to"))
        say = check.text(each, "say", here, longest=40)
        usual = SHORT.get(say)
        if say == UNCLEAR:
            check.wrong(f"{here}say", f"{UNCLEAR!r} is offered by itself", "Leave this answer out.")
        elif say and not SLUG.match(say):
            check.wrong(
                f"{here}say", f"{say!r} is no name", "Use small letters, digits and hyphens."
            )
        text = (
            usual.text
            if usual and "text" not in each
            else check.text(each, "text", here, longest=200)
        )
        verdict = usual.verdict if usual else NONE
        if "verdict" in each:
            verdict = check.one_of(each, "verdict", VERDICTS, here)
        found.append(Answer(say, text, verdict, check.text(each, "goes_to", here, needed=False)))
    if len({answer.say for answer in found}) != len(found):
        check.wrong(f"{where}answers", "two answers have the same name", "Give each its own.")
    if len(found) == 1:
        check.wrong(
            f"{where}answers", "there is only one answer", "Offer two at least, or none for words."
        )
    return tuple(found)
