"""What the log proposes as an answer. It is marked on the page; a person still gives it."""

from collections.abc import Callable

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
