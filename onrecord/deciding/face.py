"""Whether a log on its face reports a crime, and whether it has its crimes or a rationale.

A log that does is closed only with one of the two (Crime Recording Rules 2026/27, pp. 6 and 10: a decision not to
record is itself recorded, and the victim told).
"""

from crimerules import CaseError
from onrecord.contact.force import force
from onrecord.contact.models import CodeMeaning, Log
from onrecord.deciding import interview
from onrecord.deciding.states import State
from onrecord.people.models import User
from onrecord.screening.fates.actions import note_asked
from onrecord.screening.finder.disclosed import offences
from onrecord.screening.rules.engine import WEAK, load_rules, score, total
from onrecord.screening.scoring.facts import FactReader

REPORTS = {
    CodeMeaning.Meaning.CRIME: "it was opened as a report of crime",
    CodeMeaning.Meaning.DOMESTIC: "it was opened as a domestic incident",
    CodeMeaning.Meaning.PERSONAL_ASB: "it was opened as anti-social behaviour against a person",
}


def meanings_of(log: Log, closing_code: str | None = None) -> set[str]:
    """What the opening code (or a closing code) of a log means about crime."""
    which, own = (
        ("opening", force().opening) if closing_code is None else ("closing", force().closing)
    )
    code = log.opening_code if closing_code is None else closing_code
    if log.opened_at is not None and code in own:
        return {own[code]} - {""}
    from onrecord.screening.scoring.facts import code_books

    return set(code_books().meanings(log.system, which, code)) if code else set()


def on_its_face(log: Log) -> list[str]:
    """Why this log reports a crime, as far as can be seen from it: parts of a sentence. Empty when it doesn't seem to."""
    found = [words for meaning, words in REPORTS.items() if meaning in meanings_of(log)]
    if any(_acts(row.answers) for row in log.decisions.exclude(state=State.WITHDRAWN)):
        found.append("somebody answered the questions for something that was done")
    reason = _read_as_crime(log)
    if reason:
        found.append(reason)
    return found


def _acts(answers: list) -> bool:
    here, _ = interview.so_far(answers)
    try:
        return bool(here.case().acts)
    except CaseError:
        return True  # something was answered that can't yet be put together


def _read_as_crime(log: Log) -> str:
    """The strongest reason of the readable rules why the log's words report a crime; weak ones don't count here."""
    for seen in FactReader().these([log.pk]):
        reasons = score(seen.facts, load_rules())
        if total(reasons) < WEAK:
            continue  # what the log says itself explains it
        for reason in reasons:
            if reason.points >= WEAK and reason.quote:
                offence = offences().get(reason.rule)
                perhaps = f" (perhaps {offence.title.lower()})" if offence else ""
                return f"it says “{reason.quote}”{perhaps}"
    return ""


def note_refused(log: Log, closing_code: str, by: User) -> None:
    """Closing was refused: where the log's words were among the reasons, what the finder suggested is asked for now."""
    if CodeMeaning.Meaning.DUPLICATE in meanings_of(log, closing_code) or answered(log):
        return
    if _read_as_crime(log):
        note_asked(log=log, by=by)


def answered(log: Log) -> bool:
    """Whether the log has its crimes, or a rationale why there are none."""
    return bool(log.crime_count) or log.rationales.exists()


def missing(log: Log, closing_code: str) -> list[str]:
    """What stands in the way of closing a log: see `onrecord.contact.closing`."""
    found = []
    meanings = meanings_of(log, closing_code)
    waiting = log.decisions.filter(state=State.OPEN).count()
    if waiting:
        found.append(
            "A decision about this log is still open. Conclude it, or withdraw it with the reason."
        )
    if CodeMeaning.Meaning.DUPLICATE in meanings:
        if not log.duplicate_of:
            found.append("Say of which log this one is the duplicate.")
        return found
    if CodeMeaning.Meaning.CRIME in meanings and not log.crime_count:
        found.append(
            f"“{closing_code}” says that a crime was recorded, and none was. Record it first."
        )
    elif not answered(log):
        reasons = on_its_face(log)
        if reasons:
            found.append(
                f"This log reports a crime on its face: {'; '.join(reasons)}. "
                "Decide what must be recorded, or give the rationale why nothing is."
            )
    return found
