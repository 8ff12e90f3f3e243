"""What was filled in, checked: one check for pages, the API and files, so that each hears the same.

As it comes in:

    {"answers": {question: value}, "several": [{question: value}, ...], "contact": {"name", "job", "phone", "email"},
     "their_ref": "...", "sure": false}

A value is text; for a person {"name", "born", "age", "sex", "phone", "address"}, for a place {"text", "postcode"}, for a time
{"day": "2026-06-01", "words": "about three"}. `sure`: what was asked again, because it hardly can be so, is so.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onrecord.contact.actions.base import clean
from onrecord.contact.people import SEXES
from onrecord.partners import unnamed
from onrecord.partners.form_files import Form
from onrecord.reporting.types.shape import FILES, Question
from onrecord.reporting.types.values import no_time

MOST_LINE: Final = 300
MOST_ACCOUNT: Final = 100_000
MOST_SEVERAL: Final = 30
PERSON: Final = ("name", "born", "age", "sex", "phone", "address")
PLACE: Final = ("text", "postcode")
CONTACT: Final = ("name", "job", "phone", "email")
# As long as a log takes them.
MOST_OF: Final = {"name": 200, "phone": 60, "email": 200, "job": 120}
_POUNDS: Final = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,2})?)?")
_POSTCODE: Final = re.compile(r"GIR0AA|[A-Z]{1,2}[0-9][A-Z0-9]?(?:[0-9][A-Z]{2})?")
NO_TIME: Final = gettext_lazy("There is no such time.")
NO_POSTCODE: Final = gettext_lazy("It is no postcode.")
YES_NO: Final = {"yes": "yes", "no": "no", "true": "yes", "false": "no"}


class GivenError(ValueError):
    """Something that was filled in can't be taken: `problems` are pairs (which field, what is wrong and what to do)."""

    def __init__(self, problems: list[tuple[str, str]], *, doubted: bool = False) -> None:
        # Whether some of it is only asked about, and taken where its sender says that it is so (`sure`).
        self.doubted = doubted
        super().__init__(
            "; ".join(f"{where}: {words}" if where else words for where, words in problems)
        )
        self.problems = problems


@dataclass(frozen=True)
class Given:
    """What was filled in, checked. `several`: empty where the form tells of one thing only."""

    answers: dict[str, Any]
    several: list[dict[str, Any]] = field(default_factory=list)
    contact: dict[str, str] = field(default_factory=dict)
    their_ref: str = ""


def checked(form: Form, raw: Mapping[str, Any]) -> Given:
    """What was filled in, as it may be sent. Raises GivenError that names every field that is wrong."""
    wrong: list[tuple[str, str]] = []
    answers = _answers(form.once, raw.get("answers") or {}, "answers", wrong)
    several: list[dict[str, Any]] = []
    if form.several:
        told = list(raw.get("several") or ())
        if not told:
            wrong.append(("several", _("Tell of one at least.")))
        if len(told) > MOST_SEVERAL:
            wrong.append(
                (
                    "several",
                    _("%d at most can be sent at once. Send the others after these.")
                    % MOST_SEVERAL,
                )
            )
        several = [
            _answers(form.repeated, each, f"several.{number}", wrong)
            for number, each in enumerate(told[:MOST_SEVERAL])
        ]
    elif raw.get("several"):
        wrong.append(("several", _("This form tells of one thing only. Leave it out.")))
    contact = _contact(raw.get("contact") or {}, wrong)
    their_ref = _line("their_ref", raw.get("their_ref", ""), wrong, 120)
    doubted: list[tuple[str, str]] = []
    if not raw.get("sure"):
        doubted += _slips(form.once, answers, "answers")
        doubted += _ages(form.once, answers, "answers", {})
        for number, each in enumerate(several):
            doubted += _slips(form.repeated, each, f"several.{number}")
            doubted += _ages(form.repeated, each, f"several.{number}", answers)
        if form.depersonalised:
            doubted += unnamed.doubts(form, answers, their_ref)
    if wrong or doubted:
        raise GivenError(wrong + doubted, doubted=bool(doubted))
    return Given(answers, several, contact, their_ref)


