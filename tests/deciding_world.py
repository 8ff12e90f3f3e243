"""Help for tests of decisions: answering by words, without naming the questions that a new version of the tree may bring."""

from crimerules.tree import AGAIN, FIRST, HAND_OVER, Interview
from onrecord.contact.content import person_content
from onrecord.contact.models import LogPerson
from onrecord.deciding import actions, interview
from onrecord.ledger.actions import append

# Questions whose plain answer is not the first that is offered; "no" and "not-known" are tried before it.
PLAIN = ("no", "not-known", "here", "other", "same", "female")
DENIED = ("other-denied", "other")


def plain_answer(here, wanted):
    """What to say at a question: what is wanted, else the plainest answer."""
    screen = here.screen
    offered = [each.say for each in screen.answers]
    if screen.id == FIRST:
        if wanted.get(FIRST) == "denied":
            return next(say for say in DENIED if say in offered)
        return wanted.get(FIRST, "victim")
    if screen.id in wanted and wanted[screen.id] in offered:
        return wanted[screen.id]
    for say in PLAIN:
        if say in offered:
            return say
    first = screen.answers[0]
    return str(first.least) if first.say == "number" else first.say


def answer_all(row, by, wanted):
    """Answer until the questions are at their end."""
    for _ in range(60):
        here = interview.replay(row.answers)
        if here.finished:
            return row
        row = actions.answer(decision=row, by=by, say=plain_answer(here, wanted))
    raise AssertionError("the questions don't end")


def handed_over_by():
    """Answers that lead to where there are no questions."""

    def descend(here, path):
        if here.finished:
            return path if here.at == HAND_OVER and not here.case().acts else None
        for each in here.screen.answers:
            if here.at != AGAIN and each.say != "number" and len(path) < 6:
                found = descend(here.answer(each.say), {**path, here.at: each.say})
                if found:
                    return found
        return None

    return descend(Interview(), {})


def case_of(row):
    return interview.replay(row.answers).case().to_dict()


def person_of(log, by, **given):
    """Somebody of a log, with the ledger entry that vouches for them."""
    number = log.people.count() + 1
    one = LogPerson(log=log, log_ref=log.ref, label=f"P{number}", **given)
    one.entry_seq = append(
        kind="person.named",
        subject=f"log-person:{log.ref}:{one.label}",
        body=person_content(one),
        by=by.username,
    )
    one.save(force_insert=True)
    return one
