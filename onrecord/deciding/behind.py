"""The decision that a crime or a reported incident came from, for its page."""

from django.urls import reverse

from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.policies import can_view_decision
from onrecord.people.models import User
from onrecord.recording.decisions import Behind


def decision_behind(user: User, ref: str) -> Behind | None:
    """The decision of that origin; its address only for whoever may see the decision."""
    row = RecordingDecision.objects.select_related("log").filter(origin=ref).first()
    if row is None:
        return None
    seen = can_view_decision(user, row)
    return Behind(row.recorded_at, reverse("decision", args=[row.pk]) if seen else "")
