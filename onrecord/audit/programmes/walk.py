"""Following the branches of a programme's questions, and what a set of answers comes to. Pure."""

from collections.abc import Mapping, Sequence

from onrecord.audit.programmes.programme import (
    END,
    FAIL,
    PASS,
    UNDECIDED,
    Programme,
    ProgrammeQuestion,
)


def following(questions: Sequence[ProgrammeQuestion], at: int, goes_to: str) -> int | None:
    """The place of the question after the one at `at`; None at the end."""
    if goes_to == END:
        return None
    if goes_to:
        return next(place for place, each in enumerate(questions) if each.id == goes_to)
    return at + 1 if at + 1 < len(questions) else None


def asked(programme: Programme, answers: Mapping[str, str]) -> list[ProgrammeQuestion]:
    """The questions that these answers lead through, in order, up to and including the first that has none."""
    found: list[ProgrammeQuestion] = []
    at: int | None = 0 if programme.questions else None
    while at is not None:
        question = programme.questions[at]
        found.append(question)
        if not question.answers:
            at = following(programme.questions, at, "")
            continue
        answer = question.answer(answers.get(question.id, ""))
        if answer is None:
            break
        at = following(programme.questions, at, answer.goes_to)
    return found


def find_loop(questions: Sequence[ProgrammeQuestion]) -> list[str]:
    """The ids of questions that lead back to each other, first one repeated at the end; empty when there is no loop.

    Only `goes_to` values that name a question are followed; the others are reported by whoever reads the file.
    """
    places = {question.id: place for place, question in enumerate(questions)}

    def after(place: int) -> list[int]:
        question = questions[place]
        targets = {answer.goes_to for answer in question.answers} or {""}
        if question.judged and all(answer.goes_to for answer in question.answers):
            # "It cannot be decided" goes on with the next question.
            targets.add("")
        return sorted(
            step
            for target in targets
            if not target or target in places
            if (step := places[target] if target else place + 1) < len(questions)
        )

    done: set[int] = set()
    for start in range(len(questions)):
        trail: list[int] = []
        stack = [(start, iter(after(start)))] if start not in done else []
        if stack:
            trail.append(start)
        while stack:
            place, steps = stack[-1]
            step = next(steps, None)
            if step is None:
                done.add(place)
                stack.pop()
                trail.pop()
            elif step in trail:
                ring = [*trail[trail.index(step) :], step]
                return [questions[each].id for each in ring]
            elif step not in done:
                stack.append((step, iter(after(step))))
                trail.append(step)
    return []


def verdicts(programme: Programme, answers: Mapping[str, str]) -> dict[str, str]:
    """The verdict of each judged question that was asked and answered."""
    found = {}
    for question in asked(programme, answers):
        answer = question.answer(answers.get(question.id, ""))
        if question.judged and answer is not None:
            found[question.id] = answer.verdict
    return found


def passed(programme: Programme, answers: Mapping[str, str]) -> bool | None:
    """Whether a record passes as a whole: False when a question is failed, None when nothing could be judged."""
    found = set(verdicts(programme, answers).values())
    if FAIL in found:
        return False
    if PASS in found and UNDECIDED not in found:
        return True
    return None
