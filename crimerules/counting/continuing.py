"""What joins a crime already on record, and what is a new crime."""

from __future__ import annotations

from datetime import datetime

from crimerules.case import Recorded
from crimerules.counting.conduct import RANK, is_conduct
from crimerules.counting.item import Item
from crimerules.decision import Joined
from crimerules.engine import Context
from crimerules.general.facts import SECTION_E, SINCE_2018
from crimerules.rule import Rule, rule

RESUMED = rule(
    "continuing.resumed-offending",
    title="Offending that resumes",
    says="An incident is finished when it comes to the notice of the police. What the same offender "
    "does to the same victim after that is a new crime.",
    page="12",
    since=SINCE_2018,
    support=SECTION_E,
)
EARLIER = rule(
    "continuing.earlier-offending",
    title="Earlier offending told later",
    says="What the same offender did to the same victim before the recorded report belongs to that "
    "series and isn't recorded besides it; if it is more serious, the recorded crime is reclassified.",
    page="18",
)
CONTINUED = rule(
    "continuing.conduct-continues",
    title="A course of conduct goes on",
    says="Further conduct by the same offender is added to the conduct crime on record, unless "
    "police have dealt with the offender (charge, summons, caution).",
    page="57-58",
    since=SINCE_2018,
    support=SECTION_E,
)
THREE_MONTHS = rule(
    "continuing.conduct-three-months",
    title="Three months without an incident",
    says="Once three months have passed since the last recorded incident, a new recording decision "
    "is made, unless an exceptional reason such as an anniversary explains the gap.",
    page="57-58",
)
DEALT_WITH = rule(
    "continuing.conduct-dealt-with",
    title="Police have dealt with the offender",
    says="After a charge, summons or caution, further conduct is a new crime.",
    page="52, 58",
    since=SINCE_2018,
    support=SECTION_E,
)
MESSAGE = rule(
    "continuing.message-joins-conduct",
    title="Further messages after a conduct crime",
    says="A later indecent, grossly offensive or false message that continues the course of conduct "
    "is included in the conduct crime on record, within the three months.",
    page="57-58",
)
BESIDES = rule(
    "continuing.other-crime-besides-conduct",
    title="Another crime after a conduct crime",
    says="Any other later notifiable offence, threatening communications included, is a new crime; "
    "its circumstances are also added to the conduct crime, which is reviewed for a higher class.",
    page="58",
)
JOINING_MESSAGES = frozenset({"008/72", "138/52"})


def join(ctx: Context, items: list[Item]) -> tuple[list[Item], list[Joined]]:
    """The items that are new crimes, and those that join a crime on record."""
    new: list[Item] = []
    joined: list[Joined] = []
    for item in items:
        answer: Joined | bool = True
        for record in ctx.case.recorded:
            if (
                item.victims
                and set(item.by) & set(record.by)
                and set(item.victims) & set(record.to)
            ):
                answer = _against(ctx, item, record)
                if answer is not True:
                    break
        if answer is True:
            new.append(item)
        elif isinstance(answer, Joined):
            joined.append(answer)
    return new, joined


def _against(ctx: Context, item: Item, record: Recorded) -> Joined | bool:
    """The joining, ``True`` for a new crime, ``False`` when a question or exit was left instead."""
    about = ", ".join(item.acts)
    when = _moment(ctx, item)
    if when is None or record.recorded is None:
        where = f"acts[{item.acts[0]}].at" if when is None else f"recorded[{record.ref}].recorded"
        ctx.ask(
            RESUMED,
            where,
            where,
            f"Did this happen before or after crime {record.ref} was recorded? Give the time.",
            "What came before belongs to the recorded crime; what came after is new.",
            ("a date and time",),
        )
        return False
    if (record.class_, record.code) in RANK:
        if is_conduct(item):
            return _conduct(ctx, item, record, when, about)
        if when >= record.recorded:
            return _after_conduct(ctx, item, record, when, about)
    elif when >= record.recorded:
        ctx.note(RESUMED, about, f"after crime {record.ref} was recorded: a new crime")
        return True
    if ctx.unheld(EARLIER, item.acts[0]):
        return False
    return _joined(
        ctx,
        EARLIER,
        item,
        record,
        "it happened before the recorded report: part of that series; reclassify if it is more serious",
    )


