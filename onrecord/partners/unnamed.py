"""What in a depersonalised referral may say who the victim is: asked about once, with the words, before anything is sent.

    found_in("Jane Bloggs rang from 01632 960123")      ["“Jane Bloggs” (a name)", "“01632 960123” (a telephone number)"]
    doubts(form, answers, their_ref)                    pairs (which field, what to do), as `given` tells them

These are patterns: they find too much rather than too little and can't find everything, so the form says what not to write too.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onrecord.contact.force import force
from onrecord.partners.form_files import Form
from onrecord.reporting.types.shape import CHOOSING, FILES, TEXT
from onrecord.response.personal import (
    ADDRESS,
    BIRTH,
    EMAIL,
    INSURANCE,
    NAME,
    POSTCODE,
    REFERENCE,
    TELEPHONE,
    VEHICLE,
    marks,
)

# The answer of a depersonalised form by which the victim lets nothing be passed on but that somebody came.
WITHHELD: Final = ("chose", "details-withheld")
_DAY: Final = "day"
_SAID: Final[Mapping[str, Any]] = {
    NAME: gettext_lazy("may be a name"),
    EMAIL: gettext_lazy("an e-mail address"),
    TELEPHONE: gettext_lazy("a telephone number"),
    POSTCODE: gettext_lazy("a postcode"),
    ADDRESS: gettext_lazy("may be an address"),
    BIRTH: gettext_lazy("a date of birth"),
    REFERENCE: gettext_lazy("a reference"),
    INSURANCE: gettext_lazy("a National Insurance number"),
    VEHICLE: gettext_lazy("the registration of a vehicle"),
    _DAY: gettext_lazy("a date with its day"),
}
_MONTHS: Final = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ion|chw|maw|ebr|mai|meh|gor|aws|med|hyd|tach|rhag"
# Besides what is found in texts that are to be published: as people type in a hurry, and what says more here than there.
_MORE: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    (
        BIRTH,
        re.compile(r"\b(?:d\.?o\.?b\.?|born|ganwyd|ganed)\b[^.\n]{0,20}?\d[\w ./-]{2,16}\d\b", re.I),
    ),
    (_DAY, re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b(?:19|20)\d\d-\d\d-\d\d\b")),
    (_DAY, re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTHS})[a-z]*,? \d{{2,4}}\b", re.I)),
    (
        ADDRESS,
        re.compile(
            r"\b\d{1,4}[a-z]?,? (?:[a-z][\w'’-]+ ){1,3}(?:street|road|avenue|lane|drive|close|way|court|place|crescent|grove|"
            r"gardens|terrace|walk|square)\b",
            re.I,
        ),
    ),
    (NAME, re.compile(r"(?<=\bname is )\w+(?: \w+)?|(?<=\bname's )\w+(?: \w+)?", re.I)),
    (NAME, re.compile(r"(?<=\bcalled )[A-Z]\w+|(?<=\bnamed )[A-Z]\w+|(?<=\b[Ee]nw )[A-Z]\w+")),
)  # fmt: skip


def found_in(text: str, *, names: bool = True) -> list[str]:
    """What may say who somebody is, each with what it looks like. `names`: without, what may be a name isn't asked about."""
    found: list[tuple[int, int, str]] = []
    for kind, pattern in _MORE:
        found += [(hit.start(), hit.end(), kind) for hit in pattern.finditer(text)]
    for mark in marks(text, allowed=[force().name]):
        # How old somebody was, the form asks itself.
        if mark.kind in _SAID:
            found.append((mark.start, mark.end, mark.kind))
    told: list[str] = []
    end = 0
    # The longest of those that begin at one place, and nothing twice.
    for start, until, kind in sorted(found, key=lambda each: (each[0], -each[1])):
        if start < end or (kind == NAME and not names):
            continue
        end = until
        told.append(f"“{' '.join(text[start:until].split())}” ({_SAID[kind]})")
    return list(dict.fromkeys(told))


def asked(text: str, *, names: bool = True) -> str:
    """What is said of a text in which something may say who the victim is; "" of any other."""
    found = found_in(text, names=names)
    if not found:
        return ""
    words = _(
        "This may say who the victim is: %s. Take it out, or say that nobody could be known by it."
    )
    return words % ", ".join(found)


def doubts(form: Form, answers: Mapping[str, Any], their_ref: str) -> Iterator[tuple[str, str]]:
    """What is asked about before a depersonalised form is sent, field by field."""
    question, say = WITHHELD
    withheld = answers.get(question) == say
    for each in form.questions:
        told = answers.get(each.id)
        if not isinstance(told, str) or each.kind == FILES or each.id == question:
            continue
        if withheld and not each.account and not _is_no_detail(told, each.kind):
            words = _("You chose that no details are passed on. Leave this empty, or say that this one may be.")  # fmt: skip
            yield f"answers.{each.id}", words
        elif each.kind not in CHOOSING:
            # Where it was, in one line, is the name of a town.
            words = asked(told, names=each.kind == TEXT)
            if words:
                yield f"answers.{each.id}", words
    if words := asked(their_ref):
        yield "their_ref", words


def _is_no_detail(told: str, kind: str) -> bool:
    """Whether an answer says nothing of the victim: "not said"; or whether somebody is in danger, which overrides."""
    return kind in CHOOSING and told in ("not-said", "yes", "no")
