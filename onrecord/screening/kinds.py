"""Three different reasons to stand on the list of suspects, and never one number: no crime is on record; one is, and the text
tells of another; one is, and it came late. Only the first two look as if a crime were missing."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, TextChoices

from onrecord.contact.models import LinkState
from onrecord.screening.models import Suspect

# The rule of a log whose only fault is that its crime came late: nothing else is looked for where a crime is on record.
LATE_RULE = "recorded-late"


class Kind(TextChoices):
    NONE = "none", "no crime on record"
    ANOTHER = "another", "a crime on record, and perhaps another"
    LATE = "late", "crime recorded, but late"


OF_KIND = {
    Kind.NONE: Q(second=False) & ~Q(rule=LATE_RULE),
    Kind.ANOTHER: Q(second=True),
    Kind.LATE: Q(second=False, rule=LATE_RULE),
}
# What looks as if a crime were missing.
MISSING = OF_KIND[Kind.NONE] | OF_KIND[Kind.ANOTHER]


def kind_of(suspect: Suspect) -> Kind:
    if suspect.second:
        return Kind.ANOTHER
    return Kind.LATE if suspect.rule == LATE_RULE else Kind.NONE


@dataclass(frozen=True, slots=True)
class Counts:
    """How many suspects of each kind are still to be judged, and of how many every suggestion has been judged.

    `claimed`: of `none`, those that name a crime which isn't among the crimes that were read.
    """

    none: int = 0
    claimed: int = 0
    another: int = 0
    late: int = 0
    judged: int = 0

    @property
    def to_read(self) -> int:
        """Those that look as if a crime were missing."""
        return self.none + self.another

    def sentences(self) -> list[str]:
        """What a command prints: each kind by itself, nothing where there is none."""
        said = []
        if self.none:
            said.append(f"{_logs(self.none)} no crime on record and look{_s(self.none)} as if one may be missing" + (
                f" ({self.claimed:,} of them name{_s(self.claimed)} a crime that is not in the crimes read)" if self.claimed else ""
            ))  # fmt: skip
        if self.another:
            said.append(
                f"{_logs(self.another)} a crime and look{_s(self.another)} as if another may be missing"
            )
        if self.late:
            said.append(f"{_logs(self.late)} a crime that was recorded late, and nothing else")
        return said


def _logs(count: int) -> str:
    return f"{count:,} log has" if count == 1 else f"{count:,} logs have"


def _s(count: int) -> str:
    return "s" if count == 1 else ""


def counts(found: QuerySet[Suspect] | None = None, *, claimed: bool = False) -> Counts:
    """Counts of these suspects, or of all, in one search. What is judged is counted in no kind. `claimed`: that number, too,
    for which the logs are asked."""
    found = (Suspect.objects.all() if found is None else found).order_by()
    open_ones = Q(judged=False)
    naming = open_ones & OF_KIND[Kind.NONE] & Q(log__link_state=LinkState.CLAIMED)
    return Counts(
        **found.aggregate(
            none=Count("pk", filter=open_ones & OF_KIND[Kind.NONE]),
            another=Count("pk", filter=open_ones & OF_KIND[Kind.ANOTHER]),
            late=Count("pk", filter=open_ones & OF_KIND[Kind.LATE]),
            judged=Count("pk", filter=Q(judged=True)),
        ),
        claimed=found.filter(naming).count() if claimed else 0,
    )
