"""The command line of the log page: one line typed, one thing done. A table of commands, each with its function.

Every command ends in the same action as its form; nothing can be done here that can't be done with a form.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from onrecord.contact import actions, location
from onrecord.contact.actions.base import LogError, clean
from onrecord.contact.force import force
from onrecord.contact.forms.ending import other_log
from onrecord.contact.models import CodeMeaning, Log
from onrecord.contact.people import ROLES
from onrecord.contact.states import ResourceState
from onrecord.contact.thrive import HEADS
from onrecord.people.models import User


@dataclass(frozen=True)
class Line:
    """What was typed after the command's name, for which log, by whom."""

    log: Log
    user: User
    rest: str
    origin: str

    @property
    def own(self) -> dict[str, Any]:
        return {"log": self.log, "by": self.user, "origin": self.origin}


@dataclass(frozen=True)
class Command:
    """`names`: any of them begins the line. `run` does it and returns what was done; it raises LogError."""

    names: tuple[str, ...]
    usage: str
    meaning: str
    example: str
    run: Callable[[Line], str]


class HelpWanted(Exception):
    """The line asks for the list of commands."""


def run(*, log: Log, by: User, line: str, origin: str) -> str:
    """Do what the line says and return a sentence about it. Raises LogError (nothing was written) or HelpWanted."""
    line = clean(line)
    name, _, rest = line.partition(" ")
    if not line:
        raise LogError("The command is empty. Type one, or ? for the list.")
    if name.lower() in ("?", "h", "help"):
        raise HelpWanted
    command = _BY_NAME.get(name.lower())
    if command is None:
        raise LogError(
            f"{name[:30]!r} is no command. To write an entry, begin with e: “e {line[:40]}”. ? lists the commands."
        )
    if not rest.strip():
        raise LogError(f"Something is missing after “{name}”. Type: {command.usage}.")
    return command.run(Line(log, by, rest.strip(), origin))


def _entry(line: Line) -> str:
    actions.add_entry(text=line.rest, **line.own)
    return "The entry is written."


def _account(line: Line, differs: bool = False) -> str:
    who, text = _two(line.rest, ":", "a WHO: WORDS")
    actions.add_account(who=who, text=text, differs=differs, **line.own)
    return "The account is written beside the first one."


def _differing(line: Line) -> str:
    return _account(line, differs=True)


def _grade(line: Line) -> str:
    code, _, why = line.rest.partition(" ")
    log = actions.change_grade(grade=code, why=why, **line.own)
    return f"The call grade is {force().grade(log.grade)}."


def _opening(line: Line) -> str:
    wanted, _, why = line.rest.partition(";")
    code = _one_of("opening code", wanted, force().opening)
    actions.change_codes(opening_code=code, why=why, **line.own)
    return f"The opening code is {code}."


def _qualifier(line: Line) -> str:
    wanted, _, why = line.rest.partition(";")
    off = wanted.startswith("-")
    mark = _one_of("qualifier", wanted.removeprefix("-"), force().qualifiers)
    held = list(Log.objects.get(pk=line.log.pk).qualifiers)
    marks = [each for each in held if each != mark] if off else [*held, mark]
    actions.change_codes(qualifiers=marks, why=why, **line.own)
    return f"Qualifier {'taken off' if off else 'added'}: {mark}."


def _thrive(line: Line) -> str:
    key, _, words = line.rest.partition(" ")
    head = next((name for name, head in HEADS.items() if key.lower() in (head.key, name)), None)
    if head is None:
        known = ", ".join(f"{head.key} {head.word}" for head in HEADS.values())
        raise LogError(f"{key[:30]!r} is no head of THRIVE. Use: {known}.")
    actions.assess_thrive(heads={head: words}, **line.own)
    return f"{HEADS[head].word} is assessed."


_BORN = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


def _person(line: Line) -> str:
    words = line.rest.replace(",", " ").split()
    roles: list[str] = []
    while words and words[0].lower() in ROLES:
        roles.append(words.pop(0).lower())
    if not roles:
        raise LogError(
            f"Say first what part they have: {', '.join(ROLES)}. Such as: p victim Ann Smith 34."
        )
    given: dict[str, Any] = {}
    if words and words[-1].isdecimal() and len(words[-1]) <= 3:
        given["age"] = int(words.pop())
    elif words and (match := _BORN.fullmatch(words[-1])):
        given["born"] = _day(match)
        words.pop()
    person = actions.name_person(roles=roles, name=" ".join(words), **given, **line.own)
    return f"{person} ({person.label}) is written down: {', '.join(person.roles)}."


def _day(match: re.Match[str]) -> date:
    try:
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        raise LogError(f"There is no such day as {match[0]}. Correct the birth date.") from None


def _where(line: Line) -> str:
    given: dict[str, Any] = location.in_words(line.rest)
    place = actions.name_place(**given, **line.own)
    said = location.doubts(given.get("postcode", ""), given.get("grid", ""), given.get("uprn", ""))
    return " ".join([f"The place {place} is written down.", *said])


