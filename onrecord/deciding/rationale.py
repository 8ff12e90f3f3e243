"""The rationale: its structured choices, which way out each failed test leads to, and whether one is complete."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from crimerules.decision import EXITS, NotRecorded
from onrecord.contact.actions import LogError, check_time
from onrecord.deciding.errors import DecisionError

DATA = Path(__file__).with_name("rationale.toml")
CRIME_RELATED = "crime-related-incident"
NOT_YET, NOBODY = "not-yet", "nobody"
COMES_UP_AFTER = timedelta(days=7)
MOST_TEXT = 20_000
IN_WORDS = "Say in your own words why it is no crime"


@dataclass(frozen=True)
class Test:
    """One question of the official flow chart, and the answer to it that leads out without a crime."""

    __test__ = False

    key: str
    asks: str
    answer: str
    words: str
    exit: str
    page: str
    cites: str
    rules: tuple[str, ...]
    rape: str = ""
    to_try: str = ""

    def __str__(self) -> str:
        return f"{self.asks} {self.answer}"


@dataclass(frozen=True)
class Choices:
    """Everything that may be chosen in a rationale: key -> words."""

    tests: Mapping[str, Test]
    evidence: Mapping[str, str]
    from_whom: Mapping[str, str]
    told: Mapping[str, str]
    concerns: Mapping[str, str]
    challenge: str


@cache
def choices() -> Choices:
    """The choices of `rationale.toml`."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))

    def words(table: str) -> dict[str, str]:
        return {key: each["words"] for key, each in data[table].items()}

    tests = {
        key: Test(key, **{**each, "rules": tuple(each["rules"])})
        for key, each in data["test"].items()
    }
    return Choices(
        tests,
        words("evidence"),
        words("from"),
        words("told"),
        words("concerns"),
        data["challenge"]["words"],
    )


def which_test(rule: str) -> str:
    """The test of the flow chart by which a rule leads out: by its id, else by the longest beginning."""
    best, length = "rules-direct", -1
    for key, test in choices().tests.items():
        for each in test.rules:
            if rule.startswith(each) and len(each) > length:
                best, length = key, len(each)
    return best


def negated(test: str, concerns: str, acts: tuple[str, ...] = ()) -> NotRecorded:
    """The way out that a failed test leads to, where somebody goes through the flow chart by hand."""
    if test not in choices().tests:
        raise DecisionError("Choose which test of the flow chart failed.")
    if concerns not in choices().concerns:
        raise DecisionError("Say whether it is about a rape, a death or anything else.")
    chosen = choices().tests[test]
    if concerns == "rape" and chosen.rape:
        return NotRecorded("N100", chosen.words, acts, chosen.cites, code=chosen.rape)
    if concerns == "death" and chosen.exit == "incident-only":
        return NotRecorded("N300", chosen.words, acts, "deaths.n300", code="300/01")
    return NotRecorded(chosen.exit, chosen.words, acts, chosen.cites)


def clean(
    given: Mapping[str, Any], entry: NotRecorded, *, by: str, now: datetime
) -> dict[str, Any]:
    """A complete rationale for one way out. Raises DecisionError naming everything that is missing.

    `given`: test, evidence, from_whom, told (keys of the choices); and, where it is known, source, evidence_at,
    told_at, told_by, challenge, text, to_try, comes_up_on. The test follows from the way out if it isn't given.
    """
    held = choices()
    test = str(given.get("test") or which_test(entry.rule))
    found: dict[str, Any] = {
        "test": test,
        "evidence": str(given.get("evidence", "")),
        "from_whom": str(given.get("from_whom", "")),
        "told": str(given.get("told", "")),
        "source": str(given.get("source", "")).strip()[:200],
        "text": str(given.get("text", "")).strip(),
        "challenge": str(given.get("challenge", "")).strip() or held.challenge,
        "told_by": str(given.get("told_by", "")).strip()[:200],
    }
    missing = [
        words
        for key, among, words in (
            ("test", held.tests, "which test failed"),
            ("evidence", held.evidence, "on what evidence"),
            ("from_whom", held.from_whom, "from whom"),
            ("told", held.told, "what the victim was told"),
        )
        if found[key] not in among
    ]
    if missing:
        raise DecisionError(f"The rationale lacks: {', '.join(missing)}. Choose an answer to each.")
    if max(len(found["text"]), len(found["challenge"])) > MOST_TEXT:
        raise DecisionError(f"A text of the rationale is longer than {MOST_TEXT:,} characters.")
    found["evidence_at"] = _time("When the evidence was obtained", given.get("evidence_at")) or now
    if found["told"] in (NOT_YET, NOBODY):
        found |= {"told_at": None, "told_by": ""}
    else:
        found["told_at"] = _time("When the victim was told", given.get("told_at")) or now
        found["told_by"] = found["told_by"] or by
    found |= _coming_up(given, entry, held.tests[test], now)
    return found


def in_words(one: dict[str, Any], pressing: Sequence[str]) -> dict[str, Any]:
    """A complete rationale; where something presses in what was reported, a few choices don't end it, by whatever way they
    come. Raises DecisionError."""
    if pressing and not one["text"]:
        raise DecisionError(
            f"{IN_WORDS}, in the text of the rationale. What is urgent in what was reported: {'; '.join(pressing)}."
        )
    return one


def _coming_up(
    given: Mapping[str, Any], entry: NotRecorded, test: Test, now: datetime
) -> dict[str, Any]:
    """What is still to be tried, and when it comes up again: of crime-related and reported incidents."""
    if entry.exit not in (CRIME_RELATED, "N100", "N300"):
        return {"to_try": "", "comes_up_on": None}
    to_try = str(given.get("to_try", "")).strip()[:MOST_TEXT] or test.to_try
    on: Any = given.get("comes_up_on") or None
    if isinstance(on, str):
        try:
            on = date.fromisoformat(on)
        except ValueError:
            raise DecisionError(f"{on[:40]!r} is no day. Write it as 2026-06-08.") from None
    if on is None and (to_try or entry.exit == "N100"):
        on = timezone.localdate(now) + COMES_UP_AFTER
    if on is not None and on < timezone.localdate(now):
        raise DecisionError("The day on which it comes up again has passed. Choose a later one.")
    return {"to_try": to_try, "comes_up_on": on}


def _time(name: str, value: Any) -> datetime | None:
    if value in (None, ""):
        return None
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return check_time(name, at)
    except LogError as error:
        raise DecisionError(str(error)) from None
    except ValueError:
        raise DecisionError(f"{name}: {str(value)[:40]!r} is no date and time.") from None


def exit_words(exit: str) -> str:
    """A way out in words, for pages."""
    return EXITS.get(exit, exit)
