"""What else has a reference by which it is looked for, such as a report on line. Who keeps it stands above and registers here (in
its AppConfig.ready); it shows only what the person may see."""

from collections.abc import Callable

from onrecord.finding.showing import Row
from onrecord.people.models import User

Look = Callable[[User, str], list[Row]]
_looks: dict[str, Look] = {}


def register(name: str, look: Look) -> None:
    """`look(user, text)`: what has this reference and may be seen by this person."""
    _looks[name] = look


def other_references(user: User, text: str) -> list[Row]:
    """What has this reference, besides logs and crimes."""
    return [row for look in _looks.values() for row in look(user, text)]
