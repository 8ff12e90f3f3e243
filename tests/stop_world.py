"""An audit that may stop early, on the invented force of `audit_world`, for tests."""

from onrecord.audit.actions import record_reading
from onrecord.audit.models import Audit, SampleItem
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.stopping.design import StopRule
from tests.audit_world import make_audit, make_logs, truth_of


def early_audit(target: float = 0.95, **values: object) -> Audit:
    """Up to 400 records; the true rate of this force lies near 40 %, so a high target is soon shown to be missed."""
    given = {"name": "Early", "sample_size": 400, "stop": StopRule(target)}
    return make_audit(**{**given, **values})


def made_early() -> Audit:
    """The force, and an audit of it against 80 %."""
    make_logs()
    return early_audit(0.8)


def in_order(audit: Audit) -> list[SampleItem]:
    return list(audit.items.select_related("log", "audit__programme").order_by("position"))


def read_up_to(audit: Audit, last: int, by: str = "ada", start: int = 1) -> None:
    """Read the records from position `start` to `last`, in order, as they truly are."""
    for item in in_order(audit)[start - 1 : last]:
        record_reading(item=item, by=by, **truth_of(item.log))


def passes_quality(audit: Audit) -> dict[str, str]:
    """Answers to the questions of quality of its programme, passing where a question has an answer that passes."""
    answers = {}
    for question in programme_of(audit).questions:
        if question.id != "disclosed" and question.offered:
            answers[question.id] = next(
                (a.say for a in question.offered if a.verdict == "pass"), question.offered[-1].say
            )
    return answers
