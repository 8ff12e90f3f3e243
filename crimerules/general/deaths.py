"""Sudden and unexpected deaths: murder at once, an N300 record, or neither."""

from __future__ import annotations

from crimerules.case import Act
from crimerules.decision import Offence
from crimerules.engine import Context
from crimerules.general.facts import N300_SINCE, N300_SUPPORT
from crimerules.rule import rule

HOMICIDE = rule(
    "deaths.homicide",
    title="Believed to be homicide",
    says="Where police believe that a death is homicide, the homicide is recorded without delay.",
    page="34-35",
    since=N300_SINCE,
    support=N300_SUPPORT,
)
N300 = rule(
    "deaths.n300",
    title="Reported incident of sudden or unexpected death",
    says="A sudden death that is neither recorded as a crime nor believed natural is recorded as "
    "N300 on the crime system at the first report, one record for each death; the sub-code follows "
    "the cause as it becomes known, and 01 should rarely remain.",
    page="34-35",
    since=N300_SINCE,
    support=N300_SUPPORT,
)
NATURAL = rule(
    "deaths.natural",
    title="Probably natural causes",
    says="A death believed natural from the outset needs no N300 record, unless the force records "
    "all deaths (N300/07).",
    page="34-36",
    since=N300_SINCE,
    support=N300_SUPPORT,
)
NOT_BEFORE = rule(
    "deaths.before-n300",
    title="Before N300 existed",
    says="N300 was added to the list in 2024; how sudden deaths were recorded before isn't held.",
    page="34",
    since=N300_SINCE,
    support=N300_SUPPORT,
)
CODES = {
    "unclear": "300/01",
    "suicide": "300/02",
    "drugs": "300/03",
    "road-or-rail": "300/04",
    "child": "300/05",
    "accident": "300/06",
    "open-verdict": "300/08",
}


def sudden_death(ctx: Context, act: Act) -> tuple[Offence, ...]:
    """The homicide to record for a sudden death, or nothing after an exit or a question."""
    if not N300.holds(ctx.on):
        ctx.exit(NOT_BEFORE, act.id, "not-held", f"no rule on sudden deaths is held for {ctx.on}")
        return ()
    cause = act.facts.get("death", "")
    deaths = max(1, len(act.to))
    if not cause:
        ctx.ask(
            N300,
            f"death.{act.id}",
            f"acts[{act.id}].facts.death",
            "What do police believe caused the death?",
            "Homicide is recorded at once; a natural death needs no record; anything else is N300.",
            ("homicide", "natural", *CODES),
        )
        return ()
    if cause == "homicide":
        ctx.note(HOMICIDE, act.id, "believed to be homicide: record murder without delay")
        infant = [each for each in act.to if _infant(ctx.age(each))]
        others = tuple(each for each in act.to if each not in infant)
        return tuple(
            Offence(
                "1", code, title, act.id, act.by, victims, "V", 1200, "per_victim", (HOMICIDE.id,)
            )
            for code, title, victims in (
                ("001/01", "Murder of persons aged 1 yr or over", others),
                ("001/02", "Murder of persons under 1yr of age", tuple(infant)),
            )
            if victims
        )
    if cause == "natural":
        if act.facts.get("records-natural-deaths"):
            ctx.exit(
                NATURAL,
                act.id,
                "N300",
                "natural causes, and the force records all deaths",
                code="300/07",
                count=deaths,
                victims=act.to,
            )
        else:
            ctx.exit(
                NATURAL,
                act.id,
                "incident-only",
                "believed natural: managed for the coroner",
                victims=act.to,
            )
        return ()
    ctx.exit(
        N300,
        act.id,
        "N300",
        f"sudden death, cause: {cause}",
        code=CODES[cause],
        count=deaths,
        victims=act.to,
    )
    return ()


def _infant(age: float | None) -> bool:
    return age is not None and age < 1
