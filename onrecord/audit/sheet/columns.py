"""The columns of a reading sheet, and how a sheet says which sample it belongs to."""

from dataclasses import dataclass

from onrecord.audit.models import Audit, Phase
from onrecord.audit.programmes.programme import CRIMES, Programme, ProgrammeQuestion
from onrecord.audit.reading.answers import COUNT_FIELDS

GIVEN = (
    "position",
    "log_ref",
    "system",
    "stratum",
    "closing_code",
    "linked",
    "inclusion_probability",
    "received_at",
    "opening_code",
    "text",
    "crimes_on_record",
)
_LAST = ("undecidable", "comment", "reader")
# Of an audit that counts crimes and asks nothing else: the form in which sheets were always written.
TO_FILL = (*COUNT_FIELDS, *_LAST)
IDENTITY = ("frame_hash", "seed", "sample")
COLUMNS = (*GIVEN, *TO_FILL, *IDENTITY)
# Only in a sheet of the second reading, with the word "second".
READING = "reading"


@dataclass(frozen=True, slots=True)
class SheetIdentity:
    """Which sample a sheet belongs to."""

    frame_hash: str
    seed: str
    sample_size: int
    sample_hash: str


def sample_id(audit: Audit) -> str:
    """Size, first 12 digits of the sample's hash, and seed, in one text that no spreadsheet takes for a number."""
    return f"{audit.design['sample_size']}-{audit.design['sample_hash'][:12]}-{audit.seed}"


def to_fill(programme: Programme) -> tuple[str, ...]:
    """The columns a reader fills in, for this programme."""
    counts = COUNT_FIELDS if programme.measure == CRIMES else ()
    return (*counts, *(question_column(q) for q in programme.questions), *_LAST)


def question_column(question: ProgrammeQuestion) -> str:
    return f"q_{question.id}"


def columns(programme: Programme, phase: str = Phase.FIRST) -> tuple[str, ...]:
    """All columns of the sheet, in order."""
    reading = (READING,) if phase != Phase.FIRST else ()
    return (*GIVEN, *to_fill(programme), *IDENTITY, *reading)


def parse_identity(frame_hash: str, seed: str, sample: str) -> SheetIdentity | None:
    """The identity in the last three cells of a row. The seed is taken from the last: a spreadsheet makes 42 of 0042."""
    size, dash, rest = sample.partition("-")
    digits, second, own_seed = rest.partition("-")
    if not (dash and second and size.isdecimal()):
        return None
    return SheetIdentity(frame_hash.strip().lower(), own_seed or seed, int(size), digits)
