"""Why a crime record can't be changed. Contact's errors are the base, so that a page catches one kind."""

from onrecord.contact import actions as contact


class CrimeError(contact.LogError):
    """The change can't be made; the message says why and what to do. Nothing was written."""


class Conflict(CrimeError, contact.Conflict):
    """Somebody else changed the record meanwhile."""
