"""Reading and checking a programme: from TOML, or from the data that the page or the database keeps. Pure.

Every problem names the file, the key and what to do; all of them are reported at once.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from onrecord.audit.planning.figures import GROUPS
from onrecord.audit.programmes.checks import Checker, ProgrammeError, ProgrammeProblem
from onrecord.audit.programmes.programme import (
    CRIMES,
    END,
    MEASURES,
    Band,
    Feedback,
    Population,
    Programme,
    Readers,
    SampleDesign,
    Schedule,
    SecondReading,
)
from onrecord.audit.programmes.questions import SLUG, questions_of
from onrecord.audit.programmes.walk import find_loop

__all__ = ["ProgrammeError", "ProgrammeProblem", "build", "load_programme", "shipped"]

FOLDER = Path(__file__).parent
SOURCES = ("logs", "open-logs", "logs-with-recording", "crimes", "direct-crimes", "incidents")
FILTERS = (
    "words", "opening", "closing", "qualifiers", "route", "classes", "groups", "states", "grounds", "outcomes", "events",
    "kinds",
)  # fmt: skip
STRATA = ("code-linked-score", "code-linked", "proportional", "simple")
EVERY = ("weekly", "monthly", "quarterly", "yearly", "on demand")
# A supervisor reads first only, what was given to them, of their own department.
ROLES = ("auditor", "registrar", "supervisor")
STEPS = ("department", "supervisor", "person")
SHOW = ("entries", "crimes", "decisions", "recording", "thrive", "incidents", "told")
LONGEST = 80
_KEYS = (
    "slug", "title", "about", "measure", "population", "design", "readers", "second_reading", "feedback", "schedule",
    "bands", "questions", "show", "rules",
)  # fmt: skip


def shipped() -> dict[str, Programme]:
    """The programmes that come with the system, by name. Raises ProgrammeError if a file was damaged."""
    return {path.stem: load_programme(path) for path in sorted(FOLDER.glob("*.toml"))}


def load_programme(path: Path) -> Programme:
    """Read one file. Raises ProgrammeError."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ProgrammeError(
            [ProgrammeProblem(path.name, "", "is not there", "Put the file back.")]
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProgrammeError(
            [ProgrammeProblem(path.name, "", f"is not TOML: {error}", "Correct the line it names.")]
        ) from None
    return build({"slug": path.stem, **data}, path.name)


def build(data: Mapping[str, Any], where: str) -> Programme:
    """A programme from its data, as a file or the database has it. Raises ProgrammeError with every problem found."""
    check = Checker(where)
    check.only(data, "", _KEYS)
    slug = check.text(data, "slug")
    if slug and not SLUG.match(slug):
        check.wrong(
            "slug",
            f"{slug!r} is no name",
            "Use small letters, digits and hyphens, such as monthly-logs.",
        )
    rules = _rules(check, data)
    programme = Programme(
        slug=slug,
        title=check.text(data, "title", longest=LONGEST),
        about=check.text(data, "about", longest=2000),
        measure=check.one_of(data, "measure", MEASURES),
        population=_population(check, data),
        design=_design(check, data),
        readers=_readers(check, data),
        second_reading=_second(check, data),
        feedback=_feedback(check, data),
        schedule=_schedule(check, data),
        bands=_bands(check, data),
        questions=questions_of(check, data, rules),
        show=check.some_of(data, "show", SHOW, default=("entries", "crimes", "decisions")),
    )
    _whole(check, programme)
    check.raise_if_wrong()
    return programme


