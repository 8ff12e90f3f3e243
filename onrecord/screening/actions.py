"""Score the logs and work out the suspects: for all logs, or for those that an import, a day or a change touched.

What is written here can be worked out again at any time from the logs, the crimes, the rules and the models, so it has no
ledger entry of its own.
"""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from onrecord.contact.models import Log
from onrecord.contact.queries import start_of
from onrecord.screening.fates.standing import mark_again
from onrecord.screening.finder.pool import workers
from onrecord.screening.finder.rank import Finder
from onrecord.screening.finder.verdict import Verdict, hash_of, judge
from onrecord.screening.models import LogScore, Scorer, Suspect
from onrecord.screening.rules.checks import LogFacts
from onrecord.screening.scoring.facts import FactReader, Seen, batched
from onrecord.screening.scoring.scorers import present
from onrecord.screening.scoring.ties import tie_all, tie_logs

BATCH = 1_000
# Fewer logs are not worth starting processes for.
ALONE = 4_000
Progress = Callable[[int, int | None, str], None]
_SCORES = ("log_id", "score", "scorer_id", "of")
_SUSPECTS = (
    "log_id", "score", "reasons", "rule", "received_at", "ref", "department", "rules_version", "second", "scorer_id",
)  # fmt: skip
_finder: Finder | None = None


def _start(finder: Finder) -> None:
    global _finder
    _finder = finder


def _judged(asked: list[tuple[LogFacts, tuple[str, ...]]]) -> list[Verdict]:
    """The verdicts on a batch, in a process that may be another one and has no database."""
    if _finder is None:
        raise RuntimeError("the process was not started with a finder")
    return [judge(_finder, facts, recorded) for facts, recorded in asked]


def _hash(seen: Seen) -> int:
    """Of all that is kept of a log, so that a log moved to another department is looked at again, too."""
    return hash_of(
        seen.facts, seen.recorded, seen.ref, seen.received_at.timestamp(), seen.department
    )


def _upsert(model: type[LogScore] | type[Suspect], columns: Sequence[str], rows: list[Any]) -> None:
    if not rows:
        return
    json_value = "%s::jsonb" if connection.vendor == "postgresql" else "%s"
    values = ", ".join(json_value if name == "reasons" else "%s" for name in columns)
    kept = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
    # The table's name and columns are the program's own; no value is part of the statement.
    sql = (
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) VALUES ({values}) "  # noqa: S608
        f"ON CONFLICT (log_id) DO UPDATE SET {kept}"
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def _keep(
    seen: Sequence[Seen], hashes: Sequence[int], verdicts: Sequence[Verdict], scorer: Scorer
) -> None:
    """Write the scores and suspects of a batch, in the transaction that is open."""
    time_of = connection.ops.adapt_datetimefield_value
    scores, found, cleared = [], [], []
    for one, of, verdict in zip(seen, hashes, verdicts, strict=True):
        scores.append((one.log_id, verdict.score, scorer.pk, of))
        if not verdict.reasons:
            cleared.append(one.log_id)
            continue
        told = json.dumps([reason.as_dict() for reason in verdict.reasons], ensure_ascii=False)
        found.append((
            one.log_id, verdict.score, told, verdict.reasons[0].rule, time_of(one.received_at), one.ref, one.department,
            scorer.rules, verdict.second, scorer.pk,
        ))  # fmt: skip
    _upsert(LogScore, _SCORES, scores)
    Suspect.objects.filter(log_id__in=cleared).delete()
    _upsert(Suspect, _SUSPECTS, found)
    mark_again(row[0] for row in found)


def screen_all(progress: Progress | None = None, *, processes: int = 1) -> int:
    """Score every log and work out the suspects; returns how many there are.

    A log whose score is the present finder's, and of which nothing has changed since, is not scored again: so a run that was
    broken off goes on where it was, and one after a small import is short. Reads the logs in batches by id and writes each
    batch at once, so memory stays small and whoever looks meanwhile sees whole batches. `progress(done, total, what)` is
    called after each batch. `processes`: so many others do the scoring where there are many logs; for commands, since a server
    with threads must not be copied.
    """
    tie_all(progress)
    scorer, finder = present(measure=True)
    reader, count = FactReader(), Log.objects.count()
    Scorer.objects.filter(pk=scorer.pk, finished_at=None).update(done=0, logs=count)
    several = processes if count > ALONE else 1
    waiting: deque[tuple[list[Seen], list[int], int]] = deque()
    done = 0
    with workers(_start, (finder,), several) as run:
        for verdicts in run(_judged, _changed(reader, scorer, waiting)):
            seen, hashes, looked_at = waiting.popleft()
            done += looked_at
            with transaction.atomic():
                _keep(seen, hashes, verdicts, scorer)
                Scorer.objects.filter(pk=scorer.pk, finished_at=None).update(done=done)
            if progress:
                progress(done, count, "looking for suspects")
    Scorer.objects.filter(pk=scorer.pk, finished_at=None).update(finished_at=timezone.now())
    return Suspect.objects.count()


def _changed(
    reader: FactReader, scorer: Scorer, waiting: deque[tuple[list[Seen], list[int], int]]
) -> Iterator[list[tuple[LogFacts, tuple[str, ...]]]]:
    """For each batch of logs what is to be scored anew of it; `waiting` gets the logs themselves, in the same order."""
    last = 0
    while batch := reader.after(last, BATCH):
        upto = batch[-1].log_id
        rows = LogScore.objects.filter(log_id__gt=last, log_id__lte=upto, scorer=scorer)
        known = dict(rows.values_list("log_id", "of"))
        fresh = [(one, of) for one in batch if known.get(one.log_id) != (of := _hash(one))]
        waiting.append(([one for one, _ in fresh], [of for _, of in fresh], len(batch)))
        yield [(one.facts, one.recorded) for one, _ in fresh]
        last = upto


def screen_logs(ids: Iterable[int]) -> int:
    """Score these logs only, after something of them changed; returns how many of them are suspects."""
    scorer, finder = present()
    wanted, found = sorted(set(ids)), 0
    for some in batched(wanted, BATCH):
        tie_logs(some)
    reader = FactReader()
    for some in batched(wanted, BATCH):
        seen = reader.these(some)
        verdicts = [judge(finder, one.facts, one.recorded) for one in seen]
        with transaction.atomic():
            _keep(seen, [_hash(one) for one in seen], verdicts, scorer)
        found += sum(bool(verdict.reasons) for verdict in verdicts)
    return found


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep looked at: logs closed on the day, and how many of them are suspects now."""

    day: date
    closed: int
    suspects: int


def sweep(day: date) -> Swept:
    """Score every log closed on one day anew, so that a miss is seen within 24 hours.

    A log may have got its crime, or new words, since it was last looked at.
    """
    closed = Log.objects.filter(
        closed_at__gte=start_of(day), closed_at__lt=start_of(day + timedelta(days=1))
    )
    ids = list(closed.values_list("id", flat=True))
    return Swept(day, len(ids), screen_logs(ids))
