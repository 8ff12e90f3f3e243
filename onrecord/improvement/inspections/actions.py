"""What may happen to an inspection; each change with its ledger entry, in one transaction.

keep_inspection(ref=, by=, ...)               a report is entered, or what was entered of it corrected
keep_headline(inspection=, by=, number=, ...) one figure of the report, or that it gives none and why
keep_finding(inspection=, by=, number=, ...)  a strength, a finding or a cause of concern, quoted
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from onrecord.improvement.content import inspection_content, inspection_subject
from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.inspections.models import Headline, Inspection, InspectionFinding
from onrecord.improvement.inspections.scales import check_judgement
from onrecord.improvement.policies import check_can_keep_inspections
from onrecord.improvement.texts import check_day, line, long_text, share_of, web_address
from onrecord.ledger.actions import append
from onrecord.people.models import User

MOST = 500  # figures or findings of one report
TEXTS = {"title": 300, "body": 120, "force": 120, "theme": 80}


def make_ref(title: str, published_on: date) -> str:
    """A short name for a report that no other has: two may be published on one day."""
    base = slugify(f"{title[:40]} {published_on.year}")[:50].strip("-") or "report"
    ref, at = base, 1
    while Inspection.objects.filter(ref=ref).exists():
        at += 1
        ref = f"{base}-{at}"
    return ref


def keep_inspection(*, ref: str = "", by: User, values: Mapping[str, Any]) -> Inspection:
    """Enter a report (no `ref`, or a new one), or correct what was entered. `values`: the fields of `Inspection`.

    The day of publication of a report with recommendations is corrected too, but their deadlines stay as they were set.
    Raises ImprovementError, NotAllowed.
    """
    check_can_keep_inspections(by)
    with transaction.atomic():
        row = Inspection.objects.select_for_update().filter(ref=ref).first() if ref else None
        if row is None:
            title = line(str(values.get("title", "")), TEXTS["title"], "the title")
            day = _published(values.get("published_on"))
            if ref and (slugify(ref) != ref or ref == "new"):
                raise ImprovementError(
                    "Write the short name in small letters, digits and hyphens, and not as “new”."
                )
            row = Inspection(
                ref=ref[:60] or make_ref(title, day),
                made_by=by.username,
                made_at=timezone.now(),
                version=0,
            )
        _put(row, values)
        return _keep(row, by)


def keep_headline(
    *,
    inspection: Inspection,
    by: User,
    what: str,
    number: int | None = None,
    share: float | None = None,
    half_width: float | None = None,
    low: float | None = None,
    high: float | None = None,
    n: int | None = None,
    confidence: float = 0.95,
    withheld: bool = False,
    note: str = "",
    places: int | None = None,
    interval_places: int | None = None,
) -> Headline:
    """One figure of the report. Give the interval as bounds or as a half-width (all as shares of 1); a figure that the
    report leaves out is `withheld`, with the reason in `note`. `places`, `interval_places`: decimals in
    per cent as they are printed. Raises ImprovementError, NotAllowed."""
    check_can_keep_inspections(by)
    what = line(what, 200, "what the figure is of")
    note = line(note, 500, "the note", needed=False)
    if withheld:
        if not note:
            raise ImprovementError("Say why the report gives no such figure.")
        share = half_width = low = high = None
    elif share is None:
        raise ImprovementError("Write the figure, or say that the report gives none and why.")
    share = share_of(share, "The figure")
    if half_width is not None and share is not None:
        if not 0 <= half_width <= 1 or low is not None or high is not None:
            raise ImprovementError("Give the interval as bounds or as plus and minus, not as both.")
        low, high = max(0.0, share - half_width), min(1.0, share + half_width)
    low, high = share_of(low, "The lower bound"), share_of(high, "The upper bound")
    if (low is None) != (high is None):
        raise ImprovementError("Give both bounds of the interval.")
    if low is not None and high is not None and not low <= (share or 0) <= high:
        raise ImprovementError("The figure must lie between its bounds.")
    if not 0.5 <= confidence < 1:
        raise ImprovementError("The confidence must lie between 50 and 100 per cent.")
    if n is not None and not 1 <= n <= 100_000_000:
        raise ImprovementError("Write n as a whole number of records, 1 at least.")
    if any(each is not None and not 0 <= each <= 4 for each in (places, interval_places)):
        raise ImprovementError("Write figures with four decimals at most.")
    with transaction.atomic():
        row = _held(inspection)
        at = _number(row.headlines, number, "figure")
        headline = Headline.objects.filter(inspection=row, number=at).first()
        headline = headline or Headline(inspection=row, number=at)
        headline.what, headline.share, headline.low, headline.high = what, share, low, high
        headline.n, headline.confidence = n, confidence
        headline.withheld, headline.note = withheld, note
        headline.places = places if share is not None else None
        headline.interval_places = interval_places if low is not None else None
        headline.save()
        _keep(row, by)
        return headline


def keep_finding(
    *, inspection: Inspection, by: User, kind: str, text: str, number: int | None = None
) -> InspectionFinding:
    """A strength, a finding or a cause of concern of the report, quoted. Raises ImprovementError, NotAllowed."""
    check_can_keep_inspections(by)
    if kind not in InspectionFinding.Kind.values:
        raise ImprovementError("Choose whether it is a strength, a finding or a cause of concern.")
    text = long_text(text, "what was found")
    with transaction.atomic():
        row = _held(inspection)
        at = _number(row.findings, number, "finding")
        finding = InspectionFinding.objects.filter(inspection=row, number=at).first()
        finding = finding or InspectionFinding(inspection=row, number=at)
        if finding.pk and kind != InspectionFinding.Kind.CAUSE and finding.recommendations.exists():
            raise ImprovementError("Recommendations belong to it: it stays a cause of concern.")
        finding.kind, finding.text = kind, text
        finding.save()
        _keep(row, by)
        return finding


def _published(value: Any) -> date:
    if not isinstance(value, date):
        raise ImprovementError("Write the day on which the report was published.")
    return check_day(value, "The day of publication", until=timezone.localdate())


def _put(row: Inspection, values: Mapping[str, Any]) -> None:
    """Take the values over, each checked. Where one is not given, what was there stays."""

    def given(name: str) -> Any:
        return values[name] if name in values else getattr(row, name)

    for name, limit in TEXTS.items():
        needed = name in ("title", "body")
        words = "the inspectorate" if name == "body" else f"the {name}"
        setattr(row, name, line(str(given(name) or ""), limit, words, needed=needed))
    row.published_on = _published(given("published_on"))
    row.link = web_address(str(given("link") or ""), "the report's address")
    scope = str(given("scope"))
    if scope not in Inspection.Scope.values:
        raise ImprovementError("Choose whether the report is on this force or national.")
    row.scope = scope
    row.window_since, row.window_until = given("window_since"), given("window_until")
    if (row.window_since is None) != (row.window_until is None):
        raise ImprovementError("Give both the first and the last day of the audited records.")
    if (
        row.window_since
        and row.window_until
        and not (row.window_since <= row.window_until <= row.published_on)
    ):
        raise ImprovementError(
            "The audited records must end after they begin, and before the report was published."
        )
    row.scale, row.judgement = str(given("scale")), str(given("judgement"))
    check_judgement(row.scale, row.judgement)
    row.summary = long_text(str(given("summary") or ""), "the summary", needed=False)
    row.conclusion = long_text(str(given("conclusion") or ""), "the conclusion", needed=False)
    for name in ("same_as", "follows"):
        other = given(name)
        if other is not None and other.pk == row.pk:
            raise ImprovementError("A report can't be linked with itself. Choose another.")
        setattr(row, name, other)
    if row.follows and row.follows.published_on > row.published_on:
        raise ImprovementError("The earlier inspection was published later. Choose another.")


def _held(inspection: Inspection) -> Inspection:
    return Inspection.objects.select_for_update().get(pk=inspection.pk)


def _number(rows: Any, number: int | None, what: str) -> int:
    """The number of a new row, or of the one that is corrected."""
    last = rows.aggregate(last=Max("number"))["last"] or 0
    if number is None:
        if last >= MOST:
            raise ImprovementError(f"The report has {MOST} of them already.")
        return int(last) + 1
    if not rows.filter(number=number).exists():
        raise ImprovementError(f"There is no {what} {number} in this report.")
    return number


def _keep(row: Inspection, by: User) -> Inspection:
    row.version += 1
    if row.pk is None:
        # Its figures and findings are part of what the ledger says, and belong to a row.
        row.entry_seq = 0
        row.save()
    row.entry_seq = append(
        kind="inspection.kept",
        subject=inspection_subject(row),
        body=inspection_content(row),
        by=by.username,
    )
    row.save()
    return row
