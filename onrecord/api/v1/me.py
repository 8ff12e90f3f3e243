"""Whose token it is, and the words of the force."""

from django.http import HttpRequest

from onrecord.api.gate import Part, endpoint
from onrecord.api.keys import token_of
from onrecord.api.scopes import Scope
from onrecord.api.v1.log_told import (
    DeskOut,
    ForceOut,
    GradeOut,
    Me,
)
from onrecord.contact.force import force
from onrecord.contact.policies import check_can_view_logs
from onrecord.deciding.desks import desks
from onrecord.people.access import whoever

PART = Part("Who am I")


@endpoint(PART, "GET", "/me", None, 200, Me, reads="own token")
def who_am_i(request: HttpRequest) -> Me:
    """Who am I: the token's user, role, department and scopes."""
    token = token_of(request)
    user = whoever(request)
    return Me(
        token=token.label,
        username=user.username,
        role=user.role,
        department=user.department,
        scopes=token.scopes,
        expires_at=token.expires_at,
    )


@endpoint(PART, "GET", "/force", Scope.LOGS_READ, 200, ForceOut, reads="words of the force")
def the_force(request: HttpRequest) -> ForceOut:
    """The force's codes, grades, qualifiers and desks."""
    check_can_view_logs(whoever(request))
    own = force()
    return ForceOut(
        name=own.name,
        system=own.system,
        sources=list(own.sources),
        grades=[
            GradeOut(code=each.code, words=each.words, minutes=each.minutes) for each in own.grades
        ],
        opening_codes=list(own.opening),
        closing_codes=list(own.closing),
        qualifiers=list(own.qualifiers),
        desks=[DeskOut(name=each.name, title=each.title) for each in desks()],
    )
