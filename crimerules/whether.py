"""Whether what was reported is recorded as a crime at all, and by which exit it leaves if not.

Follows the flow chart of the 2026/27 rules (p. 11), the two tests (pp. 7-8) and the special cases
(pp. 8-10, 17, 62-64). Works on one offence of one act at a time, as classified.
"""

from __future__ import annotations

from dataclasses import replace

from crimerules.case import Act
from crimerules.decision import Offence
from crimerules.engine import Context
from crimerules.general.confirmation import NO_VICTIM, Word, settled_by
from crimerules.general.exits import NOT_HELD, ends_early, ends_late
from crimerules.general.facts import (
    N100_SINCE,
    N100_SUPPORT,
    SECTION_A,
    SINCE_2018,
)
from crimerules.grave import RAPES
from crimerules.rule import Rule, rule

TEN = 10
CONTRARY = rule(
    "whether.contrary-evidence",
    title="Credible evidence to the contrary, immediately at hand",
    says="A victim-based report isn't a crime where credible evidence that it didn't happen is "
    "immediately available. Evidence that would need an investigation first doesn't count.",
    page="7, 11",
    since=SINCE_2018,
    support=SECTION_A,
)
BALANCE = rule(
    "whether.balance-of-probability",
    title="On the balance of probabilities",
    says="What is reported must more likely than not have happened and be a notifiable crime; if "
    "not, an incident record is kept and the person who reported is told why.",
    page="7, 10-11",
    since=SINCE_2018,
    support=SECTION_A,
)
STATE = rule(
    "whether.state-based",
    title="Crimes against the State",
    says="A crime against the State is recorded when the points to prove are clearly made out, even "
    "if no offender is known or a prosecution wouldn't succeed; if they aren't, nothing is recorded.",
    page="7-8",
    since=SINCE_2018,
    support=SECTION_A,
)
COUNTER = rule(
    "whether.counter-allegation",
    title="Counter-allegations",
    says="What a suspect alleges against the victim, or as self-defence, is recorded only if it "
    "probably happened: an injury, an independent witness or other support is looked for. A refusal "
    "is logged for disclosure.",
    page="8-9",
    since=SINCE_2018,
    support=SECTION_A,
)
IMPAIRED = rule(
    "whether.impaired",
    title="Drunk or impaired victims",
    says="A victim's state can bear on the balance of probabilities. At least an incident is kept "
    "and taken up again when the person is fit; with support now, it is recorded now.",
    page="9",
    since=SINCE_2018,
    support=SECTION_A,
)
UNDER_TEN = rule(
    "whether.under-ten",
    title="Offender under ten",
    says="A crime by a child under ten is recorded; how far it is investigated is for chief officers.",
    page="9",
    since=SINCE_2018,
    support=SECTION_A,
)
CAPACITY = rule(
    "whether.no-mental-capacity",
    title="Offender without mental capacity",
    says="A crime is recorded though the offender lacks the capacity to form criminal intent.",
    page="9",
    since=SINCE_2018,
    support=SECTION_A,
)
DISORDER = rule(
    "whether.disorder-over",
    title="Disorder that is over when police arrive",
    says="Where a public order incident is over when police arrive and no victim is plain, it stays "
    "an incident unless reasonable enquiries find a victim or support. Disorder that police see is "
    "dealt with and recorded.",
    page="9, 86",
    since=SINCE_2018,
    support=SECTION_A,
)
N100_01 = rule(
    "whether.n100-01",
    title="Reported rape, not confirmed or victim not found",
    says="A reported or attempted rape that is not immediately recorded as a crime because the "
    "victim, or someone for the victim, hasn't confirmed it or can't be traced is N100/01: one "
    "record for each pair of victim and offender.",
    page="63",
    since=N100_SINCE,
    support=N100_SUPPORT,
)
N100_02 = rule(
    "whether.n100-02",
    title="Reported rape, credible evidence to the contrary",
    says="A reported rape against which credible evidence exists is N100/02.",
    page="63",
    since=N100_SINCE,
    support=N100_SUPPORT,
)
SARC = rule(
    "whether.sarc",
    title="Rape disclosed to a sexual assault referral centre",
    says="A crime where the victim wants an investigation, lets the details go to police or has "
    "samples analysed, or a parent, carer or professional reports. N100 where only depersonalised "
    "data is passed on, details are withheld, or samples are frozen.",
    page="62",
)
OVERSEAS = rule(
    "whether.slavery-overseas",
    title="Modern slavery wholly abroad, or no crime disclosed",
    says="A referral whose criminality lay wholly abroad without a link to the UK, or that discloses "
    "no crime in law, is kept as intelligence; one whose place can't be confirmed as this force's "
    "goes back to the competent authority.",
    page="48-49",
)
SARC_CRIME = frozenset({"investigation", "details-passed", "samples-analysed"})
PUBLIC_ORDER = frozenset(["9A", "9B", "62A", "66"])
SLAVERY = "106"