def _rules(check: Checker, data: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Titles and editions by short name, so that a file writes each once."""
    found = {}
    for name, value in check.table(data, "rules", needed=False).items():
        if not isinstance(value, Mapping):
            check.wrong(f"rules.{name}", "is no table", 'Write { title = "...", edition = "..." }.')
            continue
        where = f"rules.{name}."
        found[name] = (check.text(value, "title", where), check.text(value, "edition", where))
    return found


def _population(check: Checker, data: Mapping[str, Any]) -> Population:
    table = check.table(data, "population")
    check.only(table, "population.", ("sources", "words", "filters"))
    filters = check.table(table, "filters", "population.", needed=False)
    check.only(filters, "population.filters.", FILTERS)
    return Population(
        check.some_of(table, "sources", SOURCES, "population."),
        check.text(table, "words", "population.", longest=500),
        {name: check.texts(filters, name, "population.filters.") for name in filters},
    )


def _design(check: Checker, data: Mapping[str, Any]) -> SampleDesign:
    table = check.table(data, "design")
    check.only(table, "design.", ("strata", "sample_size", "minimum", "certainty", "targets"))
    targets = {}
    for name, value in check.table(table, "targets", "design.", needed=False).items():
        number = check.number(value, f"design.targets.{name}", 0.1, 50)
        targets[name] = f"{number:g}"
    return SampleDesign(
        check.one_of(table, "strata", STRATA, "design."),
        check.whole(table, "sample_size", 20, 50_000, "design."),
        check.whole(table, "minimum", 2, 1_000, "design."),
        check.texts(table, "certainty", "design.", needed=False),
        targets,
    )


def _readers(check: Checker, data: Mapping[str, Any]) -> Readers:
    table = check.table(data, "readers")
    check.only(table, "readers.", ("roles", "minutes"))
    return Readers(
        check.some_of(table, "roles", ROLES, "readers."),
        check.whole(table, "minutes", 1, 600, "readers."),
    )


def _second(check: Checker, data: Mapping[str, Any]) -> SecondReading:
    table = check.table(data, "second_reading")
    check.only(table, "second_reading.", ("failures", "passes_percent"))
    return SecondReading(
        check.flag(table, "failures", "second_reading."),
        check.whole(table, "passes_percent", 0, 100, "second_reading."),
    )


def _feedback(check: Checker, data: Mapping[str, Any]) -> Feedback:
    table = check.table(data, "feedback")
    check.only(table, "feedback.", ("route", "days"))
    return Feedback(
        check.some_of(table, "route", STEPS, "feedback."),
        check.whole(table, "days", 1, 365, "feedback."),
    )


def _schedule(check: Checker, data: Mapping[str, Any]) -> Schedule:
    table = check.table(data, "schedule")
    check.only(table, "schedule.", ("every", "owner"))
    return Schedule(
        check.one_of(table, "every", EVERY, "schedule."), check.text(table, "owner", "schedule.")
    )


def _bands(check: Checker, data: Mapping[str, Any]) -> tuple[Band, ...]:
    found = []
    for number, row in check.rows(data, "bands", needed=False):
        where = f"bands[{number}]."
        check.only(row, where, ("name", "at_least"))
        least = check.number(row.get("at_least"), f"{where}at_least", 0, 100)
        found.append(Band(check.text(row, "name", where), f"{least:g}"))
    levels = [float(band.at_least) for band in found]
    if len(set(levels)) != len(levels):
        check.wrong("bands", "two bands begin at the same rate", "Give each its own at_least.")
    return tuple(found)


def _whole(check: Checker, programme: Programme) -> None:
    """What only shows when all of it is seen together."""
    ids = [question.id for question in programme.questions]
    for id in sorted({id for id in ids if ids.count(id) > 1}):
        check.wrong(f"questions.{id}", "two questions have this name", "Give each its own.")
    for question in programme.questions:
        for answer in question.answers:
            if answer.goes_to and answer.goes_to not in (*ids, END):
                check.wrong(
                    f"questions.{question.id}.answers.{answer.say}.goes_to",
                    f"there is no question {answer.goes_to!r}",
                    f'Name one of the questions, or write "{END}".',
                )
    loop = find_loop(programme.questions) if len(set(ids)) == len(ids) else []
    if loop:
        check.wrong(
            f"questions.{loop[0]}",
            f"the branches go round in a circle: {' -> '.join(loop)}",
            "Let one of these answers go on to a later question.",
        )
    if programme.measure != CRIMES and programme.questions and not programme.judged:
        check.wrong("questions", "no question can be passed or failed, so there is nothing to count",
                    'Give at least one question answers with the verdicts "pass" and "fail".')  # fmt: skip
    roles, again = programme.readers.roles, programme.second_reading.wanted
    if "supervisor" in roles and again and "auditor" not in roles:
        check.wrong("readers.roles", "nobody is named who may read a second time",
                    'Name "auditor", too: supervisors read first only. Or have nothing read twice.')  # fmt: skip
    known = GROUPS if programme.measure == CRIMES else tuple(q.id for q in programme.judged)
    for name in programme.design.targets:
        if name not in known:
            check.wrong(
                f"design.targets.{name}",
                "is nothing that has a rate here",
                f"Use: {', '.join(known)}.",
            )