def _conduct(
    ctx: Context, item: Item, record: Recorded, when: datetime, about: str
) -> Joined | bool:
    if record.dealt_with is None:
        ctx.ask(
            DEALT_WITH,
            f"recorded[{record.ref}].dealt_with",
            f"recorded[{record.ref}].dealt_with",
            f"Have police charged, summonsed or cautioned the offender for crime {record.ref}?",
            "After that, further conduct is a new crime.",
        )
        return False
    if record.dealt_with and when >= (record.recorded or when):
        ctx.note(
            DEALT_WITH, about, f"police have dealt with the offender for {record.ref}: new crime"
        )
        return True
    gap = _long_gap(ctx, item, record, when, about)
    if gap is not False:
        return gap is True
    return _joined(
        ctx,
        CONTINUED,
        item,
        record,
        "the course of conduct goes on: add it, and review whether the class should rise",
    )


def _after_conduct(
    ctx: Context, item: Item, record: Recorded, when: datetime, about: str
) -> Joined | bool:
    if item.code in JOINING_MESSAGES:
        if ctx.unheld(MESSAGE, item.acts[0]):
            return False
        gap = _long_gap(ctx, item, record, when, about)
        if gap is not False:
            return gap is True
        return _joined(ctx, MESSAGE, item, record, "the message continues the course of conduct")
    if not BESIDES.holds(ctx.on):
        ctx.note(RESUMED, about, f"after crime {record.ref} was recorded: a new crime")
        return True
    ctx.note(BESIDES, about, f"a new crime besides the conduct crime {record.ref}")
    ctx.remind(
        f"Add the circumstances of {item.name} to conduct crime {record.ref} too, and review its class (p. 58)."
    )
    return True


def _long_gap(
    ctx: Context, item: Item, record: Recorded, when: datetime, about: str
) -> bool | None:
    """Whether over three months have passed; ``None`` when it can't be said yet."""
    if ctx.unheld(THREE_MONTHS, item.acts[0]):
        return None
    if record.last_incident is None:
        where = f"recorded[{record.ref}].last_incident"
        ctx.ask(
            THREE_MONTHS,
            where,
            where,
            f"When was the last incident recorded on crime {record.ref}?",
            "After three months without an incident a new decision is made.",
            ("a date and time",),
        )
        return None
    if when <= three_months_after(record.last_incident):
        return False
    if record.long_gap_excused:
        ctx.note(
            THREE_MONTHS, about, "over three months, but an exceptional reason joins it", False
        )
        return False
    ctx.note(THREE_MONTHS, about, f"over three months since the last incident on {record.ref}: new")
    return True


def _joined(ctx: Context, why: Rule, item: Item, record: Recorded, reason: str) -> Joined:
    ctx.note(why, ", ".join(item.acts), f"joins {record.ref}: {reason}")
    return Joined(record.ref, item.acts, why.id, reason)


def _moment(ctx: Context, item: Item) -> datetime | None:
    times = [ctx.acts[each].at for each in item.acts]
    known = [each for each in times if each is not None]
    return max(known) if known and len(known) == len(times) else None


def three_months_after(moment: datetime) -> datetime:
    """The same day of the month three months on, or that month's last day."""
    month = moment.month + 3
    year = moment.year + (month - 1) // 12
    month = (month - 1) % 12 + 1
    for day in range(moment.day, 27, -1):
        try:
            return moment.replace(year=year, month=month, day=day)
        except ValueError:
            continue
    return moment.replace(year=year, month=month)
