"""A finished draft becomes a report: what the log is opened with, and the sending itself."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from onrecord.reporting.errors import ReportError
from onrecord.reporting.files.keeping import keep_files
from onrecord.reporting.front.drafts import close_as_sent, receipt_of
from onrecord.reporting.guard.repeats import Seen, recognise
from onrecord.reporting.guard.turn import in_turn
from onrecord.reporting.models import Draft, Report
from onrecord.reporting.receiving.intake import Sent, keep, prepared
from onrecord.reporting.receiving.mail import put_receipt
from onrecord.reporting.receiving.readers import named
from onrecord.reporting.types.asking import as_dict, as_sent, chosen, first_open, own_questions
from onrecord.reporting.types.shape import CONTACT, PERSON, PLACE, WHEN, ReportType
from onrecord.reporting.types.values import happened

REPORTER: Final = "reporter"
# Who reports it -> the roles of whoever is in touch with us; "me" without the question.
_ROLES: Final[dict[str, list[str]]] = {
    "me": ["caller", "victim"],
    "business": ["caller"],
    "child": ["caller"],
    "carer": ["caller"],
    "professional": ["caller", "professional"],
    "other": ["caller"],
}
_CONTACT: Final = ("name", "phone", "email", "address", "safe", "mail")


def sent_of(draft: Draft, kind: ReportType) -> Sent:
    """What is sent. Raises ReportError while the account is missing."""
    held = as_dict(draft.answers)
    asked = own_questions(kind, draft.answers)
    account = next((str(held.get(each.id, "")) for each in asked if each.account), "")
    if not account.strip():
        raise ReportError(f"{kind.key}: there is no account yet.")
    picked = chosen(kind, draft.answers)
    values: dict[str, list[tuple[Any, Any]]] = {}
    for each in asked:
        if each.id in held:
            values.setdefault(each.kind, []).append((each, held[each.id]))
    contact: Mapping[str, str] = next((value for _, value in values.get(CONTACT, []) if value), {})
    return Sent(
        type_key=kind.key,
        type_version=kind.version,
        title=kind.title,
        account=account,
        answers=as_sent(kind, draft.answers),
        language=draft.language,
        opening_code=_last([each.opening_code for each in picked], kind.opening_code),
        qualifiers=list(
            dict.fromkeys(
                [*kind.qualifiers, *(name for each in picked for name in each.qualifiers)]
            )
        ),
        department=named(_last([each.department for each in picked], kind.department)),
        people=_people(str(held.get(REPORTER, "")), contact, values.get(PERSON, []), held),
        places=[
            {"text": value.get("text", ""), "postcode": value.get("postcode", "")}
            for _, value in values.get(PLACE, [])
            if value
        ],
        contact={name: contact[name] for name in _CONTACT if contact.get(name)},
        other_force=_other_force(
            [each.other_force for each in picked], str(held.get("other-area", ""))
        ),
    )


def _last(found: list[str], usual: str) -> str:
    return next((each for each in reversed(found) if each), usual)


def _other_force(named: list[str], words: str) -> str:
    """Which force it is for: as the answer names it, else as the reporter says where it was."""
    mark = _last(named, "")
    line = " ".join(words.split())
    return (f"{mark}: {line}" if mark and line else mark)[:120]


def _people(
    reporter: str,
    contact: Mapping[str, str],
    persons: list[tuple[Any, Any]],
    held: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """Who is named in the log. Whoever reports it is there even without a name: that somebody did is known."""
    found = [
        {
            "roles": _ROLES.get(reporter, ["caller"]),
            **_who(contact),
            "note": "\n".join(
                f"{label}: {contact[name]}"
                for name, label in (("email", "E-mail"), ("safe", "Safe to be in touch"))
                if contact.get(name)
            ),
        }
    ]
    if reporter == "business":
        name = " ".join(str(held.get("business", "")).split())[:200]
        named_so = {"name": name} if name else {}
        found.append({"roles": ["victim"], **named_so, "facts": {"kind": "business"}})
    named = {question.role for question, value in persons if value}
    if reporter in ("child", "carer", "professional", "other") and "victim" not in named:
        age = str(held.get("rules:child-age", ""))
        found.append({"roles": ["victim"], **({"age": int(age)} if age.isdecimal() else {})})
    for question, value in persons:
        if value:
            about = (
                f"Age: {value['age']}\n"
                if value.get("age") and not value["age"].isdecimal()
                else ""
            )
            found.append(
                {"roles": [question.role], **_who(value), "note": about + value.get("words", "")}
            )
    return found


def _who(value: Mapping[str, str]) -> dict[str, Any]:
    age = value.get("age", "")
    plain = {name: value[name] for name in ("name", "phone", "address") if value.get(name)}
    return {**plain, "age": int(age)} if age.isdecimal() else plain


def happened_at(report: Report) -> datetime | None:
    """When it happened, where the reporter gave a day and a time."""
    for name, value in report.answers:
        if name == WHEN:
            return happened(value)[1]
    return None


def send(
    draft: Draft,
    kind: ReportType,
    token: str,
    doubts: Callable[[Sent], list[str]] = lambda sent: [],
) -> str:
    """Send a draft; again, it is the report that it became. Returns the reference. `doubts`: why it may be junk (see Sent).

    All or nothing: the report with its log and files is kept, and the draft's answers are gone. Raises ReportError.
    """
    there = receipt_of(draft, token)
    if there is not None:
        return there[0]
    # All that can be worked out beforehand is: others wait while a report is written.
    report, seen = _ready(draft, kind, doubts)
    with in_turn() as turn_ends, transaction.atomic():
        transaction.on_commit(turn_ends)
        row = Draft.objects.select_for_update().filter(pk=draft.pk).first()
        if row is None:
            raise ReportError("This report is closed.")
        there = receipt_of(row, token)
        if there is not None:
            return there[0]
        if row.version != draft.version:
            # Answered in another window meanwhile.
            report, seen = _ready(row, kind, doubts)
        report, secret = keep(report, seen)
        keep_files(report, row)
        put_receipt(report)
        close_as_sent(row, report, secret, token)
    return report.ref


def _ready(
    draft: Draft, kind: ReportType, doubts: Callable[[Sent], list[str]]
) -> tuple[Report, Seen]:
    """The report that is sent, with what speaks against it, and what is known of its words. Raises ReportError."""
    if first_open(kind, draft.answers):
        raise ReportError("Some questions are still open.")
    sent, at = sent_of(draft, kind), timezone.now()
    seen = recognise(sent.account, sent.contact, at)
    sent = replace(sent, doubts=doubts(sent))
    return prepared(sent=sent, origin=draft.origin, submitted_at=at, seen=seen)
