"""Whether the force's published proof is there for everybody: it says how decisions are challenged. Who publishes it stands
above and registers here (in its AppConfig.ready)."""

from collections.abc import Callable


def _not() -> bool:
    return False


_shown: list[Callable[[], bool]] = [_not]


def register(shown: Callable[[], bool]) -> None:
    """`shown()`: whether the page of the proof can be seen now."""
    _shown[0] = shown


def is_shown() -> bool:
    return _shown[0]()
