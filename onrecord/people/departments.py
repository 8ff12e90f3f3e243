"""Under which names a person's department stands in the record.

Logs, crimes and decisions bear the department's name of their day and keep it. A department that has taken others over
goes on with their work, so its people see what bears the old names. Which those are is known further up; whoever keeps
the history of departments registers here (in its AppConfig.ready).
"""

from collections.abc import Callable

from onrecord.people.models import User

Earlier = Callable[[str], tuple[str, ...]]


def _nothing(name: str) -> tuple[str, ...]:
    return ()


_earlier: list[Earlier] = [_nothing]


def register(earlier: Earlier) -> None:
    """`earlier(name)`: the names of departments that this one has taken over, in whatever steps."""
    _earlier[0] = earlier


def names_of(user: User) -> tuple[str, ...]:
    """The name of a person's department, and of those it took over. Asked once for each request."""
    held = getattr(user, "_departments", None)
    if held is None or held[0] != user.department:
        names = (user.department, *(_earlier[0](user.department) if user.department else ()))
        held = (user.department, names)
        user._departments = held  # type: ignore[attr-defined]
    found: tuple[str, ...] = held[1]
    return found