_STATES = {
    "assigned": ResourceState.ASSIGNED,
    "en": ResourceState.EN_ROUTE,
    "route": ResourceState.EN_ROUTE,
    "enroute": ResourceState.EN_ROUTE,
    "en-route": ResourceState.EN_ROUTE,
    "scene": ResourceState.AT_SCENE,
    "at": ResourceState.AT_SCENE,
    "at-scene": ResourceState.AT_SCENE,
    "clear": ResourceState.CLEAR,
}


def _resource(line: Line) -> str:
    sign, _, words = line.rest.partition(" ")
    state = _STATES.get((words.lower().split() or ["assigned"])[0])
    if state is None:
        raise LogError(
            f"{words[:30]!r} says nothing of {sign}. Use: assigned, route, scene or clear."
        )
    return actions.set_resource(resource=sign, state=state, **line.own).text


def _escalate(line: Line) -> str:
    to, text = _two(line.rest, ":", "x WHOM: WHAT YOU ASK")
    actions.escalate(to=to, text=text, **line.own)
    return f"Escalated to {to}."


def _allocate(line: Line) -> str:
    department, _, officer = (part.strip() for part in line.rest.partition("/"))
    log = actions.allocate(
        department=department or line.log.department, officer=officer, **line.own
    )
    return f"The log is with {' / '.join(filter(None, [log.department, log.officer]))}."


def _link(line: Line) -> str:
    ref, _, why = line.rest.partition(" ")
    other = other_log(ref, line.user)
    actions.link_logs(other=other, why=why, **line.own)
    return f"Linked with {other.ref}."


def _duplicate(line: Line) -> str:
    ref, _, why = line.rest.partition(" ")
    other = other_log(ref, line.user)
    actions.mark_duplicate(of=other, why=why, **line.own)
    return f"Closed as a duplicate of {other.ref}."


def _close(line: Line) -> str:
    wanted, _, words = line.rest.partition(";")
    usable = [
        code
        for code, meaning in force().closing.items()
        if meaning != CodeMeaning.Meaning.DUPLICATE
    ]
    code = _one_of("closing code", wanted, usable)
    log = actions.close_log(closing_code=code, text=words, **line.own)
    return f"Log {log.ref} is closed: {code}."


def _two(text: str, sign: str, usage: str) -> tuple[str, str]:
    first, found, second = (part.strip() for part in text.partition(sign))
    if not (first and found and second):
        raise LogError(f"Something is missing. Type: {usage}.")
    return first, second


def _one_of(what: str, typed: str, known: Iterable[str]) -> str:
    """The one name that is typed in full, begins like it, or holds every word of it. Raises LogError."""
    typed = " ".join(typed.lower().split())
    names = {name: " ".join(name.lower().split()) for name in known}
    for fits in (
        lambda name: name == typed,
        lambda name: name.startswith(typed),
        lambda name: all(word in name for word in typed.split()),
    ):
        found = [name for name, lowered in names.items() if typed and fits(lowered)]
        if len(found) == 1:
            return found[0]
        if found:
            raise LogError(
                f"{typed!r} fits more than one {what}: {'; '.join(found[:6])}. Type more of it."
            )
    raise LogError(f"{typed!r} is no {what} of this force. They are: {'; '.join(names)}.")


COMMANDS: tuple[Command, ...] = (
    Command(("e",), "e WORDS", "write an entry", "e Door forced, nobody inside", _entry),
    Command(
        ("p",),
        "p PART NAME AGE",
        "name somebody; age or birth date if known",
        "p victim Ann Smith 34",
        _person,
    ),
    Command(("w",), "w PLACE", "name a place: words, postcode, grid or uprn NUMBER", "w 12 High Street EX4 4QJ", _where),
    Command(("g",), "g GRADE REASON", "call grade; a change needs its reason", "g 1 he is back at the door", _grade),
    Command(("t",), "t HEAD WORDS", "THRIVE: t, h, r, i, v or e", "t h bruise on the arm, says it hurts", _thrive),
    Command(("q",), "q QUALIFIER", "add a qualifier; q -NAME; REASON takes it off", "q domestic", _qualifier),
    Command(("o",), "o OPENING CODE; REASON", "opening code; a change needs its reason", "o domestic", _opening),
    Command(("r",), "r CALL-SIGN STATE", "resource: assigned, route, scene or clear", "r TU21 scene", _resource),
    Command(("a",), "a WHO: WORDS", "later account, beside the first", "a Ann Smith: he also took my phone", _account),
    Command(("a!",), "a! WHO: WORDS", "later account that says otherwise", "a! Ann Smith: I fell down the stairs", _differing),
    Command(("x",), "x WHOM: QUESTION", "escalate", "x duty inspector: send a second unit?", _escalate),
    Command(("d",), "d DEPARTMENT / PERSON", "give the log to somebody", "d Response North / PC 1234", _allocate),
    Command(("link",), "link REFERENCE WHY", "link another log", "link L20260601-0002 same street", _link),
    Command(("dup",), "dup REFERENCE WHY", "mark as a duplicate and close", "dup L20260601-0002 same caller", _duplicate),
    Command(("close",), "close CODE; WORDS", "close the log", "close opened in error; wrong number", _close),
)  # fmt: skip
_BY_NAME = {name: command for command in COMMANDS for name in command.names}
