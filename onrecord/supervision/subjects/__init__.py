"""What worklists may be about: a small set of subjects in code. Everything else about a list is data."""

from onrecord.supervision.subjects.base import Clock, Filter, Shown, Subject
from onrecord.supervision.subjects.crimes import CRIMES
from onrecord.supervision.subjects.decisions import DECISIONS
from onrecord.supervision.subjects.findings import FINDINGS
from onrecord.supervision.subjects.incidents import INCIDENTS
from onrecord.supervision.subjects.logs import LOGS

SUBJECTS: dict[str, Subject] = {
    each.key: each for each in (*LOGS, *DECISIONS, *INCIDENTS, *CRIMES, *FINDINGS)
}


def register(*subjects: Subject) -> None:
    """Subjects of an app that stands above: it registers them, and its lists (`lists.kept.register`), in its
    AppConfig.ready. Registering a key again replaces it."""
    SUBJECTS.update({each.key: each for each in subjects})


__all__ = ["SUBJECTS", "Clock", "Filter", "Shown", "Subject", "register"]
