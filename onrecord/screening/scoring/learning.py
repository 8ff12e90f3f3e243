"""What an installation has to teach a force's own model: its logs and crimes, what readers found, and what people answered.

What people said counts most (training.READING_WEIGHT). The final word of a finished audit about a log comes before an answer to
the finder; of several answers that somebody found a crime comes before that somebody found none.
"""

from collections.abc import Iterator

from onrecord.contact.models import LinkState, Log
from onrecord.screening.fates.models import Fate
from onrecord.screening.fates.sources import verdicts
from onrecord.screening.fates.states import JUDGED, FateKind
from onrecord.screening.finder.training import Example
from onrecord.screening.scoring.facts import FactReader, batched

# The newest logs, and all that somebody has judged: more teach little and fill the memory.
MOST = 200_000
_BATCH = 1_000


def said_of_logs() -> dict[int, bool]:
    """By log: whether somebody found that it tells of a crime, recorded or not.

    A rejected suggestion is of one offence; it says that a log tells of no crime where none was accepted and no reader found one.
    """
    found: dict[int, bool] = {}
    judged = Fate.objects.filter(newest=True, kind__in=JUDGED)
    for log_id, kind in judged.values_list("log_id", "kind"):
        found[log_id] = found.get(log_id, False) or kind == FateKind.ACCEPTED
    readers: dict[int, bool] = {}
    for verdict in verdicts():  # newest first
        readers.setdefault(verdict.log_id, sum(verdict.should.values()) > 0)
    return {**found, **readers}


def examples_here() -> Iterator[Example]:
    """The logs of this installation as examples: those that somebody has judged, and the newest of the others."""
    said = said_of_logs()
    newest = Log.objects.order_by("-received_at", "-id").values_list("id", flat=True)[:MOST]
    reader = FactReader()
    for some in batched(sorted({*newest, *said}), _BATCH):
        for seen in reader.these(some):
            crime = seen.facts.link == LinkState.LINKED
            read = said.get(seen.log_id)
            # An answer of the past about a log that has got its crime since says nothing against the crime.
            if read is False and crime:
                read = None
            yield Example(seen.facts.text, crime, read, seen.facts.closing_code)
