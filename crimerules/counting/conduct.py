"""Stalking, harassment, controlling or coercive behaviour beside other crimes of the same pair."""

from __future__ import annotations

from datetime import date

from crimerules.counting.item import Item
from crimerules.counting.principal import PROPERTY, VIOLENT, principal
from crimerules.engine import Context
from crimerules.general.facts import SECTION_F, SINCE_2018
from crimerules.rule import Rule, rule
from crimerules.units import principal_rank

COUNTED_TWICE = "second hand: the notes on statistical series at vawg.gss-data.org.uk and a Northumbria PCC page"
SINGLE_AGAIN = "second hand: announcements of the NPCC review, April and May 2023; ranks of 2026/27"
ADDITIONAL = rule(
    "count.conduct-in-addition",
    title="Conduct crimes counted in addition (April 2018 to April 2023)",
    says="Stalking, harassment or controlling behaviour is counted in addition to the most serious "
    "other crime of the same pair.",
    page="",
    document="Statistical notes on violence against women and girls (second hand)",
    since=SINCE_2018,
    until=date(2023, 4, 30),
    support=COUNTED_TWICE,
)
CHANGEOVER = rule(
    "count.conduct-may-2023",
    title="Conduct crimes in May 2023",
    says="In May 2023 a conduct crime became the single principal crime; sources name the beginning "
    "and the middle of the month, so the FCR decides by the day the force changed.",
    page="",
    document="Announcements of the change (second hand)",
    since=date(2023, 5, 1),
    until=date(2023, 5, 31),
    support=SINGLE_AGAIN,
)
MOST_SERIOUS = rule(
    "count.conduct-most-serious",
    title="Several conduct crimes of one pair",
    says="Where one pair has stalking, harassment and controlling behaviour together, only the most "
    "serious of them counts.",
    page="55",
    since=SINCE_2018,
    support=SECTION_F,
)
RANKED = rule(
    "count.conduct-principal",
    title="The conduct crime as principal crime",
    says="The conduct crime is normally the single principal crime, even over crimes with higher "
    "sentences, within its reach: with fear of violence or serious alarm, and controlling "
    "behaviour, everything up to and including assault with injury and sexual offences of 10 years "
    "or less (under 14 years if racially or religiously aggravated); aggravated without violence, "
    "up to assault with injury except section 20, and anything under 5 years; the basic offences, "
    "theft, damage, public order, assault without injury, most assault with injury and messages "
    "that don't threaten. The look-up table settles what these lists leave out.",
    page="55-57",
    since=date(2023, 6, 1),
    support=SINGLE_AGAIN,
)
NOT_PRINCIPAL = rule(
    "count.conduct-not-principal",
    title="A more serious crime beside the conduct crime",
    says="A crime beyond the reach of the conduct crime is the principal crime; a file to the CPS "
    "must then say that a conduct crime was disclosed.",
    page="55",
    since=date(2023, 6, 1),
    support=SINGLE_AGAIN,
)
UNCLEAR = rule(
    "count.conduct-unclear",
    title="Combinations the conduct rules don't list",
    says="Where it isn't clear which crime to record, the FCR or a delegate decides on the victim's "
    "account and gives reasons; audits respect that decision unless it is perverse.",
    page="57",
    since=date(2023, 6, 1),
    support=SINGLE_AGAIN,
)
MESSAGES = rule(
    "count.message-in-course",
    title="Messages within a course of conduct",
    says="A malicious communication that is part of a course of conduct isn't recorded besides the "
    "conduct crime.",
    page="58",
)
RANK = {
    ("8M", "008/58"): 1,
    ("8Q", "008/65"): 2,
    ("8Q", "008/66"): 2,
    ("8L", "008/30"): 2,
    ("8U", "008/67"): 3,
    ("8M", "008/56"): 4,
    ("8Q", "195/12"): 5,
    ("8L", "195/94"): 5,
}
"""The ranked tests, pp. 56-57. Within a rank the look-up table orders (p. 14)."""
SEXUAL_LIMIT = {1: 167, 2: 120, 3: 120}
"""Longest sentence, in months, of a sexual offence that the rank still covers."""
FIVE_YEARS = 60
NO_INJURY = frozenset({"105A", "105B", "104"})
THREATS = "005/28"
CONDUCT, OTHER, OPEN = "conduct", "other", "unclear"


def is_conduct(item: Item) -> bool:
    """Whether a crime is a course of conduct (breaches in the same classes are not)."""
    return (item.class_, item.code) in RANK


