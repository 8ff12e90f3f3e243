"""An edition from the registry of measures, the audits and what other parts have published; nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from onrecord.contact.force import force
from onrecord.home import is_demonstration
from onrecord.ledger.keys import KeyProblem, public_key
from onrecord.ledger.queries import checkpoints
from onrecord.measures import proof
from onrecord.measures.catalogue import Definition, definition
from onrecord.measures.figures.change import Change, change
from onrecord.measures.figures.figure import Figure, figure, figures
from onrecord.public.audits import audited, settled
from onrecord.public.cells import FEW, WITHHELD, Key, Numbers, key_of, may_show, share_text
from onrecord.public.models import Edition
from onrecord.public.names import people_in
from onrecord.public.recommendations import answered, recommendations
from onrecord.public.rules import Rules, rules
from onrecord.recording.models import Group
from onrecord.statistics.suppression import Cell, Withheld


@dataclass(frozen=True)
class Composed:
    """An edition that could be published now. `people`: what looks like a person in it. `exposed`: small numbers that earlier
    editions give away already."""

    content: dict[str, Any]
    kept: dict[str, Any]
    people: list[str]
    exposed: int


def compose(number: int, note: str = "") -> Composed:
    """Everything that is published, as of now. Raises PublicError for a file of rules with a slip."""
    now, held = timezone.now(), rules()
    accuracy = [figure(name, sees=settled) for name in held.accuracy]
    measures = [figure(name, sees=settled) for name in held.measures]
    audits = audited(held.audits, _known((*accuracy, *measures)))
    numbers = Numbers()
    for one in (*accuracy, *measures):
        numbers.add_figure(one)
    groups = {}
    for one in (*accuracy, *measures):
        if one.measure in held.by_group and one.n:
            parts = [
                figure(one.measure, since=one.since, until=one.until, part=g.label) for g in Group
            ]
            for part in parts:
                numbers.add_figure(part)
            numbers.add_parts(one, parts)
            groups[one.measure] = parts
    _accuracy_sums(numbers, accuracy)
    for audit in audits:
        numbers.add(audit.key, Cell(audit.found))
    for edition in Edition.objects.order_by("number"):
        numbers.add_earlier(edition.number, edition.kept)
    withheld = numbers.withheld(held.least)
    before = Edition.objects.first()
    asked_for = recommendations()
    parts_now = [*([asked_for] if asked_for else []), *proof.parts()]
    told: dict[str, Any] = {
        "accuracy": [_row(one, withheld, before) for one in accuracy],
        "measures": [_row(one, withheld, before) for one in measures],
        "groups": [
            {
                "measure": name,
                "title": definition(name).name,
                "rows": [_row(each, withheld, None) for each in parts],
            }
            for name, parts in groups.items()
        ],
        "audits": [audit.row(withheld) for audit in audits],
        "parts": [_part(each) for each in parts_now],
        "note": " ".join(note.replace("\0", "").split()),
    }
    shown = [one for one in (*accuracy, *measures) if one.given and may_show(one, withheld)]
    kept = {**numbers.kept(withheld), "figures": [one.to_json() for one in shown]}
    content = {
        **_head(number, before, held, now),
        **told,
        "responses": answered(),
        **_foot(held),
    }
    people = people_in(
        told,
        [told["note"], *_typed(parts_now), *_of_audits(told["audits"])],
        timezone.localdate(now),
    )
    return Composed(content, kept, people, len(withheld.exposed))


def _known(held: Sequence[Figure]) -> dict[int, Key]:
    """The audits behind these figures, so far as a figure speaks of all that its audit read."""
    found = {}
    for one in held:
        audit = one.source.partition("?audit=")[2]
        if audit and definition(one.measure).what in ("all", "passed"):
            found[int(audit)] = key_of(one, "n")
    return found


def _accuracy_sums(numbers: Numbers, accuracy: list[Figure]) -> None:
    """All crime is the sum of the groups, where they are of one audit."""
    whole = next((one for one in accuracy if one.measure == "accuracy-all"), None)
    if whole is None:
        return
    parts = [
        one
        for one in accuracy
        if one.measure != "accuracy-all"
        and one.source.partition("?")[2] == whole.source.partition("?")[2]
    ]
    if parts and whole.n:
        numbers.add_parts(whole, parts)


def _row(one: Figure, withheld: Withheld, before: Edition | None) -> dict[str, Any]:
    """A figure as it is published; what is small is left out."""
    what = definition(one.measure, version=one.version)
    open_ = may_show(one, withheld)
    n_open = key_of(one, "n").name not in withheld.names
    changed = _since(one, before) if open_ else None
    return {
        "measure": one.measure,
        "version": one.version,
        "title": one.title,
        "part": one.part,
        "since": one.since.isoformat(),
        "until": one.until.isoformat(),
        "shape": one.shape,
        "unit": what.units,
        "n": one.n if n_open else WITHHELD,
        "met": "" if one.met is None else one.met if open_ else WITHHELD,
        "value": _value(one.value, one) if open_ else "",
        "low": _value(one.low, one) if open_ else "",
        "high": _value(one.high, one) if open_ else "",
        "confidence": share_text(one.confidence),
        "how": one.how,
        "as_of": one.as_of.date().isoformat(),
        "change": changed.verdict if changed else "",
        "change_words": changed.sentence if changed else "",
        "withheld": "" if open_ else FEW,
        "why_none": "" if one.given or not open_ else _why_none(one),
        **_definition(what),
    }


def _why_none(one: Figure) -> str:
    """A figure's own reason, but for audits without their names, which somebody typed."""
    return "The audit has no rate of it." if one.basis else one.note