def _slips(
    questions: list[Question], found: Mapping[str, Any], where: str
) -> list[tuple[str, str]]:
    """Times and postcodes that can't be: a slip, or kept in words where their sender says so."""
    wrong = []
    for each in questions:
        told = found.get(each.id)
        if each.kind == "when" and told and no_time(told.get("words", "")):
            wrong.append((f"{where}.{each.id}.words", NO_TIME))
        if each.kind == "place" and told and no_postcode(told.get("postcode", "")):
            wrong.append((f"{where}.{each.id}.postcode", NO_POSTCODE))
    return [(at, _("%s Correct it, or say that it is right.") % words) for at, words in wrong]


def no_postcode(text: str) -> bool:
    """Whether it is no postcode, whole or its first half, however it is spaced."""
    return bool(text) and not _POSTCODE.fullmatch("".join(text.split()).upper())


def _ages(
    questions: list[Question], found: Mapping[str, Any], where: str, more: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """Where a date of birth and an age don't go together, today or on the day when it happened."""
    wrong = []
    told = {**more, **found}
    days = [each["day"] for each in told.values() if isinstance(each, dict) and "day" in each]
    on = [timezone.localdate(), *map(date.fromisoformat, days)]
    for each in questions:
        person = found.get(each.id)
        if each.kind != "person" or not person or not {"born", "age"} <= set(person):
            continue
        born = date.fromisoformat(person["born"])
        ages = [
            day.year - born.year - ((day.month, day.day) < (born.month, born.day)) for day in on
        ]
        if not min(ages) - 1 <= person["age"] <= max(ages) + 1:
            words = _(
                "By this date of birth they are %(born)d today, and the age says %(age)d. Correct what is wrong, or say that "
                "both are right."
            )
            wrong.append(
                (f"{where}.{each.id}.born", words % {"born": ages[0], "age": person["age"]})
            )
    return wrong


def checked_contact(told: Any) -> dict[str, str]:
    """Who reports, where that is filled in once for many. Raises GivenError."""
    wrong: list[tuple[str, str]] = []
    found = _contact(told, wrong)
    if wrong:
        raise GivenError(wrong)
    return found


def _answers(
    questions: list[Question], told: Any, where: str, wrong: list[tuple[str, str]]
) -> dict[str, Any]:
    if not isinstance(told, Mapping):
        wrong.append((where, _("Give the answers as a table: question and answer.")))
        return {}
    # Files come beside the answers.
    questions = [each for each in questions if each.kind != FILES]
    known = {each.id for each in questions}
    for name in told:
        if name not in known:
            words = _("It is not asked here. Asked are: %s.") % ", ".join(sorted(known))
            wrong.append((f"{where}.{str(name)[:60]}", words))
    found: dict[str, Any] = {}
    for each in questions:
        at = f"{where}.{each.id}"
        value = _value(each, told.get(each.id), at, wrong)
        if value in ("", {}, None):
            if each.required and not any(place.startswith(at) for place, _words in wrong):
                wrong.append((at, _("Answer this question.")))
            continue
        found[each.id] = value
    return found


def _value(each: Question, value: Any, at: str, wrong: list[tuple[str, str]]) -> Any:
    if value in (None, "", {}):
        return ""
    if each.kind in ("person", "place", "when"):
        return _table(each, value, at, wrong)
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if isinstance(value, int):
        value = str(value)
    if not isinstance(value, str):
        wrong.append((at, _("Write it as text.")))
        return ""
    if each.kind == "text":
        return _line(at, value, wrong, MOST_ACCOUNT)
    value = _line(at, value, wrong, each.most)
    if not value:
        return ""
    if each.kind == "choice" and each.choice(value) is None:
        words = ", ".join(one.say for one in each.answers)
        wrong.append((at, _("Choose one of: %s.") % words))
    elif each.kind == "yes-no":
        value = YES_NO.get(value.lower(), value)
        if each.choice(value) is None:
            wrong.append((at, _("Answer yes or no.")))
            return ""
    elif each.kind == "number" and not (value.isascii() and value.isdecimal() and len(value) < 10):
        wrong.append((at, _("Write a whole number, such as 25.")))
    elif each.kind == "pounds":
        amount = pounds(value)
        if not amount:
            wrong.append((at, _("It is no amount. Write pounds, such as 46 or 46.50.")))
        return amount
    return value


def pounds(text: str) -> str:
    """An amount as 46 or 46.50, as it is kept, from what people write: £1,046.5 too. Empty where it is none."""
    found = _POUNDS.fullmatch(text.replace(",", "").replace(" ", "").removeprefix("£"))
    if found is None:
        return ""
    whole, pence = found.groups()
    return f"{int(whole)}.{pence:0<2}" if pence and int(pence) else str(int(whole))


def _table(each: Question, value: Any, at: str, wrong: list[tuple[str, str]]) -> dict[str, Any]:
    names = {"person": PERSON, "place": PLACE, "when": ("day", "words")}[each.kind]
    if isinstance(value, str) and each.kind != "person":
        value = {names[0]: value}
    if not isinstance(value, Mapping) or set(value) - set(names):
        wrong.append((at, _("Give it as a table with: %s.") % ", ".join(names)))
        return {}
    found: dict[str, Any] = {}
    for name in names:
        told = value.get(name)
        if isinstance(told, bool) or not isinstance(told, str | int | None):
            wrong.append((f"{at}.{name}", _("Write it as text.")))
            continue
        told = "" if told is None else str(told)
        text = _line(f"{at}.{name}", told, wrong, MOST_OF.get(name, MOST_LINE))
        if text:
            found[name] = text
    for name in ("born", "day"):
        if name in found and not _day(found[name], f"{at}.{name}", wrong, name == "born"):
            del found[name]
    if "age" in found:
        age = found["age"]
        if not (age.isascii() and age.isdecimal() and len(age) < 4 and int(age) <= 122):
            wrong.append((f"{at}.age", _("Write whole years, 0 to 122.")))
        else:
            found["age"] = int(age)
    if found.get("sex", "") not in ("", *SEXES):
        wrong.append((f"{at}.sex", _("Write female or male, or leave it empty.")))
    return found


def _day(text: str, at: str, wrong: list[tuple[str, str]], long_ago: bool) -> date | None:
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        day = None
    if day is None:
        wrong.append((at, _("There is no such day. Write it as 2026-06-01.")))
    elif day > timezone.localdate():
        wrong.append((at, _("The day lies ahead. Correct it.")))
        return None
    elif day.year < (1880 if long_ago else 1900):
        wrong.append((at, _("The year can't be right. Correct it.")))
        return None
    return day


def _contact(told: Any, wrong: list[tuple[str, str]]) -> dict[str, str]:
    if not isinstance(told, Mapping) or set(told) - set(CONTACT):
        wrong.append(("contact", _("Give it as a table with: %s.") % ", ".join(CONTACT)))
        return {}
    found = {}
    for name in CONTACT:
        value = told.get(name) or ""
        if not isinstance(value, str):
            wrong.append((f"contact.{name}", _("Write it as text.")))
            continue
        if text := _line(f"contact.{name}", value, wrong, MOST_OF[name]):
            found[name] = text
    if not found.get("name") and not any(place == "contact.name" for place, _words in wrong):
        wrong.append(("contact.name", _("Write your name.")))
    if not (found.get("phone") or found.get("email")):
        wrong.append(
            (
                "contact.phone",
                _(
                    "Write a telephone number or an e-mail address, so that an officer can ask back."
                ),
            )
        )
    if "email" in found:
        try:
            EmailValidator()(found["email"])
        except ValidationError:
            wrong.append(
                ("contact.email", _("Write the address in full, such as sam.smith@school.example."))
            )
    return found


def _line(at: str, text: Any, wrong: list[tuple[str, str]], most: int) -> str:
    if not isinstance(text, str):
        wrong.append((at, _("Write it as text.")))
        return ""
    found = clean(text)
    if len(found) > most:
        words = _("It has %(count)s characters; %(most)s at most.")
        wrong.append((at, words % {"count": f"{len(found):,}", "most": f"{most:,}"}))
        return ""
    return found
