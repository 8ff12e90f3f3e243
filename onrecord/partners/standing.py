"""What became of a referral, as far as its sender may know: received, a log open, a decision made and why in general words.

Nothing here is taken from what anybody wrote: the words are ours, chosen by what is recorded.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from onrecord.contact.models import Log
from onrecord.deciding.models import Rationale, RecordingDecision
from onrecord.deciding.states import State
from onrecord.partners.models import Referral
from onrecord.partners.told import told_of
from onrecord.recording.models import Crime
from onrecord.recording.states import LIVE
from onrecord.reporting.states import ReportState

RECEIVED, OPEN, RECORDED, NOT_RECORDED, PASSED = (
    *("received", "log-open", "recorded", "not-recorded", "passed-on"),
)


@dataclass(frozen=True)
class Standing:
    """How far it is: one of the words above. `why`: in general words; `crimes`: references, where those are told."""

    stage: str
    words: str
    why: str = ""
    because: str = ""
    decided_at: datetime | None = None
    crimes: list[str] = field(default_factory=list)

    @property
    def decided(self) -> bool:
        """Whether something was decided that is told."""
        return self.stage in (RECORDED, NOT_RECORDED)


def standings(referrals: Iterable[Referral]) -> dict[int, Standing]:
    """What became of each, by its id."""
    return {each.pk: standing_of(each) for each in referrals}


def standing_of(referral: Referral) -> Standing:
    """What became of a referral, as far as it is told."""
    rule = told_of(referral.told)
    because = _(rule.because)
    if not rule.decision:
        return Standing(RECEIVED, _("Received"), because=because)
    report = referral.report
    if report.state == ReportState.TRANSFERRED:
        words = _("Passed to the police force where it happened")
        return Standing(PASSED, words, because=because)
    log = Log.objects.filter(system=report.log_system, ref=report.log_ref).first()
    if log is None:
        return Standing(RECEIVED, _("Received"), because=because)
    crimes = list(Crime.objects.filter(logs=log, state__in=LIVE).order_by("ref"))
    if crimes:
        return Standing(
            RECORDED,
            _("A crime was recorded"),
            because=because,
            decided_at=min((each.recorded_at for each in crimes if each.recorded_at), default=None),
            crimes=[each.ref for each in crimes] if rule.reference else [],
        )
    decisions = list(
        RecordingDecision.objects.filter(log=log, state=State.CONCLUDED).order_by(
            "concluded_at", "id"
        )
    )
    corrected = {each.corrects for each in decisions}
    decision = next((each for each in reversed(decisions) if each.origin not in corrected), None)
    if decision is not None:
        return Standing(
            NOT_RECORDED,
            _("Decided: no crime was recorded"),
            why=_why(decision),
            because=because,
            decided_at=decision.concluded_at,
        )
    if log.closed_at is not None:
        return Standing(
            NOT_RECORDED,
            _("Looked into and closed: no crime was recorded"),
            because=because,
            decided_at=log.closed_at,
        )
    return Standing(
        OPEN, _("A log is open, and a decision is due within 24 hours of sending"), because=because
    )


def _why(decision: RecordingDecision) -> str:
    """Why no crime was recorded, in general words: by the way out that was taken, never by what somebody wrote."""
    rows = Rationale.objects.filter(decision=decision).order_by("number")
    words = [general_words(each) for each in rows.values_list("exit", flat=True)]
    return " ".join(dict.fromkeys(words))


def general_words(way_out: str) -> str:
    """One way out without a crime (crimerules.decision.EXITS), in words that say nothing about anybody."""
    found: dict[str, str] = {
        "incident-only": _(
            "By the Home Office's rules what was told is no crime that is recorded. It is kept as an incident."
        ),
        "crime-related-incident": _(
            "It may have been a crime, but the rules need the victim to confirm it, and that has not happened so far. It is "
            "kept, and becomes a crime when the victim confirms it."
        ),
        "N100": _(
            "It is kept as a reported incident of rape that is not confirmed as a crime so far."
        ),
        "N300": _("It is kept as a report of a death that is looked into."),
        "intelligence-only": _("It is kept as information for the police."),
        "not-recorded-yet": _("Another body has to decide first. The police come back to it then."),
        "other-authority": _("Another police force or body records it."),
    }
    return found.get(way_out, _("The rules did not let a crime be recorded."))
