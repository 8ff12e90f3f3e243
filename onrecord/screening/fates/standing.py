"""Whether everything that the finder suggests of a log has been judged: kept with the suspect, so that the list can leave out
what somebody has already answered. Worked out again with every fate, and whenever the log is scored anew."""

from collections.abc import Iterable, Mapping, Sequence

from onrecord.contact.models import Log
from onrecord.screening.fates.models import Fate
from onrecord.screening.fates.states import JUDGED
from onrecord.screening.models import Suspect
from onrecord.screening.scoring.suggestions import Now, disclosed_now


def all_judged(now: Now, said: Mapping[str, str]) -> bool:
    """Whether each suggestion without a crime was accepted or rejected. `said`: the newest fate of each offence.

    A log of which nothing was ever said is not judged, nor one whose suggestions are gone.
    """
    waiting = [one for one in now.suggestions if not one.crimes]
    return bool(waiting) and all(said.get(one.offence.title) in JUDGED for one in waiting)


def mark(log: Log, now: Now) -> None:
    """Note with the suspect how its suggestions stand; in the transaction that is open."""
    said = dict(Fate.objects.filter(log=log, newest=True).values_list("offence", "kind"))
    Suspect.objects.filter(pk=log.pk).update(judged=all_judged(now, said))


def mark_again(ids: Iterable[int]) -> None:
    """As `mark`, after these logs were scored anew: few of them have been judged, so the others cost nothing."""
    judged = Fate.objects.filter(log_id__in=list(ids), newest=True, kind__in=JUDGED)
    for log in Log.objects.filter(pk__in=judged.values("log_id")):
        mark(log, disclosed_now(log))


def said_of(ids: Sequence[int]) -> dict[int, list[Fate]]:
    """What was said of each of these logs: the newest of every offence, for a list."""
    found: dict[int, list[Fate]] = {}
    for row in Fate.objects.filter(log_id__in=ids, newest=True).order_by("id"):
        found.setdefault(row.log_id, []).append(row)
    return found
