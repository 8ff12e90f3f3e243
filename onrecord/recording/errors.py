"""Why a crime record can't be changed. Contact's errors are the base, so that a page catches one kind."""

from crimerules.requirements import Verdict
from onrecord.contact import actions as contact


class CrimeError(contact.LogError):
    """The change can't be made; the message says why and what to do. Nothing was written."""


class Conflict(CrimeError, contact.Conflict):
    """Somebody else changed the record meanwhile."""


class NotMet(CrimeError):
    """The rules don't allow it, or not yet: `verdict` holds every condition with its page."""

    def __init__(self, verdict: Verdict, what: str) -> None:
        self.verdict = verdict
        parts = [f"{what}: the rules don't allow it{'' if verdict.allowed is False else ' yet'}."]
        for check in verdict.checks:
            if check.met is True:
                continue
            word = "Not met" if check.met is False else "Not answered"
            parts.append(f"{word}: {check.asks} ({check.rule.cite})")
        if verdict.authorisers:
            parts.append("May be authorised by: " + "; or ".join(verdict.authorisers) + ".")
        super().__init__(" ".join(parts))
