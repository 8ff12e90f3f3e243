"""The report of an audit, as text, tables and figures, under the ten headings of the inspectorate's method annex.

The headings are those of HMIC, Crime-recording: making the victim count (2014), annex A: aim; period covered; population;
choice of crime types; sampling technique; sample size and confidence interval; sample selection; audit quality and
validation; quality monitoring during the programme; gaps in knowledge. One content serves the page, the file for printing,
the workbook and the JSON file, so that they can't differ. There is no log reference and no name of a person in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from onrecord.audit.estimate.domains import Domains, domains_of
from onrecord.audit.estimate.estimate import AuditEstimate, estimate_audit
from onrecord.audit.estimate.twice import Twice, read_twice
from onrecord.audit.findings.estimate import Reversals, reversals
from onrecord.audit.findings.queries import Answered, CauseCount, answered, causes_of
from onrecord.audit.models import Audit
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.programmes.programme import Programme
from onrecord.audit.report.funnel import funnel_of
from onrecord.audit.report.words import headings
from onrecord.audit.sample.replay import DrawCheck, verify_draw
from onrecord.statistics.funnel import Funnel

Cell = str | int | float | None
# Seconds for which a draw that came out is not repeated.
BELIEVED = 3600


@dataclass(frozen=True, slots=True)
class Table:
    """A table: caption, head, rows. Shares stay numbers between 0 and 1; `shares` names the columns that hold them."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    shares: Sequence[int] = ()

    def shown(self) -> list[list[str]]:
        """The rows as people read them."""
        return [
            [_shown(cell, place in self.shares) for place, cell in enumerate(row)]
            for row in self.rows
        ]

    def numbers(self) -> list[bool]:
        """Which columns hold numbers, and are set to the right."""
        return [
            bool(self.rows)
            and all(isinstance(row[place], int | float) or row[place] is None for row in self.rows)
            for place in range(len(self.head))
        ]

    def lines(self) -> list[list[tuple[str, bool]]]:
        """Each row as (text, number) pairs, for templates."""
        kinds = self.numbers()
        return [list(zip(row, kinds, strict=True)) for row in self.shown()]

    def heads(self) -> list[tuple[str, bool]]:
        return list(zip(self.head, self.numbers(), strict=True))


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of the annex with what stands under it."""

    number: int
    title: str
    words: Sequence[str]
    tables: Sequence[Table] = ()


@dataclass(frozen=True)
class Material:
    """What a report is written from."""

    audit: Audit
    programme: Programme
    estimate: AuditEstimate
    domains: Sequence[Domains]
    twice: Twice | None
    reversals: Reversals
    answered: Answered
    causes: Sequence[CauseCount]
    draw: DrawCheck
    drawn_at: datetime
    funnel: Funnel | None


@dataclass(frozen=True)
class Report:
    """The finished report. `notes` stand beside the rate wherever it is; `band` is the force's own band that holds its interval;
    `identity` what anybody needs to check it."""

    title: str
    sentence: str
    notes: Sequence[str]
    band: str
    band_sentence: str
    rates: Table
    sections: Sequence[Section]
    results: Sequence[Table]
    identity: Sequence[tuple[str, str]]
    written_at: datetime
    material: Material = field(repr=False)


def material_of(audit: Audit) -> Material:
    """Everything that the report rests on. Draws the sample again, so that the report says whether that came out."""
    estimate = estimate_audit(audit)
    domains = domains_of(audit)
    draw, drawn_at = _drawn(audit)
    return Material(
        audit,
        programme_of(audit),
        estimate,
        domains,
        read_twice(audit),
        reversals(audit),
        answered(audit),
        causes_of(audit),
        draw,
        drawn_at,
        funnel_of(estimate, domains),
    )


def _drawn(audit: Audit) -> tuple[DrawCheck, datetime]:
    """The outcome of drawing again, and when that was done.

    From millions of logs it takes some ten seconds, so one that came out is believed for an hour; the report says when it was.
    """
    key = f"draw-{audit.pk}-{audit.made_at:%Y%m%d%H%M%S%f}-{audit.frame_hash[:16]}"
    held: tuple[DrawCheck, datetime] | None = cache.get(key)
    if held is None:
        held = verify_draw(audit), timezone.now()
        if held[0].ok:
            cache.set(key, held, BELIEVED)
    return held


def report_of(audit: Audit) -> Report:
    """The report as of now. Works at any stage of the reading: it says what is missing."""
    held = material_of(audit)
    estimate = held.estimate
    return Report(
        title=audit.name,
        sentence=estimate.sentence(),
        notes=estimate.notes,
        band=estimate.band,
        band_sentence=estimate.band_sentence,
        rates=_rates(estimate),
        sections=[
            Section(number, title, words, tables)
            for number, (title, words, tables) in enumerate(headings(held), 1)
        ],
        results=[*_parts(held.domains), *_funnel(held.funnel), *_causes(held.causes)],
        identity=_identity(held),
        written_at=timezone.now(),
        material=held,
    )


def _rates(estimate: AuditEstimate) -> Table:
    counted = (
        ("Should be on record", "On record")
        if estimate.measure == "crimes"
        else ("Judged", "Passed")
    )
    return Table(
        "Rates with their intervals",
        ("What", "Rate", "From", "To", *counted),
        [
            (row.label, row.rate, row.low, row.high, row.n_should, row.n_recorded)
            for row in estimate.rows
        ],
        shares=(1, 2, 3),
    )


def _parts(domains: Sequence[Domains]) -> list[Table]:
    return [
        Table(
            f"By {domain.name.lower()}",
            (domain.name, "Rate", "From", "To", "Records read", "Counted"),
            [
                (
                    part.name,
                    part.result.rate,
                    part.result.interval.low if part.result.interval else None,
                    part.result.interval.high if part.result.interval else None,
                    part.n_logs,
                    part.n_should,
                )
                for part in domain.parts
            ],
            shares=(1, 2, 3),
        )
        for domain in domains
    ]


def _funnel(found: Funnel | None) -> list[Table]:
    if found is None:
        return []
    return [
        Table(
            "Departments against what chance explains",
            (
                "Department",
                "Rate",
                "Worth so many crimes",
                "95 % of chance from",
                "to",
                "99.8 % from",
                "to",
                "Place",
            ),
            [
                (
                    each.name,
                    each.rate,
                    round(each.n, 1),
                    each.inner.low,
                    each.inner.high,
                    each.outer.low,
                    each.outer.high,
                    each.place,
                )
                for each in found.departments
            ],
            shares=(1, 3, 4, 5, 6),
        )
    ]


def _causes(found: Sequence[CauseCount]) -> list[Table]:
    if not found:
        return []
    return [
        Table(
            "Why records failed",
            ("Code", "Kind", "Cause", "Findings"),
            [(row.cause.code, row.cause.group, row.cause.words, row.number) for row in found],
        )
    ]


def _identity(held: Material) -> list[tuple[str, str]]:
    audit, design = held.audit, held.audit.design
    version = audit.programme
    return [
        ("Programme", held.programme.title),
        (
            "Version of the programme",
            f"{version.number}, {version.made_at:%Y-%m-%d}" if version else "1",
        ),
        ("Frame hash (SHA-256)", audit.frame_hash),
        ("Records in the frame", f"{audit.frame_size:,}"),
        ("Seed", audit.seed),
        ("Sample hash (SHA-256)", str(design.get("sample_hash", ""))),
        ("Entry of the ledger", "" if audit.entry_seq is None else str(audit.entry_seq)),
    ]


def _shown(cell: Any, share: bool) -> str:
    if cell is None:
        return "no rate" if share else ""
    if share:
        return f"{100 * cell:.1f} %"
    if isinstance(cell, int):
        return f"{cell:,}"
    return f"{cell:,.1f}" if isinstance(cell, float) else str(cell)
