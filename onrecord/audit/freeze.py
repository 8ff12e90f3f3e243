"""Making an audit: freeze the frame, draw the sample, write both down, in the ledger too."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from onrecord.audit.base import a_year, crimes_base
from onrecord.audit.content import audit_content
from onrecord.audit.design import (
    NEYMAN,
    PROPORTIONAL,
    DesignError,
    Sample,
    draw_sample,
    numbers_to_read,
    strata_to_json,
)
from onrecord.audit.errors import AuditError
from onrecord.audit.frame import Frame, write_frame
from onrecord.audit.frame_file import FrameError, FrameReader
from onrecord.audit.items import facts_of, records_of, scores_of
from onrecord.audit.learnt import learnt
from onrecord.audit.models import Audit, ProgrammeVersion, RecordKind, SampleItem, Stratum
from onrecord.audit.planning import Planning, default_planning
from onrecord.audit.populations import kind_of
from onrecord.audit.programme import SampleDesign
from onrecord.audit.programmes_keep import version_in_use
from onrecord.audit.programmes_kept import OLDEST, current
from onrecord.audit.strata import (
    Layout,
    StratumDesign,
    cells_from_counts,
    form_strata,
)
from onrecord.audit.window import Window, end_of, start_of
from onrecord.contact.models import CodeMeaning
from onrecord.exchange.models import Import, ImportState
from onrecord.ledger.actions import append
from onrecord.screening.rules.codes import CodeBooks
from onrecord.screening.scorers import standing

Progress = Callable[[int, int | None, str], None]
_AT_A_TIME = 500


def freeze_audit(
    *,
    name: str,
    seed: str,
    sample_size: int | None = None,
    by: str,
    date_from: date | datetime | None = None,
    date_to: date | datetime | None = None,
    planning: Planning | None = None,
    programme: str = "",
    progress: Progress | None = None,
) -> Audit:
    """Freeze the frame of a window and draw its sample; returns the new audit, which keeps the programme as it stands.

    Days are whole days in the force's time zone, both included; without them the frame is every record there is. The same
    records, links, meanings of codes, scores, seed and size give the same sample on any machine. `programme` is its short
    name; without one it is the quick look at incident logs, with the planning figures' own size. Raises AuditError.
    """
    planning = planning or learnt(default_planning())
    plan = current(programme or OLDEST).programme
    usual = plan.design.sample_size if programme else planning.sample_size
    size = usual if sample_size is None else sample_size
    name, seed = _sound_name(name), _sound_seed(seed)
    start, end = _sound_window(date_from, date_to)
    tell = progress or (lambda done, total, words: None)
    before = _imports()
    scored = plan.design.strata == "code-linked-score"
    try:
        tell(0, None, "writing the frame")
        frame = write_frame(start, end, plan.population, scored=scored)
        layout = layout_for(plan.design)
        strata = form_strata(
            cells_from_counts(frame.counts, planning, unlinked_rates(planning), layout),
            planning,
            size,
            layout,
        )
        allocation = allocation_for(plan.design)
        floor = plan.design.minimum if programme else planning.floor
        numbers = numbers_to_read(strata, planning, size, how=allocation, floor=floor)
        tell(0, frame.size, "drawing the sample")
        sample = draw_sample(
            FrameReader(frame.path),
            strata,
            numbers,
            seed=seed,
            frame_hash=frame.hash,
            layout=layout,
        )
        tell(frame.size, frame.size, "drawing the sample")
    except (FrameError, DesignError) as error:
        raise AuditError(str(error)) from None
    window = _window(frame, start, end)
    with transaction.atomic():
        if Audit.objects.filter(name=name).exists():
            raise AuditError(f"There is an audit “{name}” already. Give this one another name.")
        if _imports() != before:
            raise AuditError(
                "An import came in while the frame was being written, so frame and crimes may not agree. Try again."
            )
        whole = date_from is None and date_to is None
        return _keep(
            _Made(
                name=name,
                seed=seed,
                size=size,
                by=by,
                frame=frame,
                strata=strata,
                numbers=numbers,
                sample=sample,
                window=window,
                whole=whole,
                planning=planning,
                version=version_in_use(plan.slug, by=by),
                layout=layout,
                allocation=allocation,
                floor=floor,
            )
        )


def layout_for(design: SampleDesign) -> Layout:
    """How a design divides a frame."""
    return Layout(
        single=design.strata == "simple",
        scored=design.strata == "code-linked-score",
        certainty=design.certainty,
    )


def allocation_for(design: SampleDesign) -> str:
    return PROPORTIONAL if design.strata in ("proportional", "simple") else NEYMAN


def score_of_the_frame() -> dict[str, Any]:
    """By which finder the scores in a frame were made, and whether all of them were: a frame keeps its scores for good."""
    now = standing()
    return {"finder": now.scorer.version if now.scorer else "", "whole": now.current}


@dataclass(frozen=True, slots=True)
class _Made:
    """All that a frozen audit is made of."""

    name: str
    seed: str
    size: int
    by: str
    frame: Frame
    strata: Sequence[StratumDesign]
    numbers: Sequence[int]
    sample: Sample
    window: Window
    whole: bool
    planning: Planning
    version: ProgrammeVersion
    layout: Layout
    allocation: str
    floor: int


def _keep(made: _Made) -> Audit:
    """Write the rows and the ledger entry, in the transaction that is open."""
    crimes = crimes_base(made.window, made.whole)
    strata_json = strata_to_json(made.strata, made.numbers)
    design: dict[str, Any] = {
        "sample_size": made.size,
        "sample_hash": made.sample.hash,
        "link_basis": made.frame.link_basis,
        "window_given": not made.whole,
        "planning": made.planning.to_json(),
        "layout": made.layout.to_json(),
        "allocation": made.allocation,
        "minimum": made.floor,
        "score": score_of_the_frame(),
        "strata": strata_json,
        "crimes": crimes,
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


def _items(made: _Made, audit: Audit, strata: Sequence[Stratum]) -> list[SampleItem]:
    records = records_of(made.sample.items)
    kinds = {item.position: kind_of(item.system)[0] for item in made.sample.items}
    logs = [
        records[item.system, item.ref_key].pk
        for item in made.sample.items
        if kinds[item.position] == RecordKind.LOG
    ]
    scores = scores_of(logs)
    found = []
    for item in made.sample.items:
        kind, record = kinds[item.position], records[item.system, item.ref_key]
        score = scores.get(record.pk, 0) if kind == RecordKind.LOG else 0
        found.append(
            SampleItem(
                audit=audit,
                stratum=strata[item.stratum],
                position=item.position,
                kind=kind,
                log_ref=record.ref,
                facts=facts_of(record, kind, score),
                inclusion_probability=made.numbers[item.stratum] / made.strata[item.stratum].size,
                **{str(kind): record},
            )
        )
    return found


def unlinked_rates(planning: Planning) -> Callable[[str, str, str], float]:
    """A function that gives the planned rate of a log without a crime, by what the force's codes are said to mean."""
    books = CodeBooks(CodeMeaning.objects.values_list("system", "which", "meaning", "pattern"))

    def rate(system: str, closing: str, opening: str) -> float:
        return planning.unlinked_rate(
            books.meanings(system, "closing", closing), books.meanings(system, "opening", opening)
        )

    return rate