def to_record(ctx: Context, act: Act, offence: Offence) -> Offence | None:
    """The offence with the victims for whom it is recorded, or ``None``.

    Exits, questions and referrals go to ``ctx``.
    """
    if not NOT_HELD.holds(ctx.on):
        ctx.exit(NOT_HELD, act.id, "not-held", f"no edition is held for {ctx.on.isoformat()}")
        return None
    if ends_early(ctx, act) or _slavery_abroad(ctx, act, offence):
        return None
    _who_did_it(ctx, act)
    if not _probable(ctx, act, offence):
        return None
    kept: Offence | None
    if offence.basis == "S":
        kept = offence if _made_out(ctx, act, offence) else None
    elif not offence.victims:
        kept = offence if _without_victim(ctx, act, offence) else None
    else:
        kept = _confirmed(ctx, act, offence)
    if kept is None or ends_late(ctx, act, kept):
        return None
    return kept


def _slavery_abroad(ctx: Context, act: Act, offence: Offence) -> bool:
    if offence.class_ != SLAVERY:
        return False
    abroad = {"all-overseas", "no-crime-in-law", "location-confirmed"} & set(act.facts)
    if abroad and ctx.unheld(OVERSEAS, act.id):
        return True
    if act.facts.get("all-overseas"):
        reason = "all of it abroad, without a link to the UK"
    elif act.facts.get("no-crime-in-law"):
        reason = "the referral discloses no crime in law"
    elif act.facts.get("location-confirmed") is False:
        ctx.exit(
            OVERSEAS,
            act.id,
            "other-authority",
            "the place can't be confirmed as this force's: return it to the competent authority",
        )
        return True
    else:
        return False
    ctx.exit(OVERSEAS, act.id, "intelligence-only", reason, victims=offence.victims)
    return True


def _who_did_it(ctx: Context, act: Act) -> None:
    """Notes that an offender's age or capacity is no reason not to record."""
    for each in act.by:
        person = ctx.people[each]
        if person.age is not None and person.age < TEN:
            ctx.note(UNDER_TEN, f"{act.id}, {each}", "under ten: record all the same")
        if "lacks-capacity" in person.states:
            ctx.note(CAPACITY, f"{act.id}, {each}", "no capacity for intent: record all the same")


def _refuse(
    ctx: Context, act: Act, offence: Offence, why: Rule, exit: str, reason: str, contrary: bool
) -> None:
    """Ends an offence without a crime; a reported rape becomes N100 instead."""
    if offence.class_ in RAPES and N100_01.holds(ctx.on):
        n100 = N100_02 if contrary else N100_01
        pairs = max(1, len(offence.by)) * max(1, len(offence.victims))
        ctx.note(why, act.id, reason)
        ctx.exit(
            n100,
            act.id,
            "N100",
            f"{reason}: reported incident of rape",
            code="100/02" if contrary else "100/01",
            count=pairs,
            victims=offence.victims,
        )
        return
    ctx.exit(why, act.id, exit, reason, victims=offence.victims)


def _probable(ctx: Context, act: Act, offence: Offence) -> bool:
    """The balance of probabilities, with counter-allegations, impairment and contrary evidence."""
    for each in ctx.case.contrary:
        if each.acts and act.id not in each.acts:
            continue
        what = each.what or "evidence to the contrary"
        for field, value, asks in (
            ("credible", each.credible, f"Can it be believed: {what}?"),
            ("available", each.available, f"Is it immediately available: {what}?"),
        ):
            if value is None:
                at = ctx.case.contrary.index(each)
                ctx.ask(
                    CONTRARY,
                    f"contrary.{at}.{field}",
                    f"contrary[{at}].{field}",
                    asks,
                    "Only credible evidence that is at hand now can stop a crime being recorded.",
                )
                return False
        if each.credible and each.available:
            reason = f"credible, and at hand: {what}"
            _refuse(ctx, act, offence, CONTRARY, "incident-only", reason, contrary=True)
            return False
        ctx.note(CONTRARY, act.id, f"not credible or not at hand: {what}", decides=False)
    balance = act.facts.get("balance")
    supported = bool(set(act.support) - {"none"})
    if balance is False:
        reason = "on the balance of probabilities it didn't happen or is no notifiable crime"
        _refuse(ctx, act, offence, BALANCE, "incident-only", reason, contrary=False)
        return False
    reports = ctx.reports_of(act)
    if reports and all(each.capacity == "suspect" for each in reports):
        return _supported(
            ctx, act, offence, COUNTER, supported, balance,
            "Is there an injury, an independent witness or other support for what the suspect alleges?",
            "a counter-allegation without support: log the refusal for disclosure",
        )  # fmt: skip
    impaired = [
        each for each in offence.victims if {"drunk", "impaired"} & set(ctx.people[each].states)
    ]
    if impaired and offence.basis != "S":
        return _supported(
            ctx, act, offence, IMPAIRED, supported, balance,
            "Does anything support what the victim says, or does it probably hold in spite of the state?",
            "not probable while the victim is unfit: keep an incident and see the victim again when fit",
        )  # fmt: skip
    return True


