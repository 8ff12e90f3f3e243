"""What earlier audits have shown, for planning the next one. Nothing of it enters a rate."""

from dataclasses import replace

from onrecord.audit.models import Audit, Outcome, Reading, RecordKind
from onrecord.audit.planning.figures import GROUPS, Planning
from onrecord.statistics.bins import auc_from_readings

# Fewer readings without a crime record say nothing of how well a score orders them.
FEWEST = 100


def learnt(planning: Planning) -> Planning:
    """The planning figures, with what the readings of the last audit showed of the screening score."""
    found = shown_auc()
    return planning if found is None else replace(planning, score_auc=found)


def shown_auc() -> float | None:
    """How well the score told logs with an unrecorded crime from others in the latest audit that has enough readings; None
    where none has. Never below 0.5: a score that points the wrong way isn't trusted backwards. Audits from before scores
    were the finder's measured another score and are passed over."""
    for audit in Audit.objects.order_by("-id")[:5]:
        if not audit.design.get("score", {}).get("finder"):
            continue
        readings = (
            Reading.objects.counted()
            .filter(
                item__audit=audit,
                item__kind=RecordKind.LOG,
                item__stratum__linked=False,
                outcome=Outcome.DECIDED,
            )
            .select_related("item")
        )
        rows = [
            (
                int(r.item.facts.get("score", 0)),
                any(getattr(r, f"should_{group}") for group in GROUPS),
                1 / r.item.inclusion_probability,
            )
            for r in readings
            if "score" in r.item.facts
        ]
        if len(rows) < FEWEST or len({score for score, _, _ in rows}) < 2:
            continue
        scores, crime, weights = zip(*rows, strict=True)
        found = auc_from_readings(scores, crime, weights)
        if found is not None:
            return round(min(0.999, max(0.5, found)), 6)
    return None
