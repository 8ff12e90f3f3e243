"""Sections that set out figures: accuracy, timeliness, footprint, N100, findings, training."""

from collections.abc import Iterator, Sequence

from onrecord.boards.sections.ask import Ask
from onrecord.boards.sections.grids import of_departments, of_force
from onrecord.documents.content import Block, Heading, Items, Words
from onrecord.measures.catalogue import definition

RATES = (
    "accuracy-all",
    "accuracy-violence",
    "accuracy-sexual",
    "accuracy-other",
    "cancellations-right",
    "victims-told",
)
TIMELINESS = ("within-24", "hours-to-record", "first-call", "first-hour", "told-recorded")
FOOTPRINT = ("log-footprint", "crime-footprint")
N100 = ("n100-manager", "n100-date", "n100-in-time", "n100-oversight")
FINDINGS = ("findings-open", "feedback-in-time", "findings-corrected")
TRAINING = ("training-held",)
OF_SECTION = {
    "rates": RATES, "timeliness": TIMELINESS, "footprint": FOOTPRINT, "n100": N100, "findings": FINDINGS, "training": TRAINING,
}  # fmt: skip


def rates(ask: Ask) -> Iterator[Block]:
    """Recording accuracy as audits estimate it."""
    yield Words(
        "Each rate is an estimate from a random sample, of the latest audit that was read to its end. Where its interval reaches "
        "over the last rate, no change is shown. No rate says how well victims were served otherwise."
    )
    yield from _whole(ask, "The latest rates", RATES, parted=("accuracy-all",))


def timeliness(ask: Ask) -> Iterator[Block]:
    yield Words("Counted over whole months, the latest that is over.")
    yield from _whole(
        ask, "How soon crimes are recorded", TIMELINESS, parted=("within-24", "hours-to-record")
    )


def footprint(ask: Ask) -> Iterator[Block]:
    yield Words(
        "Counted from what supervisors wrote, never from what they only looked at. Departments stand in the order of their names: "
        "this is no ranking."
    )
    yield from _whole(
        ask, "Records with a supervisor's meaningful entry", FOOTPRINT, parted=FOOTPRINT
    )


def n100(ask: Ask) -> Iterator[Block]:
    yield Words(
        "Reports of rape that are not recorded as a crime, and whether somebody answers for each."
    )
    yield from _whole(ask, "Reported incidents of rape", N100, parted=())


def findings(ask: Ask) -> Iterator[Block]:
    yield Words("What audits found wrong, and whether it was answered and put right.")
    yield from _whole(ask, "Findings", FINDINGS, parted=("findings-open", "findings-corrected"))


def training(ask: Ask) -> Iterator[Block]:
    yield Words(
        "Courses that people need by their role and department, and whether they have them today."
    )
    yield from _whole(ask, "Training", TRAINING, parted=TRAINING)


def _whole(
    ask: Ask, caption: str, measures: Sequence[str], parted: Sequence[str]
) -> Iterator[Block]:
    """The table of the force, what moved, the departments, and what each measure means."""
    yield of_force(ask, caption, measures)
    changes = [ask.change(each) for each in measures]
    moved = [each.sentence for each in changes if each is not None and each.compared]
    if moved:
        yield Heading(2, "Set beside the last pack")
        yield Items(tuple(moved))
    for measure in parted:
        grid = of_departments(ask, measure)
        if grid is not None:
            yield grid
    notes = [
        f"{found.title}: {found.note}"
        for found in map(ask.figure, measures)
        if found.given and found.note
    ]
    if notes:
        yield Heading(2, "Notes on these figures")
        yield Items(tuple(notes))
    yield Heading(2, "What is counted")
    yield Items(tuple(_meaning(each) for each in measures))


def _meaning(measure: str) -> str:
    one = definition(measure)
    met = f" Met: {one.met}." if one.met else ""
    return f"{one.name} (version {one.version}; answered for by: {one.owner}). Counted: {one.counted}.{met} It can't say: {one.unsaid}"
