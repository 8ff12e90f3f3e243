"""What a type can be kept with and is mostly a slip: the registrar hears of it before the public chooses it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from onrecord.contact.force import force
from onrecord.reporting.receiving.readers import departments_of, departments_with_readers
from onrecord.reporting.types.questions import common
from onrecord.reporting.types.reading import read_type
from onrecord.reporting.types.shape import ReportType, TypeError_

# The question of the rules that says to whom it was done.
REPORTER: Final = "reporter"


def doubts(definition: Mapping[str, Any]) -> list[str]:
    """Sentences about a definition, each with its remedy; none about one that can't be read: that is said otherwise."""
    try:
        kind = read_type(definition)
    except TypeError_:
        return []
    return list(_doubts(kind))


def _doubts(kind: ReportType) -> Iterator[str]:
    told = {screen for one in kind.questions for each in one.answers for screen in each.fact}
    if REPORTER in kind.begun() and REPORTER not in told:
        asks = common()[REPORTER]["asks"]
        yield (
            "Every reporter will be taken for the victim, also one who only saw it: the rules are told beforehand who was the "
            f"victim, and no question asks it. Add the question that many types ask, “{asks}”."
            if kind.begun()[REPORTER] == "victim"
            else "Every reporter will be taken for the same: the rules are told beforehand who reports it, and no question asks "
            f"it. Add the question that many types ask, “{asks}”."
        )
    if not kind.opening_code and not any(
        each.opening_code for one in kind.questions for each in one.answers
    ):
        yield (
            "Its logs are opened without an opening code, so that lists and figures by code miss them. Choose one under “What its "
            "log is opened with”."
        )
    own = {
        screen
        for one in kind.questions
        if one.id not in common()
        for each in one.answers
        for screen in each.fact
    }
    if not kind.start and not own:
        yield (
            "The rules have nothing to go on: they are told nothing beforehand, and no answer of its own questions tells them "
            "anything. Say under “What the rules are told beforehand” what choosing this type means."
        )
    there = departments_with_readers()
    for name in departments_of(kind):
        # Who has reports about police staff is said once, on the page that opens reporting, and not of each type.
        if name not in there and name != force().conduct_department:
            yield (
                f"Some of these reports go to {name} alone, and nobody who may work on reports is there. Put people there "
                "(People), or correct the name."
            )
