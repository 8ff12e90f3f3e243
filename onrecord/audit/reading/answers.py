"""What a reader says about one log, and what can be wrong with it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from onrecord.audit.planning.figures import GROUPS

# More crimes than this in one log is a slip of the finger.
MOST_CRIMES = 99


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an answer, in words for the person who has to mend it."""

    field: str
    value: str
    problem: str
    what_to_do: str


class AnswerError(ValueError):
    """An answer can't be taken; `problems` says what is wrong with which field."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(" ".join(f"{p.field}: {p.problem}. {p.what_to_do}" for p in problems))


@dataclass(frozen=True, slots=True)
class Answers:
    """Crimes the log discloses that should have been recorded, and how many of these were, by group.

    `undecidable`: the record doesn't allow an answer; then no number may be given.
    """

    should_violence: int = 0
    recorded_violence: int = 0
    should_sexual: int = 0
    recorded_sexual: int = 0
    should_other: int = 0
    recorded_other: int = 0
    undecidable: bool = False
    comment: str = ""

    def counts(self) -> dict[str, int]:
        """The six numbers by name."""
        return {name: getattr(self, name) for name in COUNT_FIELDS}

    def check(self) -> "Answers":
        """Itself, if it can be right; raises AnswerError with every problem found."""
        problems = []
        for name, value in self.counts().items():
            if (
                isinstance(value, bool)
                or not isinstance(value, int)
                or not 0 <= value <= MOST_CRIMES
            ):
                problems.append(not_a_count(name, str(value)))
        if not problems:
            for group in GROUPS:
                should, recorded = (
                    getattr(self, f"should_{group}"),
                    getattr(self, f"recorded_{group}"),
                )
                if recorded > should:
                    problems.append(
                        Problem(
                            f"recorded_{group}",
                            str(recorded),
                            f"{recorded} recorded of {should} that should have been",
                            "Count only crimes that should have been recorded; a crime on record that should not be there "
                            "belongs in the comment.",
                        )
                    )
            if self.undecidable and any(self.counts().values()):
                problems.append(
                    Problem(
                        "undecidable",
                        "yes",
                        "the log can't be decided and yet crimes are counted",
                        "Either take the numbers away or take “undecidable” away.",
                    )
                )
        if problems:
            raise AnswerError(problems)
        return self


COUNT_FIELDS = tuple(f.name for f in fields(Answers) if f.name.startswith(("should_", "recorded_")))


def not_a_count(name: str, value: str) -> Problem:
    """The problem of a value that is no number of crimes."""
    return Problem(
        name,
        value,
        "is no number of crimes",
        f"Write a whole number from 0 to {MOST_CRIMES}.",
    )


def read_answers(cells: Mapping[str, str]) -> Answers | None:
    """The answer in a row of text cells, or None when nothing was answered. Raises AnswerError.

    Where a group has neither number it counts as none. A group with one of its two numbers is refused: a blank that was
    meant as nought and a blank that was forgotten look alike, and the difference is a missed crime.
    """
    problems: list[Problem] = []
    given = {name: cells.get(name, "").strip() for name in COUNT_FIELDS}
    undecidable = _yes(cells.get("undecidable", "").strip(), problems)
    numbers: dict[str, int] = {}
    for name, text in given.items():
        if text:
            number = count_of(text)
            if number is None:
                problems.append(not_a_count(name, text))
            else:
                numbers[name] = number
    for group in GROUPS:
        should, recorded = f"should_{group}", f"recorded_{group}"
        if given[should] and not given[recorded] and numbers.get(should, 0) > 0:
            problems.append(
                Problem(
                    recorded,
                    "",
                    f"is blank although {should} is {given[should]}",
                    "Write 0 if none was recorded.",
                )
            )
        if given[recorded] and not given[should] and numbers.get(recorded, 0) > 0:
            problems.append(
                Problem(
                    should,
                    "",
                    f"is blank although {recorded} is {given[recorded]}",
                    "Write how many should have been.",
                )
            )
    if problems:
        raise AnswerError(problems)
    if not undecidable and not any(given.values()):
        return None
    return Answers(
        **numbers, undecidable=bool(undecidable), comment=cells.get("comment", "").strip()
    ).check()


_YES = {"y", "yes", "true", "1", "x"}
_NO = {"", "n", "no", "false", "0"}


def _yes(text: str, problems: list[Problem]) -> bool:
    word = text.casefold()
    if word not in _YES | _NO:
        problems.append(
            Problem(
                "undecidable", text, "is neither yes nor no", "Write yes, or leave the cell blank."
            )
        )
    return word in _YES


def count_of(text: str) -> int | None:
    """A whole number as people and spreadsheets write it (2, 2.0, " 2"); None for anything else."""
    head, point, tail = text.partition(".")
    if not (head.isascii() and head.isdigit()) or (point and tail.strip("0")):
        return None
    number = int(head) if len(head) < 6 else MOST_CRIMES + 1
    return number if number <= MOST_CRIMES else None
