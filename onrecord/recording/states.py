"""Every state of a crime record and of a reported incident, and every step between them: one table each.

docs/reference/states.md is written from here; actions ask `next_crime_state` and `next_incident_state` before they
write, and pages ask them which steps to offer.
"""

from django.db.models import TextChoices


class CrimeState(TextChoices):
    RECORDED = "recorded", "recorded, under investigation"
    FINALISED = "finalised", "finalised with an outcome"
    REOPENED = "reopened", "opened again"
    TRANSFERRED = "transferred", "transferred to another force (C1)"
    CANCELLED = "cancelled", "cancelled (C2 to C5)"
    N100 = "n100", "reclassified as a reported incident of rape (N100)"


class IncidentState(TextChoices):
    OPEN = "open", "open"
    CONVERTED = "converted", "a crime was recorded"
    CLOSED = "closed", "closed without a crime"
    CANCELLED = "cancelled", "cancelled: the report was taken by mistake"


class IncidentKind(TextChoices):
    """What is kept on the crime system without being a crime."""

    N100 = "N100", "reported incident of rape (N100)"
    N300 = "N300", "reported incident of sudden or unexpected death (N300)"
    CRIME_RELATED = "crime-related", "crime-related incident"
    NON_CRIME = "non-crime", "non-crime record"


class EventKind(TextChoices):
    """What happened to a crime record or a reported incident. Each is an entry that stays."""

    RECORDED = "recorded", "recorded"
    RECLASSIFIED = "reclassified", "reclassified"
    TO_N100 = "to-n100", "reclassified as N100"
    CANCELLED = "cancelled", "cancelled"
    TRANSFERRED = "transferred", "transferred to another force"
    RECEIVED = "received", "received from another force"
    OUTCOME = "outcome", "outcome given"
    REOPENED = "reopened", "opened again"
    CONTINUED = "continued", "further conduct added"
    TOLD = "told", "victim told"
    PERSON = "person", "people changed"
    PROPERTY = "property", "property changed"
    FLAGS = "flags", "flags changed"
    FACTS = "facts", "facts changed"
    NOTE = "note", "note"
    TRIED = "tried", "something was tried"
    REDATED = "redated", "comes up again on another day"
    SUB_CODE = "sub-code", "code changed"
    CONVERTED = "converted", "crime recorded"
    CLOSED = "closed", "closed without a crime"
