"""What a reader says about one record under a programme: outcome, answers, disclosed crimes, counts. Pure.

The same checks serve the page, the sheet and every other way in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from crimerules.offence_groups import group_of
from crimerules.offences import class_of, find, normal_class, normal_code
from onrecord.audit.programmes.programme import CRIMES, Programme
from onrecord.audit.programmes.walk import asked, passed
from onrecord.audit.reading.answers import COUNT_FIELDS, MOST_CRIMES, AnswerError, Answers, Problem

DECIDED, UNDECIDABLE, WITHDRAWN, PARKED, REFERRED = (
    "decided",
    "undecidable",
    "withdrawn",
    "parked",
    "referred",
)
OUTCOMES = (DECIDED, UNDECIDABLE, WITHDRAWN, PARKED, REFERRED)
LATER = (PARKED, REFERRED)
YES_NO = ("", "yes", "no")
# In a programme that counts crimes, the question whether there is any: its answer follows from the numbers.
DISCLOSED = "disclosed"
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class NamedCrime:
    """Crimes of one class that a record discloses: how many, how many are on record, whether in the right class and in
    time ("yes", "no", or "" where that can't be told or none is recorded)."""

    crime_class: str
    code: str
    count: int
    recorded: int
    right_class: str = ""
    in_time: str = ""

    @property
    def group(self) -> str:
        return group_of(self.code, self.crime_class)

    def to_json(self) -> dict[str, Any]:
        return {
            "class": self.crime_class,
            "code": self.code,
            "group": self.group,
            "count": self.count,
            "recorded": self.recorded,
            "right_class": self.right_class,
            "in_time": self.in_time,
        }


@dataclass(frozen=True, slots=True)
class Judgement:
    """A checked answer about one record. `passed`: None where nothing was judged."""

    outcome: str
    counts: Answers
    answers: Mapping[str, str] = field(default_factory=dict)
    crimes: tuple[NamedCrime, ...] = ()
    passed: bool | None = None

    @property
    def comment(self) -> str:
        return self.counts.comment


def offence_of(text: str) -> tuple[str, str]:
    """Class and code out of what somebody typed ("8N", "008/06", "8N 008/06"); ("", "") when it names no offence, or a class
    and a code that don't belong together."""
    words = text.replace(",", " ").split()
    # "4/1" and "37/1" are classes; "8/06" and "008/06" are codes.
    classes = [name for word in words if (name := _class_of(word))]
    others = [normal_code(word) for word in words if not _class_of(word)]
    code = next((each for each in others if each and find(each)), "")
    if len(classes) > 1:
        return "", ""
    if classes:
        return (classes[0], code) if not code or find(code, classes[0]) else ("", "")
    held = {entry.crime_class for entry in find(code)} if code else set()
    return (held.pop(), code) if len(held) == 1 else ("", "")


def _class_of(word: str) -> str:
    try:
        return class_of(normal_class(word)).name
    except ValueError:
        return ""


def judge(
    programme: Programme,
    *,
    outcome: str = DECIDED,
    counts: Answers | None = None,
    answers: Mapping[str, str] | None = None,
    crimes: Iterable[NamedCrime] = (),
) -> Judgement:
    """The checked judgement. Raises AnswerError with everything that is wrong.

    Answers to questions that these answers do not lead to are dropped. Where crimes are named, the numbers follow from
    them; numbers given besides must agree.
    """
    counts = counts or Answers()
    if counts.undecidable and outcome == DECIDED:
        outcome = UNDECIDABLE
    if outcome not in OUTCOMES:
        raise AnswerError(
            [Problem("outcome", outcome, "is no outcome", f"Use: {', '.join(OUTCOMES)}.")]
        )
    named = tuple(crimes)
    if outcome != DECIDED:
        return _undecided(outcome, counts, named)
    problems = [*_named_problems(programme, named)]
    if named and not problems:
        counts = _counted(named, counts, problems)
    if programme.measure != CRIMES and any(counts.counts().values()):
        problems.append(
            Problem("should_other", "", "crimes aren't counted in this programme",
                    "Answer its questions; write a crime that was missed in the comment.")
        )  # fmt: skip
    kept = _answered(programme, _disclosed(programme, answers or {}, counts, problems), problems)
    try:
        counts = counts.check()
    except AnswerError as error:
        problems += error.problems
    if problems:
        raise AnswerError(problems)
    return Judgement(DECIDED, counts, kept, named, _passed(programme, counts, kept))


def _disclosed(
    programme: Programme, answers: Mapping[str, str], counts: Answers, problems: list[Problem]
) -> Mapping[str, str]:
    """The answers with the one that follows from the numbers; one that contradicts them is a problem."""
    question = programme.question(DISCLOSED)
    if programme.measure != CRIMES or question is None:
        return answers
    follows = "crime" if any(counts.counts().values()) else "none"
    said = answers.get(DISCLOSED, "")
    if said and said != follows:
        problems.append(
            Problem(DISCLOSED, said, "does not agree with the numbers of crimes",
                    "Correct the numbers, or leave this blank: it follows from them.")
        )  # fmt: skip
    return {**answers, DISCLOSED: follows}


def _undecided(outcome: str, counts: Answers, named: tuple[NamedCrime, ...]) -> Judgement:
    if any(counts.counts().values()) or named:
        raise AnswerError(
            [
                Problem(
                    "undecidable" if outcome == UNDECIDABLE else "outcome",
                    "yes" if outcome == UNDECIDABLE else outcome,
                    "the log can't be decided and yet crimes are counted"
                    if outcome == UNDECIDABLE
                    else f"crimes are counted, but the record is {outcome}",
                    "Either take the numbers away or take “undecidable” away."
                    if outcome == UNDECIDABLE
                    else "Take the numbers away, or decide.",
                )
            ]
        )
    if outcome == REFERRED and not counts.comment:
        raise AnswerError(
            [Problem("comment", "", "is blank", "Say what the registrar is to decide.")]
        )
    bare = Answers(undecidable=outcome == UNDECIDABLE, comment=counts.comment)
    return Judgement(outcome, bare, passed=True if outcome == WITHDRAWN else None)


def _named_problems(programme: Programme, named: tuple[NamedCrime, ...]) -> Iterable[Problem]:
    if named and programme.measure != CRIMES:
        yield Problem(
            "crimes", "", "crimes aren't counted in this programme", "Leave the list empty."
        )
    if len(named) > MOST_NAMED:
        yield Problem("crimes", str(len(named)), f"holds more than {MOST_NAMED} rows",
                      "Put crimes of one class in one row, with their number.")  # fmt: skip
    for number, crime in enumerate(named, 1):
        name = f"crimes[{number}]"
        if not crime.crime_class:
            yield Problem(f"{name}.class", crime.code, "names no class of the offence list",
                          "Write the class (8N), the code (008/06), or both.")  # fmt: skip
        for key, value in (("count", crime.count), ("recorded", crime.recorded)):
            if not 0 <= value <= MOST_CRIMES:
                yield Problem(f"{name}.{key}", str(value), "is no number of crimes",
                              f"Write a whole number from 0 to {MOST_CRIMES}.")  # fmt: skip
        if crime.count < 1:
            yield Problem(
                f"{name}.count",
                str(crime.count),
                "is nought",
                "Take the row away, or count the crimes.",
            )
        if crime.recorded > crime.count:
            yield Problem(f"{name}.recorded", str(crime.recorded),
                          f"{crime.recorded} recorded of {crime.count} that should have been",
                          "Count only crimes that should have been recorded.")  # fmt: skip
        for key, word in (("right_class", crime.right_class), ("in_time", crime.in_time)):
            if word not in YES_NO:
                yield Problem(
                    f"{name}.{key}",
                    word,
                    "is neither yes nor no",
                    "Write yes, no, or leave it blank.",
                )


def _counted(named: tuple[NamedCrime, ...], counts: Answers, problems: list[Problem]) -> Answers:
    numbers: dict[str, Any] = dict.fromkeys(COUNT_FIELDS, 0)
    for crime in named:
        numbers[f"should_{crime.group}"] += crime.count
        numbers[f"recorded_{crime.group}"] += crime.recorded
    given = counts.counts()
    if any(given.values()) and given != numbers:
        for name, number in given.items():
            if number != numbers[name]:
                problems.append(
                    Problem(name, str(number), f"the list of crimes comes to {numbers[name]}",
                            "Correct the list, or empty these numbers: they follow from the list.")
                )  # fmt: skip
        return counts
    return replace(Answers(comment=counts.comment), **numbers)


def _answered(
    programme: Programme, answers: Mapping[str, str], problems: list[Problem]
) -> dict[str, str]:
    kept: dict[str, str] = {}
    for question in asked(programme, answers):
        said = str(answers.get(question.id, "")).replace("\0", "").strip()
        if not question.answers:
            if said:
                kept[question.id] = said[:5000]
            continue
        if not said:
            problems.append(Problem(question.id, "", "has no answer", f"Answer “{question.asks}”."))
        elif question.answer(said) is None:
            problems.append(
                Problem(
                    question.id,
                    said,
                    "is no answer to this question",
                    f"Use one of: {', '.join(each.say for each in question.offered)}.",
                )
            )
        else:
            kept[question.id] = said
    return kept


def _passed(programme: Programme, counts: Answers, answers: Mapping[str, str]) -> bool | None:
    by_questions = passed(programme, answers)
    if programme.measure != CRIMES:
        return by_questions
    missed = any(
        number < counts.counts()[name.replace("recorded_", "should_")]
        for name, number in counts.counts().items()
        if name.startswith("recorded_")
    )
    return not missed and by_questions is not False