def resolve(ctx: Context, items: list[Item]) -> list[Item] | None:
    """What counts of one incident between the same parties, conduct crimes included.

    ``None`` when the choice is referred.
    """
    conduct = [each for each in items if is_conduct(each)]
    others = [each for each in items if not is_conduct(each)]
    if not conduct:
        return principal(ctx, items)
    conduct.sort(key=lambda each: (RANK[each.class_, each.code], _row(each), each.key))
    top = conduct[0]
    for lesser in conduct[1:]:
        if (lesser.class_, lesser.code) != (top.class_, top.code):
            ctx.note(MOST_SERIOUS, ", ".join(lesser.acts), f"{top.name} covers {lesser.name}")
        top.take_in(lesser)
    if not others:
        return [top]
    about = ", ".join(sorted({act for each in items for act in each.acts}))
    if ADDITIONAL.holds(ctx.on):
        ctx.note(
            ADDITIONAL, about, f"{top.name} counts in addition to the most serious other crime"
        )
        rest = principal(ctx, others)
        return None if rest is None else [top, *rest]
    if CHANGEOVER.holds(ctx.on):
        choice = ctx.refer(
            CHANGEOVER,
            f"conduct-may-2023:{'+'.join(about.split(', '))}",
            "Had the force already changed to a single principal crime on this day?",
            ("in addition", "single principal crime"),
            tuple(about.split(", ")),
            "Sources differ on the day in May 2023 on which the rule changed.",
        )
        if choice is None:
            return None
        if choice == "in addition":
            rest = principal(ctx, others)
            return None if rest is None else [top, *rest]
    return _ranked(ctx, top, others, about)


def _row(item: Item) -> int:
    return principal_rank(item.code, item.class_) or 99


def _ranked(ctx: Context, top: Item, others: list[Item], about: str) -> list[Item] | None:
    beyond: list[Item] = []
    within: list[Item] = []
    for other in sorted(others, key=lambda each: each.key):
        answer, why = reach(top, other)
        if answer == OPEN:
            choice = ctx.refer(
                UNCLEAR,
                f"conduct:{top.name}:{other.name}",
                f"Which is the principal crime, {top.name} or {other.name}?",
                (top.name, other.name),
                tuple(about.split(", ")),
                why,
            )
            if choice is None:
                return None
            answer = CONDUCT if choice == top.name else OTHER
        (within if answer == CONDUCT else beyond).append(other)
    if not beyond:
        for other in within:
            by_rule: Rule = RANKED
            if other.class_ == "8R" and MESSAGES.holds(ctx.on):
                by_rule = MESSAGES
            ctx.note(by_rule, about, f"{top.name} is principal over {other.name}")
            top.take_in(other)
        return [top]
    ahead = principal(ctx, beyond)
    if ahead is None:
        return None
    ctx.note(NOT_PRINCIPAL, about, f"{ahead[0].name} is more serious than {top.name}")
    ctx.remind(f"A CPS file on {ahead[0].name} must say that {top.name} was disclosed (p. 55).")
    for other in (top, *within):
        ahead[0].take_in(other)
    return ahead


def reach(top: Item, other: Item) -> tuple[str, str]:
    """Whether a conduct crime is principal over another crime: "conduct", "other" or "unclear", and why."""
    rank = RANK[top.class_, top.code]
    rows = principal_rank(top.code, top.class_), principal_rank(other.code, other.class_)
    by_table = ""
    if rows[0] is not None and rows[1] is not None:
        by_table = CONDUCT if rows[0] < rows[1] else OTHER
    if rank == 5:
        return _basic(other, by_table)
    if rank == 4:
        return _aggravated_basic(other, by_table)
    if other.group == "sexual offences":
        return (CONDUCT if other.sentence <= SEXUAL_LIMIT[rank] else OTHER), "by sentence"
    if by_table:
        return by_table, "by the look-up table"
    if other.class_ == "8N" or other.sentence <= FIVE_YEARS or other.group in PROPERTY:
        return CONDUCT, "up to and including assault with injury"
    return OPEN, (
        f"{other.name} isn't in the look-up table, and whether it goes beyond assault with injury "
        "isn't said."
    )


def _basic(other: Item, by_table: str) -> tuple[str, str]:
    if other.code in (THREATS, "008/01", "008/77"):
        return OTHER, "named as an exception"
    listed = (
        other.group in ("theft", "vehicle offences", "public order offences")
        or (other.group == "arson and criminal damage" and other.class_ not in ("56A", "56B")
            and other.code != "057/00")
        or other.class_ in NO_INJURY
        or other.class_ in ("8N", "8R")
    )  # fmt: skip
    if listed:
        return CONDUCT, "named in the list"
    if by_table:
        return by_table, "by the look-up table"
    return OPEN, f"{other.name} is neither in the list for the basic offences nor in the table."


def _aggravated_basic(other: Item, by_table: str) -> tuple[str, str]:
    if other.code == "008/77" and by_table == OTHER:
        return OPEN, (
            "Page 57 puts the aggravated offence over assault with injury except section 20, so over "
            "strangulation; the table on p. 14 puts strangulation higher."
        )
    if other.code == "008/01":
        return OTHER, "named as an exception"
    if other.class_ == "8N" or other.sentence < FIVE_YEARS:
        return CONDUCT, "up to assault with injury, or under five years"
    if by_table:
        return by_table, "by the look-up table"
    if other.group in VIOLENT:
        return OPEN, f"{other.name} is neither under five years nor in the table."
    return OPEN, f"{other.name} is neither under five years nor in the table."
