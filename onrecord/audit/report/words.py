"""What stands under each of the ten headings of a report, written from the audit itself."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils import timezone

from onrecord.audit.estimate.wording import NOT_IN_INTERVAL, percent
from onrecord.audit.programmes.programme import CRIMES
from onrecord.audit.sample.populations import kinds_words

if TYPE_CHECKING:
    from onrecord.audit.report.report import Material, Table

Heading = tuple[str, Sequence[str], Sequence["Table"]]

TITLES = (
    "Aim",
    "Period covered",
    "Population",
    "Choice of crime types",
    "Sampling technique",
    "Sample size and confidence interval",
    "Sample selection",
    "Audit quality and validation",
    "Quality monitoring during the programme",
    "Gaps in knowledge",
)


def headings(held: "Material") -> list[Heading]:
    """Title, paragraphs and tables of the ten headings, in their order."""
    parts = (
        _aim(held),
        _period(held),
        _population(held),
        _types(held),
        _technique(held),
        _size(held),
        _selection(held),
        _quality(held),
        _monitoring(held),
        _gaps(held),
    )
    return [(title, *part) for title, part in zip(TITLES, parts, strict=True)]


Part = tuple[Sequence[str], Sequence["Table"]]


def _aim(held: "Material") -> Part:
    return [held.programme.about], []


def _period(held: "Material") -> Part:
    window = held.estimate.window
    if window is None:
        words = "The frame has no window: it holds every record there was when it was frozen."
    else:
        words = f"Records from {window.words} ({window.days:g} days)."
    return [
        words,
        f"The frame was frozen on {held.audit.made_at:%d/%m/%Y}; readings as of {held.estimate.as_of:%d/%m/%Y}.",
    ], []


def _population(held: "Material") -> Part:
    kinds = kinds_words(held.estimate.design.get("kinds", {}))
    words = [
        f"{held.audit.frame_size:,} records{f' ({kinds})' if kinds else ''}: {held.programme.population.words}."
    ]
    if held.programme.measure == CRIMES:
        words.append(
            "A crime record is linked to a record of the frame where the register says so."
            if held.estimate.link_basis == "register"
            else "A log counts as linked when it names a crime: no crime register was taken in."
        )
    return words, []


def _types(held: "Material") -> Part:
    if held.programme.measure != CRIMES:
        return [
            "This audit counts records, not crimes. A record passes when it passes every question asked of it.",
            "The questions: " + " ".join(question.asks for question in held.programme.judged),
        ], []
    return [
        "All notifiable crime, in the three groups in which inspectors publish: violence against the person, sexual offences, and all other crime. "
        "Every crime that a record discloses is counted, not only the first."
    ], []


def _technique(held: "Material") -> Part:
    design = held.programme.design
    words = [held.estimate.method()]
    test = held.estimate.test
    if test is not None:
        words.append(test.sentence())
        words += [text for text in (test.stopped_sentence(), test.gap_sentence()) if text]
        words.append(
            "Departments aren't set against chance here: that takes a number of records fixed beforehand, and this audit may stop at any time."
        )
    elif design.certainty:
        words.append(f"Read whole, without a draw: {', '.join(design.certainty)}.")
    return words, []


def _size(held: "Material") -> Part:
    from onrecord.audit.report.report import Table

    found = held.estimate
    words = [
        f"{found.n_sampled:,} records drawn; {found.n_logs:,} read and decided, {found.n_undecidable:,} that can't be "
        f"decided, {found.n_unread:,} {'not read' if found.test is None else 'not counted'}.",
        found.sentence(),
    ]
    if found.bounds is not None:
        words.append(
            f"If each undecidable log hid a missed crime the rate would be {percent(found.bounds[0])}, if none did "
            f"{percent(found.bounds[1])}."
        )
    table = Table(
        "How far each stratum was read",
        ("Stratum", "Records", "Sample", "Decided", "Undecidable"),
        [(s.name, s.size, s.sampled, s.decided, s.undecidable) for s in found.strata],
    )
    return words, [table]


def _selection(held: "Material") -> Part:
    return [
        "The frame was frozen before the draw, and its hash, the seed and the design were written into a ledger that "
        "can't be changed. With the frame and the seed anybody draws the same sample again.",
        f"{held.draw.sentence()} Tried on {timezone.localtime(held.drawn_at):%d/%m/%Y at %H:%M}.",
    ], []


def _quality(held: "Material") -> Part:
    from onrecord.audit.report.report import Table

    twice = held.twice
    if twice is None:
        return [
            "Each record was read once, so readers' errors are in the rate and not in its interval."
        ], []
    second = held.programme.second_reading
    words = [
        f"Read again, by somebody who could not see the first answers and had no part in the record: "
        f"{'all failures' if second.failures else 'no failures'} and {second.passes_percent} % of the rest, by lot. "
        f"{twice.read_twice:,} were read twice; {twice.open:,} are not settled. Where two readers differ a third decides, and the registrar is final."
    ]
    if twice.corrected is not None and twice.corrected.corrected.rate is not None:
        interval = twice.corrected.corrected.interval
        limits = f" ({percent(interval.low)} to {percent(interval.high)})" if interval else ""
        words.append(
            f"Corrected for readers' errors the rate is {percent(twice.corrected.corrected.rate)}{limits}. It stands beside the rate and doesn't replace it."
        )
        words += [sentence] if (sentence := twice.words_sentence()) else []
    elif twice.reason:
        words.append(twice.reason)
    rows = [
        (a.name, a.result.n, a.result.rate, a.result.kappa.value, a.result.ac1.value)
        for a in twice.agreed
    ]
    tables = [
        Table(
            "Agreement of two readers",
            ("Question", "Read twice", "Agree", "Cohen's kappa", "Gwet's AC1"),
            [tuple(round(c, 3) if isinstance(c, float) else c for c in row) for row in rows],
            shares=(2,),
        )
    ]
    return words, tables if rows else []


def _monitoring(held: "Material") -> Part:
    feedback = held.answered
    if not feedback.sent:
        return ["No finding has been sent to a department yet."], []
    return [
        f"{feedback.sent:,} finding{' was' if feedback.sent == 1 else 's were'} sent to the departments: {feedback.accepted:,} accepted and corrected, "
        f"{feedback.open:,} open ({feedback.late:,} late), {feedback.disputed:,} of these disputed, {feedback.upheld:,} upheld, "
        f"{feedback.reversed:,} reversed. {feedback.crimes:,} missed crime{' has' if feedback.crimes == 1 else 's have'} been recorded since.",
        held.reversals.sentence(),
    ], []


def _gaps(held: "Material") -> Part:
    return [*held.estimate.warnings, *NOT_IN_INTERVAL], []