def _imports() -> tuple[int | None, int]:
    """What changes whenever an import comes in."""
    done = Import.objects.filter(state=ImportState.DONE)
    return done.aggregate(last=Max("pk"))["last"], done.count()


def _window(frame: Frame, start: datetime | None, end: datetime | None) -> Window:
    """The window given, or the whole days from the first log to the last."""
    first, last = parse_datetime(frame.first), parse_datetime(frame.last)
    if first is None or last is None:
        raise AuditError("The logs have times that can't be read; import them again.")
    return Window(start or start_of(_local_day(first)), end or end_of(_local_day(last)))


def _local_day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _sound_window(
    date_from: date | datetime | None, date_to: date | datetime | None
) -> tuple[datetime | None, datetime | None]:
    start = None if date_from is None else start_of(date_from)
    end = None if date_to is None else end_of(date_to)
    if start is not None and end is not None and start >= end:
        raise AuditError("The window ends before it begins. Exchange the two dates.")
    return start, end


def _sound_name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise AuditError("The audit needs a name.")
    if len(name) > 120:
        raise AuditError("The audit's name is longer than 120 characters. Shorten it.")
    return name


def _sound_seed(seed: str) -> str:
    seed = seed.strip()
    if not seed:
        raise AuditError(
            "The draw needs a seed: any word or number, best one that nobody could choose, such as "
            "a throw of dice or tomorrow's lottery numbers."
        )
    if len(seed) > 64 or not seed.isprintable():
        raise AuditError("The seed must be at most 64 printable characters.")
    return seed
