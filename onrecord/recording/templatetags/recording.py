"""How crime records write amounts, states and what a victim was told."""

from django import template

from onrecord.people.models import User
from onrecord.recording.actions.leave import INFORMATION
from onrecord.recording.models import Crime
from onrecord.recording.policies import can_view_crime
from onrecord.recording.states import CrimeState, IncidentState
from onrecord.recording.told import TOPICS, WAYS

register = template.Library()

_COLOURS = {
    CrimeState.RECORDED: "green",
    CrimeState.REOPENED: "green",
    CrimeState.FINALISED: "",
    CrimeState.CANCELLED: "grey",
    CrimeState.TRANSFERRED: "grey",
    CrimeState.N100: "grey",
    IncidentState.OPEN: "amber",
    IncidentState.CONVERTED: "green",
    IncidentState.CLOSED: "grey",
}


@register.filter
def may_view_crime(user: User, crime: Crime) -> bool:
    """Whether the person may open a crime's page."""
    return can_view_crime(user, crime)


@register.filter
def state_colour(state: str) -> str:
    return {str(name): colour for name, colour in _COLOURS.items()}.get(state, "")


@register.filter
def pounds(pence: int | None) -> str:
    """An amount kept in pence."""
    return "" if pence is None else f"£{pence / 100:,.2f}"


@register.filter
def told_topic(topic: str) -> str:
    return TOPICS.get(topic, topic)


@register.filter
def told_way(how: str) -> str:
    return WAYS.get(how, how)


@register.filter
def information(name: str) -> str:
    return INFORMATION.get(name, name).capitalize()
