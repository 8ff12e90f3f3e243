"""Types of report as data: what may be reported on line, what is asked, and where to stop. Read here and checked.

    shipped/*.toml    what is shipped; a registrar's kept version (TypeVersion) of the same key takes its place
    common.toml       questions that many types ask: [[question]] use = "area", with whatever differs beside it
    lay.toml          the questions of the rules in lay words (`onrecord.reporting.types.lay`)

A definition is plain data, in the file and in a kept version alike:

    title, hint, order, open, routes, department, opening_code, qualifiers, straight_through
    stop              a stop page before the first question (stops.toml)
    start             answers to the questions of the rules known beforehand, in their order
    [[question]]      id, kind, asks, help, required, account, several, role, only, answers; or use = (id in common.toml)
    answers           say, text, stop, qualifiers, department, opening_code, other_force, fact
    fact              {question of the rules = answer}; an empty answer: the questions of the rules end there
    [lay.ID]          other words for a question of the rules, as in lay.toml
    [welsh]           English words of this definition -> Welsh
"""

from collections.abc import Mapping
from typing import Any, Final

from onrecord.deciding.interview import start_with
from onrecord.reporting.types.entries import PLAIN, among, check_marks, plain, texts
from onrecord.reporting.types.lay import Words, build_words, lay_words
from onrecord.reporting.types.questions import read_questions
from onrecord.reporting.types.shape import ID, ROUTES, ReportType, TypeError_

_NEEDED: Final = {"title", "routes", "question"}
_LISTS: Final = ("routes", "qualifiers", "start")
_KNOWN: Final = frozenset({*PLAIN, *_LISTS, "question", "lay", "welsh"})


def read_type(data: Mapping[str, Any], key: str = "new", version: int = 0) -> ReportType:
    """A type from its definition. Raises TypeError_ naming the entry and the remedy."""
    if not ID.match(key):
        raise TypeError_(
            f"A type is named in small letters, digits and hyphens, such as shop-theft, not {key[:60]!r}."
        )
    strange = sorted(set(data) - _KNOWN)
    if strange:
        raise TypeError_(
            f"{key}: {strange[0]!r} is nothing a type has. Use: {', '.join(sorted(_KNOWN))}."
        )
    missing = sorted(name for name in _NEEDED if not data.get(name))
    if missing:
        raise TypeError_(f"{key}: {missing[0]} is missing. Add it.")
    single: dict[str, Any] = {
        name: plain(key, name, data.get(name, usual)) for name, usual in PLAIN.items()
    }
    lists: dict[str, Any] = {name: texts(key, name, data.get(name, [])) for name in _LISTS}
    for route in lists["routes"]:
        among(key, "routes", route, ROUTES)
    check_marks(key, single["opening_code"], lists["qualifiers"], single["stop"])
    begun = start_with(lists["start"])
    if len(begun) < len(lists["start"]):
        raise TypeError_(
            f"{key}: start: {lists['start'][len(begun)]!r} is no answer to the question of the rules that comes there. "
            "Correct it, or end the list before it."
        )
    welsh = data.get("welsh", {})
    if not isinstance(welsh, Mapping) or not all(isinstance(each, str) for each in welsh.values()):
        raise TypeError_(f"{key}: welsh: write each English text with its Welsh one.")
    return ReportType(
        key=key,
        version=version,
        questions=read_questions(key, data["question"]),
        lay=_lay(key, data.get("lay", {})),
        welsh=dict(welsh),
        definition=data,
        **single,
        **lists,
    )


def _lay(key: str, found: object) -> dict[str, Words]:
    if not isinstance(found, Mapping):
        raise TypeError_(
            f"{key}: write other words for a question of the rules under [lay.ITS-ID]."
        )
    try:
        own = {
            str(screen): build_words(
                str(screen), {**lay_words().get(str(screen), Words()).data, **data}
            )
            for screen, data in found.items()
        }
    except ValueError as error:
        raise TypeError_(f"{key}: lay: {error}") from error
    return {**lay_words(), **own}
