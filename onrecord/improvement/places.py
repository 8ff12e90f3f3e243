"""The parts of improvement that its pages link to, in one line below the heading.

Meetings and responses stand above this app and register their own in AppConfig.ready. Their addresses begin with
/improvement/, so that the one entry of the main navigation shows where one is.
"""

from collections.abc import Callable
from dataclasses import dataclass

from onrecord.people.models import User
from onrecord.people.roles import Permission


@dataclass(frozen=True)
class Part:
    """`name`: of its first page. `starts`: how the addresses of its pages begin. `may_see`: for whom it is."""

    label: str
    name: str
    starts: tuple[str, ...]
    order: int
    may_see: Callable[[User], bool] = lambda user: user.may(Permission.VIEW_IMPROVEMENT)


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    """Put a part into the line. Registering a name again replaces it."""
    _parts[part.name] = part


def parts_for(user: User) -> list[Part]:
    return [
        part for part in sorted(_parts.values(), key=lambda part: part.order) if part.may_see(user)
    ]


register(Part("Recommendations", "recommendations", ("/improvement/recommendations/",), 10))
register(Part("Inspections", "inspections", ("/improvement/inspections/",), 20))
register(Part("Plans", "plans", ("/improvement/plans/", "/improvement/actions/"), 30))
register(Part("Barriers", "barriers", ("/improvement/barriers/",), 40))
register(Part("Benefits", "benefits", ("/improvement/benefits/",), 50))
