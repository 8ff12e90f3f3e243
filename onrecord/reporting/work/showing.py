"""A report in words, for the pages of those who work on it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from crimerules.tree import screens
from onrecord.contact.force import force
from onrecord.contact.thrive import HEADS
from onrecord.deciding.models import RecordingDecision
from onrecord.reporting.models import Report
from onrecord.reporting.receiving.risk import Risk, goes_by, marks_of, proposed
from onrecord.reporting.receiving.triage import UNREAD, triage
from onrecord.reporting.states import ReportState
from onrecord.reporting.types.asking import RULES, UNSURE, rules_answers
from onrecord.reporting.types.held import type_named
from onrecord.reporting.types.shape import CHOOSING, ReportType
from onrecord.reporting.types.values import in_lines
from onrecord.reporting.work.disagreeing import against_in, note_of
from onrecord.reporting.work.of_log import log_of
from onrecord.reporting.work.sources import Source, sources_of

# How a reporter's words begin who wrote that it isn't safe any more (`onrecord.reporting.status.reporter`).
UNSAFE: Final = "NO LONGER SAFE to be in touch as it was said before"
# As the texts of types name the force.
_FORCE: Final = "{force}"
# So many letters of an account are shown at once; the rest is unfolded.
MOST_SHOWN: Final = 2000
MOST_QUOTED: Final = 200
_CONTACT = {"name": "Name", "phone": "Telephone", "email": "E-mail", "address": "Address", "safe": "Safe to be in touch"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """One answer in words. `of_rules`: to a question of the rules. `source`: where that comes from, if the reporter was asked
    something else or nothing."""

    asks: str
    answer: str
    of_rules: bool = False
    source: Source | None = None


# Forms of the apps above, which are no types: a report's questions in words (see `register`).
Asked = Callable[[Report], Mapping[str, str]]
_asked: dict[str, Asked] = {}


def register(name: str, asked: Asked) -> None:
    """Have `asked(report)` say the words of questions that no type holds (call it in AppConfig.ready). Registering a name
    again replaces it."""
    _asked[name] = asked


# Who sent a report that isn't the public's, in words (see `register_sender`).
Sender = Callable[[Report], str]
_senders: dict[str, Sender] = {}


def register_sender(name: str, sender: Sender) -> None:
    """Have `sender(report)` say who sent it, "" where it doesn't know (call it in AppConfig.ready). Registering a name again
    replaces it."""
    _senders[name] = sender


def sender_of(report: Report) -> str:
    """Which organisation sent a report, and who of it; the key of the organisation where nobody knows more."""
    return next((said for each in _senders.values() if (said := each(report))), report.organisation)


def answers_of(report: Report) -> list[Said]:
    """What was answered, question by question, in words where they are held, and where answers to the rules come from."""
    sources = sources_in(report)
    return [
        replace(said, source=sources.get(str(pair[0]).removeprefix(RULES)))
        if str(pair[0]).startswith(RULES)
        else said
        for pair, said in _in_words(report)
    ]


def _in_words(report: Report) -> list[tuple[Sequence[Any], Said]]:
    kind = type_named(report.type_key, report.type_version)
    asked = (
        {} if kind else {q: asks for each in _asked.values() for q, asks in each(report).items()}
    )
    pairs = [pair for pair in report.answers if len(pair) > 1]
    found = [(pair, _said(pair, kind, asked)) for pair in pairs]
    if ["reporter", "me"] in [list(pair) for pair in pairs]:
        # The rules' own words are of a business, too.
        found = [(pair, replace(one, answer="The victim") if pair[0] == f"{RULES}reporter" else one) for pair, one in found]  # fmt: skip
    return found


def sources_in(report: Report) -> dict[str, Source]:
    """Where the answers to the questions of the rules come from (`onrecord.reporting.work.sources`), with the force named."""
    kind = type_named(report.type_key, report.type_version)
    pairs = [pair for pair in report.answers if len(pair) > 1]
    found = sources_of(kind, pairs) if kind else {}
    return {screen: replace(each, words=_filled(each.words)) for screen, each in found.items()}


def sources_of_decision(row: RecordingDecision) -> dict[str, tuple[str, str]]:
    """Of a decision that goes on from answers given on line: each of these with where it comes from (see
    `onrecord.deciding.suggesting`)."""
    report = Report.objects.filter(decision=row.origin).first() if row.origin else None
    if report is None:
        return {}
    sources, against = sources_in(report), against_in(report)
    found = {}
    for question, say in rules_answers(pair for pair in report.answers if len(pair) > 1):
        source = sources.get(question)
        note = source.note if source else f"Given on line by whoever sent report {report.ref}."
        note = f"{note} {note_of(against, question)}".strip()
        found[question] = (str(say[-1] if isinstance(say, list) and say else say), note)
    return found


def by_answers(report: Report, risk: Risk) -> str:
    """What a risk goes by, for whoever reads it: the answers, in words, or the kind of the report; "" where its own words say
    it already."""
    marks = marks_of(risk.rule)
    kind = type_named(report.type_key, report.type_version)
    pairs = {id(pair) for pair in goes_by(risk.rule, report.answers)}
    found = [
        f"“{said.answer[:MOST_QUOTED]}” to “{said.asks}”"
        for pair, said in _in_words(report)
        if id(pair) in pairs or (marks and kind and marks & _marks_given(kind, pair))
    ]
    if found:
        return f"by the answer {' and '.join(dict.fromkeys(found))}"
    if kind and marks & set(kind.qualifiers):
        return f"as every report of the kind “{kind.title}” is"
    return ""


def _marks_given(kind: ReportType, pair: Sequence[Any]) -> set[str]:
    """With which qualifiers an answer marks the log."""
    own = kind.question(str(pair[0]))
    if own is None or own.kind not in CHOOSING:
        return set()
    says = pair[1] if isinstance(pair[1], list) else [pair[1]]
    choices = [own.choice(say) for say in says]
    return {name for each in choices if each is not None for name in each.qualifiers}


def _said(pair: Sequence[Any], kind: ReportType | None, asked: Mapping[str, str]) -> Said:
    question, given = str(pair[0]), pair[1]
    if question.startswith((RULES, UNSURE)):
        name = question.partition(":")[2]
        say = str(given[-1] if isinstance(given, list) and given else given)
        screen = screens().get(name)
        if screen is None:
            return Said(name, say, True)
        if question.startswith(UNSURE):
            return Said(screen.asks, "The reporter is not sure", True)
        text = next((each.text for each in screen.answers if each.fits(say)), say)
        return Said(screen.asks, say if say.isdecimal() else text, True)
    own = kind.question(question) if kind is not None else None
    if own is None or kind is None:
        asks = asked.get(question) or question.replace("-", " ").capitalize()
        return Said(asks, _plain(given))
    lines = in_lines(own, given, kind)
    words = "; ".join(f"{label}: {text}" if label else text for label, text in lines)
    if own.kind in CHOOSING:
        words = _filled(words)
    return Said(_filled(own.asks), words or "(left out)")


def _filled(text: str) -> str:
    return text.replace(_FORCE, force().name)


def folded(account: str) -> tuple[str, str]:
    """An account in two parts, what is shown at once and what is unfolded: together word for word what was written."""
    if len(account) <= MOST_SHOWN * 1.2:
        return account, ""
    head = account[:MOST_SHOWN]
    cut = max(head.rfind(" "), head.rfind("\n")) + 1
    return account[: cut or MOST_SHOWN], account[cut or MOST_SHOWN :]


def _plain(given: Any) -> str:
    """An answer in one line: lists with commas, tables as name: value."""
    if isinstance(given, dict):
        return "; ".join(f"{name}: {_plain(value)}" for name, value in given.items() if value)
    if isinstance(given, list):
        return ", ".join(_plain(each) for each in given)
    return str(given)


def context_of(report: Report) -> dict[str, Any]:
    """What every page about a report shows."""
    held = proposed(report.risks)
    grade = force().grade(held["grade"])
    shown, rest = folded(report.account)
    return {
        "report": report,
        "sender": sender_of(report),
        "account_shown": shown,
        "account_rest": rest,
        "log": log_of(report),
        "answers": answers_of(report),
        "against": against_in(report),
        "contact": [
            (label, report.contact[name])
            for name, label in _CONTACT.items()
            if report.contact.get(name)
        ],
        # They wrote that the old way isn't safe any more: it doesn't stand bare on the page.
        "unsafe": report.contact.get("safe", "").startswith(UNSAFE),
        "level": triage().levels[report.risk],
        "unread": any(risk.get("rule") == UNREAD for risk in report.risks),
        "proposed": {
            "grade": str(grade or ""),
            "qualifiers": held["qualifiers"],
            "heads": [(HEADS[head].word, words) for head, words in held["heads"].items()],
        },
        "ends_at": report.submitted_at + timedelta(hours=24),
        "held_back": report.state == ReportState.HELD_BACK,
        "set_aside": report.state == ReportState.SET_ASIDE,
        "received": report.state == ReportState.RECEIVED,
        "transferred": report.state == ReportState.TRANSFERRED,
        "files": list(report.files.order_by("pk")),
    }
