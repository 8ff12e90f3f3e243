"""The line of links below the heading of each page of improvement, and how an inspection's figures are written."""

from django import template
from django.template import Context
from django.urls import reverse

from onrecord.improvement.places import parts_for
from onrecord.people.models import User

register = template.Library()


@register.inclusion_tag("improvement/parts.html", takes_context=True)
def improvement_parts(context: Context) -> dict[str, object]:
    """{% improvement_parts %}: recommendations, inspections, plans, meetings, responses, for those who may see them."""
    request = context["request"]
    user = request.user
    if not isinstance(user, User):
        return {"parts": []}
    return {
        "parts": [
            {
                "label": part.label,
                "url": reverse(part.name),
                "current": request.path.startswith(part.starts)
                or request.path == reverse(part.name),
            }
            for part in parts_for(user)
        ]
    }