def _supported(
    ctx: Context,
    act: Act,
    offence: Offence,
    why: Rule,
    supported: bool,
    balance: bool | None,
    asks: str,
    refused: str,
) -> bool:
    if supported or balance:
        ctx.note(why, act.id, "supported, or probable as it stands: record")
        return True
    if not act.support:
        ctx.ask(
            why,
            f"support.{act.id}",
            f"acts[{act.id}].support",
            asks,
            "It is recorded only if it probably happened, and support is what tells.",
            ("injury", "witness", "video", "forensic", "admission", "police-saw", "other", "none"),
        )
        return False
    _refuse(ctx, act, offence, why, "incident-only", refused, contrary=False)
    return False


def _made_out(ctx: Context, act: Act, offence: Offence) -> bool:
    if act.made_out is None:
        ctx.ask(
            STATE,
            f"made-out.{act.id}",
            f"acts[{act.id}].made_out",
            f"Are the points to prove of {offence.title or offence.class_} clearly made out?",
            "A crime against the State is recorded only when each point is made out.",
        )
        return False
    if not act.made_out:
        ctx.exit(STATE, act.id, "incident-only", "the points to prove aren't made out")
        return False
    ctx.note(STATE, act.id, "the points to prove are made out: record, offender known or not")
    return True


def _without_victim(ctx: Context, act: Act, offence: Offence) -> bool:
    if offence.class_ not in PUBLIC_ORDER:
        _refuse(
            ctx, act, offence, NO_VICTIM, "crime-related-incident",
            "no victim can be found or named", contrary=False,
        )  # fmt: skip
        return False
    going_on = act.facts.get("disorder-continuing")
    if going_on is None:
        ctx.ask(
            DISORDER,
            f"disorder-continuing.{act.id}",
            f"acts[{act.id}].facts.disorder-continuing",
            "Was the disorder still going on when police arrived?",
            "Disorder that is over and has no victim stays an incident.",
        )
        return False
    if not going_on:
        ctx.exit(
            DISORDER,
            act.id,
            "incident-only",
            "over when police arrived, and enquiries found no victim or support",
        )
        return False
    ctx.note(DISORDER, act.id, "police saw the disorder: record, though no victim is named")
    return True


def _confirmed(ctx: Context, act: Act, offence: Offence) -> Offence | None:
    """The offence for those victims on whose behalf it may be recorded."""
    if offence.class_ in RAPES:
        answer = _sarc(ctx, act, offence)
        if answer is not None:
            return offence if answer else None
    keep: list[str] = []
    for victim in offence.victims:
        word, why = settled_by(ctx, act, victim, offence.class_)
        if word is Word.RECORD:
            keep.append(victim)
        elif word is not Word.ASKED:
            said = "can't be found" if word is Word.MISSING else "doesn't confirm it"
            reason = f"the victim {said}, and recording isn't necessary"
            if (
                word is Word.MISSING
                and not ctx.people[victim].identified
                and act.necessary is not False
            ):
                reason = "nobody can name or find the victim"
            one = replace(offence, victims=(victim,))
            _refuse(ctx, act, one, why, "crime-related-incident", reason, contrary=False)
    if not keep:
        return None
    return offence if len(keep) == len(offence.victims) else replace(offence, victims=tuple(keep))


def _sarc(ctx: Context, act: Act, offence: Offence) -> bool | None:
    """Whether a rape told to a SARC is a crime; ``None`` when the ordinary rules decide."""
    reports = ctx.reports_of(act)
    if not any(each.channel == "sarc" for each in reports):
        return None
    if ctx.unheld(SARC, act.id):
        return False
    if any(
        each.capacity in ("professional", "parent-or-carer") and not each.doubted
        for each in reports
    ):
        ctx.note(SARC, act.id, "a parent, carer or professional reports it: record")
        return True
    choice = act.facts.get("sarc", "")
    if not choice:
        ctx.ask(
            SARC,
            f"sarc.{act.id}",
            f"acts[{act.id}].facts.sarc",
            "What did the victim choose at the centre?",
            "Passing on details or samples makes it a crime; keeping them back makes it N100.",
            ("investigation", "details-passed", "samples-analysed", "depersonalised",
             "details-withheld", "samples-frozen"),
        )  # fmt: skip
        return False
    if choice in SARC_CRIME:
        ctx.note(SARC, act.id, f"the victim chose: {choice}: record")
        return True
    reason = f"the victim chose: {choice}"
    _refuse(ctx, act, offence, SARC, "N100", reason, contrary=False)
    return False
