"""Writing a frozen audit down: its row, strata and items, and the ledger entry. Called by `sample/freeze.py` alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.audit.content import audit_content
from onrecord.audit.models import Audit, ProgrammeVersion, RecordKind, SampleItem, Stratum
from onrecord.audit.planning.base import a_year, crimes_base
from onrecord.audit.planning.figures import Planning
from onrecord.audit.sample.design import strata_to_json
from onrecord.audit.sample.draw import Drawn
from onrecord.audit.sample.frame import Frame
from onrecord.audit.sample.items import facts_of, records_of, scores_of
from onrecord.audit.sample.populations import kind_of, kinds_in
from onrecord.audit.sample.window import Window
from onrecord.ledger.actions import append
from onrecord.screening.scoring.scorers import standing

_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Made:
    """All that a frozen audit is made of."""

    name: str
    seed: str
    size: int
    by: str
    frame: Frame
    drawn: Drawn
    window: Window
    whole: bool
    planning: Planning
    version: ProgrammeVersion


def score_of_the_frame() -> dict[str, Any]:
    """By which finder the scores in a frame were made, and whether all of them were: a frame keeps its scores for good."""
    now = standing()
    return {"finder": now.scorer.version if now.scorer else "", "whole": now.current}


def keep_audit(made: Made) -> Audit:
    """Write the rows and the ledger entry, in the transaction that is open."""
    crimes = crimes_base(made.window, made.whole)
    strata_json = strata_to_json(made.drawn.strata, made.drawn.numbers)
    design: dict[str, Any] = {
        "sample_size": made.size,
        "sample_hash": made.drawn.sample.hash,
        "link_basis": made.frame.link_basis,
        "window_given": not made.whole,
        "planning": made.planning.to_json(),
        "layout": made.drawn.layout.to_json(),
        "allocation": made.drawn.allocation,
        "minimum": made.drawn.floor,
        "score": score_of_the_frame(),
        "strata": strata_json,
        "parts": made.frame.parts.to_json(made.drawn.strata, made.drawn.layout),
        "crimes": crimes,
        # Only where there are several kinds, or such an order: designs of other audits are kept as they always were.
        **({"kinds": kinds} if len(kinds := kinds_in(made.frame.counts)) > 1 else {}),
        **({} if made.drawn.order is None else {"sequential": made.drawn.order.to_json()}),
        **({} if made.drawn.own is None else {"active": made.drawn.own.to_json()}),
    }
    audit = Audit.objects.create(
        name=made.name,
        programme=made.version,
        seed=made.seed,
        frame_hash=made.frame.hash,
        frame_size=made.frame.size,
        frame_from=made.window.start,
        frame_to=made.window.end,
        crimes_a_year=a_year(crimes["linked"] + crimes["direct"], made.window.days)
        if crimes["register"]
        else None,
        design=design,
        made_by=made.by,
    )
    strata = Stratum.objects.bulk_create(
        [
            Stratum(
                audit=audit,
                name=row["name"],
                closing_code=row["closing_code"],
                linked=row["linked"],
                score_low=row.get("low"),
                score_high=row.get("high"),
                certainty=bool(row.get("certain")),
                size=row["logs"],
                sample_size=row["to_read"],
                planning_rate=float(row["crime_rate"]),
            )
            for row in strata_json
        ]
    )
    SampleItem.objects.bulk_create(_items(made, audit, strata), batch_size=_AT_A_TIME)
    audit.entry_seq = append(
        kind="audit.frozen", subject=f"audit:{audit.pk}", body=audit_content(audit), by=made.by
    )
    audit.save(update_fields=["entry_seq"])
    return audit


def _items(made: Made, audit: Audit, strata: Sequence[Stratum]) -> list[SampleItem]:
    records = records_of(made.drawn.sample.items)
    kinds = {item.position: kind_of(item.system)[0] for item in made.drawn.sample.items}
    logs = [
        records[item.system, item.ref_key].pk
        for item in made.drawn.sample.items
        if kinds[item.position] == RecordKind.LOG
    ]
    scores = scores_of(logs)
    found = []
    for item in made.drawn.sample.items:
        kind, record = kinds[item.position], records[item.system, item.ref_key]
        score = scores.get(record.pk, 0) if kind == RecordKind.LOG else 0
        # As the frame has it, where chances follow from it.
        score = made.drawn.sample.scores.get((item.system, item.ref_key), score)
        found.append(
            SampleItem(
                audit=audit,
                stratum=strata[item.stratum],
                position=item.position,
                kind=kind,
                log_ref=record.ref,
                facts=facts_of(record, kind, score),
                inclusion_probability=_chance(made, item.stratum, score),
                **{str(kind): record},
            )
        )
    return found


def _chance(made: Made, stratum: int, score: int) -> float:
    drawn = made.drawn
    if drawn.own is None:
        return drawn.numbers[stratum] / drawn.strata[stratum].size
    return drawn.own.chance_of(drawn.strata[stratum], stratum, score)
