"""What the list of suspects and suspects.csv show."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db.models import QuerySet
from django.utils import timezone

from onrecord.contact.models import Precision
from onrecord.exchange.writing import write_csv
from onrecord.screening.finder.rank import likelihood
from onrecord.screening.finder.verdict import NAMES, least_kept, points_of
from onrecord.screening.kinds import MISSING, OF_KIND, Kind, kind_of
from onrecord.screening.models import Suspect
from onrecord.screening.rules.engine import load_rules

CSV_COLUMNS = (
    "rank", "log_ref", "score", "reasons", "quote", "received_at", "opening_code", "closing_code", "department",
    "crime_refs", "system", "listed_for", "judged", "finder",
)  # fmt: skip


def suspects(
    *,
    system: str = "",
    department: str = "",
    opening_code: str = "",
    closing_code: str = "",
    rule: str = "",
    link_state: str = "",
    received_from: datetime | None = None,
    received_to: datetime | None = None,
    least_score: int | None = None,
    kind: str = "",
    judged: bool | None = None,
) -> QuerySet[Suspect]:
    """Suspects with their logs, the strongest first; among equals the oldest, then by reference.

    `rule` is the id of the strongest reason; `received_to` is not included; `least_score` is a score as pages show it, 0 to
    99; `kind`: a Kind, or "missing" for those that look as if a crime were missing; `judged`: only those that are, or aren't. An
    empty filter asks nothing.
    """
    exact = {
        "log__system": system,
        "department": department,
        "log__opening_code": opening_code,
        "log__closing_code": closing_code,
        "rule": rule,
        "log__link_state": link_state,
    }
    found = Suspect.objects.select_related("log", "scorer").filter(
        **{k: v for k, v in exact.items() if v}
    )
    if received_from is not None:
        found = found.filter(received_at__gte=received_from)
    if received_to is not None:
        found = found.filter(received_at__lt=received_to)
    if least_score is not None:
        found = found.filter(score__gte=least_kept(least_score))
    if kind:
        found = found.filter(MISSING if kind == "missing" else OF_KIND[Kind(kind)])
    if judged is not None:
        found = found.filter(judged=judged)
    return found.order_by("-score", "received_at", "ref")


def rule_names() -> dict[str, str]:
    """The name of every rule, by id, for filters and headings."""
    book = load_rules()
    names = {rule.id: rule.name for rule in book.words}
    names |= {rule.id: rule.name for rule in book.explained}
    return names | {rule.id: rule.name for rule in book.checks.values()} | NAMES


def received_text(received_at: datetime, precision: str) -> str:
    """The time of receipt as exactly as it is known: 2026-03-01T14:05+00:00, 2026-03-01 or 2026-03."""
    local = timezone.localtime(received_at)
    if precision == Precision.MONTH:
        return f"{local:%Y-%m}"
    if precision == Precision.DAY:
        return f"{local:%Y-%m-%d}"
    return local.isoformat(timespec="minutes")


def _rows(found: QuerySet[Suspect]) -> Iterator[list[object]]:
    for rank, suspect in enumerate(found.iterator(chunk_size=2_000), 1):
        log, reasons = suspect.log, suspect.reasons
        yield [
            rank,
            log.ref,
            f"{likelihood(points_of(suspect.score)):.4f}",
            " ".join(reason["words"] for reason in reasons),
            next((reason["quote"] for reason in reasons if reason["quote"]), ""),
            received_text(log.received_at, log.received_precision),
            log.opening_code,
            log.closing_code,
            log.department,
            " | ".join(map(str, log.crime_refs)),
            log.system,
            kind_of(suspect).label,
            "yes" if suspect.judged else "",
            suspect.scorer.version if suspect.scorer else "",
        ]


def suspects_csv(path: Path, found: QuerySet[Suspect] | None = None) -> int:
    """Write the suspects, best first, as a CSV file that a spreadsheet can open safely; returns how many rows.

    `reasons` holds every reason in words, strongest first; `quote` the words of the log that carried most weight;
    `listed_for` which of the three kinds it is (kinds.Kind); `score` the finder's, 0 to 1, as the list shows it times 100.
    """
    return write_csv(path, CSV_COLUMNS, _rows(suspects() if found is None else found))