def _definition(what: Definition) -> dict[str, str]:
    return {
        "counted": what.counted,
        "met_by": what.met,
        "placed": what.placed,
        "unsaid": what.unsaid,
        "owner": what.owner,
        "source": what.source,
        "good": what.good,
    }


def _since(one: Figure, before: Edition | None) -> Change | None:
    """Since the last edition; of an estimate, where that holds the same one, since the audit before."""
    if not one.given:
        return None
    held = [Figure.from_json(row) for row in before.kept["figures"]] if before else []
    last = next(
        (each for each in held if each.measure == one.measure and each.part == one.part), None
    )
    if last is not None and (last.since, last.until) != (one.since, one.until):
        return change(last, one)
    if one.how != "estimated":
        return None
    earlier = [
        each
        for each in figures(one.measure, months=120, sees=settled)
        if each.until < one.until and each.given
    ]
    return change(earlier[-1], one) if earlier else None


def _typed(held: Sequence[proof.Part]) -> list[str]:
    """All that other parts say: a recommendation's text is the inspectorate's, but somebody typed or pasted it here."""
    return [
        cell
        for part in held
        for texts in (
            (part.title, *part.paragraphs),
            *((table.caption,) for table in part.tables),
            *(row for table in part.tables for row in table.rows),
        )
        for cell in texts
    ]


def _of_audits(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """What of an audit somebody typed: the words of its programme."""
    return [str(row[name]) for row in rows for name in ("title", "population")]


def _part(one: proof.Part) -> dict[str, Any]:
    return {
        "key": one.key,
        "title": one.title,
        "paragraphs": list(one.paragraphs),
        "tables": [
            {
                "caption": each.caption,
                **({"about": each.about} if each.about else {}),
                "columns": list(each.columns),
                "rows": [list(row) for row in each.rows],
            }
            for each in one.tables
        ],
    }


def _head(number: int, before: Edition | None, held: Rules, now: datetime) -> dict[str, Any]:
    return {
        "layout": 1,
        "force": force().name,
        "title": held.title,
        "about": held.about,
        "edition": number,
        "before": before.number if before else None,
        "published": timezone.localdate(now).isoformat(),
        "demonstration": is_demonstration(),
        "least": held.least,
    }


def _foot(held: Rules) -> dict[str, Any]:
    return {
        "challenge": list(held.challenge),
        "contact": list(held.contact),
        "licence": held.licence,
        "ledger": _ledger(),
    }


def _ledger() -> Mapping[str, Any] | None:
    """The newest checkpoint with its note and the public key; None where nothing has been signed."""
    last = next(iter(checkpoints(1)), None)
    if last is None:
        return None
    try:
        key = public_key().to_text()
    except KeyProblem:
        key = ""
    return {
        "size": last.size,
        "made": timezone.localtime(last.made_at).isoformat(timespec="seconds"),
        "note": last.note,
        "key": key,
    }


def _value(value: float | None, one: Figure) -> str:
    if value is None:
        return ""
    if one.shape == "share":
        return share_text(value)
    return f"{value:.0f}" if value == round(value) else f"{value:.1f}"
