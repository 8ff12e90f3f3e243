"""Making an audit: freeze the frame, draw the sample, write both down, in the ledger too."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from onrecord.audit.errors import AuditError
from onrecord.audit.models import Audit
from onrecord.audit.planning.figures import Planning, default_planning
from onrecord.audit.planning.learnt import learnt
from onrecord.audit.programmes.keep import version_in_use
from onrecord.audit.programmes.kept import OLDEST, current
from onrecord.audit.programmes.programme import CRIMES
from onrecord.audit.sample.design import DesignError
from onrecord.audit.sample.draw import NOT_OWN, sampled
from onrecord.audit.sample.frame import Frame, write_frame
from onrecord.audit.sample.frame_file import FrameError
from onrecord.audit.sample.freeze_keep import Made, keep_audit
from onrecord.audit.sample.window import Window, end_of, start_of
from onrecord.audit.stopping.design import StopRule
from onrecord.exchange.models import Import, ImportState

Progress = Callable[[int, int | None, str], None]


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
    stop: StopRule | None = None,
    own: bool = False,
    progress: Progress | None = None,
) -> Audit:
    """Freeze the frame of a window and draw its sample; returns the new audit, which keeps the programme as it stands.

    Days are whole days in the force's time zone, both included; without them the frame is every record there is. The same
    records, links, meanings of codes, scores, seed and size give the same sample on any machine. `programme` is its short
    name; without one it is the quick look at incident logs, with the planning figures' own size. `stop`: the order is drawn for a test
    that may stop the reading early, and `sample_size` is the most that is read. `own`: each record has its own chance, from its screening
    score, and `sample_size` is how many are drawn on average. Raises AuditError.
    """
    planning = planning or learnt(default_planning())
    plan = current(programme or OLDEST).programme
    usual = plan.design.sample_size if programme else planning.sample_size
    size = usual if sample_size is None else sample_size
    if own and plan.measure != CRIMES:
        raise AuditError(NOT_OWN)
    if own and stop is not None:
        raise AuditError(
            "An audit that may stop early has an order of its own: choose one of the two."
        )
    name, seed = _sound_name(name), _sound_seed(seed)
    start, end = _sound_window(date_from, date_to)
    tell = progress or (lambda done, total, words: None)
    before = _imports()
    try:
        tell(0, None, "writing the frame")
        frame = write_frame(
            start, end, plan.population, scored=own or plan.design.strata == "code-linked-score"
        )
        tell(0, frame.size, "drawing the sample")
        drawn = sampled(
            frame, plan, planning, size, seed=seed, stop=stop, own=own, usual=not programme
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
        return keep_audit(
            Made(
                name=name,
                seed=seed,
                size=size,
                by=by,
                frame=frame,
                drawn=drawn,
                window=window,
                whole=whole,
                planning=planning,
                version=version_in_use(plan.slug, by=by),
            )
        )


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
