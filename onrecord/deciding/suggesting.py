"""What the log proposes as an answer, and where answers come from that somebody else gave. It is marked on the page; a person
still gives them."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from crimerules.tree import AGAIN, FIRST, TreeError
from onrecord.contact.models import Log
from onrecord.deciding import interview
from onrecord.deciding.models import RecordingDecision

# Answers to "who told the police?" that follow from the caller's roles in the log.
REPORTER = {"victim": "victim", "professional": "professional"}

# What the apps above know of who told the police: the answer to that question, or "" (see `register`).
ToldBy = Callable[[Log], str]
_told_by: dict[str, ToldBy] = {}


def register(name: str, told_by: ToldBy) -> None:
    """Ask `told_by(log)` who told the police, before the log's people are looked at (call it in AppConfig.ready).
    Registering a name again replaces it."""
    _told_by[name] = told_by


# What the apps above know of answers that were taken over: by the question, which answer, and where it comes from.
Sources = Callable[[RecordingDecision], Mapping[str, tuple[str, str]]]
_sources: dict[str, Sources] = {}


def register_sources(name: str, sources: Sources) -> None:
    """Ask `sources(decision)` where answers come from that whoever decides didn't give (call it in AppConfig.ready).
    Registering a name again replaces it."""
    _sources[name] = sources


# What the apps above know that presses in what was reported, whatever the answers: sentences (see `register_pressing`).
Pressing = Callable[[Log], list[str]]
_pressing: dict[str, Pressing] = {}


def register_pressing(name: str, pressing: Pressing) -> None:
    """Ask `pressing(log)` what presses in what was reported, for the pages on which it may end without a crime (call it in
    AppConfig.ready). Registering a name again replaces it."""
    _pressing[name] = pressing


def presses(log: Log | None) -> list[str]:
    """What presses in what was reported; whoever decides that it is no crime reads it first, and says why all the same."""
    if log is None:
        return []
    return [said for name in sorted(_pressing) for said in _pressing[name](log)]


def given(row: RecordingDecision) -> list[interview.Given]:
    """The answers so far in words; one that was taken over and not changed says where it comes from."""
    told: dict[str, tuple[str, str]] = {}
    for name in sorted(_sources):
        told.update(_sources[name](row))
    found = []
    for each in interview.given(row.answers):
        # A question that is asked again, for another person, was not answered elsewhere.
        say, source = told.pop(each.question, ("", ""))
        found.append(replace(each, source=source) if say and say == each.say else each)
    return found


def suggested(row: RecordingDecision, number: int) -> str:
    """The answer to a question that the log's people and the facts propose; "" for none."""
    try:
        here = interview.replay(row.answers[: number - 1])
    except TreeError:
        return ""
    if here.finished:
        return ""
    if here.at == FIRST:
        return _reporter(row)
    victim = 1 + sum(
        question == AGAIN and say == "other-person" for question, say in row.answers[: number - 1]
    )
    told = {each["as"]: each for each in row.facts.get("people", ())}
    for answer in here.screen.answers:
        for path, value in answer.set.items():
            root, _, name = path.partition(".")
            slot = f"victim{victim}" if root == "victim" else "suspect1"
            known = told.get(slot, {}).get(name) if root in ("victim", "suspect") else None
            if known is None:
                continue
            if value == "number" and answer.fits(str(known)):
                return str(known)
            if known == value:
                return answer.say
    return ""


def _reporter(row: RecordingDecision) -> str:
    if row.log is None:
        return ""
    for name in sorted(_told_by):
        if say := _told_by[name](row.log):
            return say
    for person in row.log.people.all():
        if "caller" in person.roles:
            for role, say in REPORTER.items():
                if role in person.roles:
                    return say
    return ""
