"""Checks of single entries of a type's definition. Each raises TypeError_ naming the entry and the remedy."""

from collections.abc import Sequence
from typing import Any, Final

from onrecord.contact.force import force
from onrecord.reporting.stops import stops
from onrecord.reporting.types.shape import TypeError_

PLAIN: Final = {
    "title": "",
    "hint": "",
    "order": 100,
    "open": True,
    "department": "",
    "opening_code": "",
    "straight_through": False,
    "stop": "",
}


def check_marks(where: str, opening_code: str, qualifiers: Sequence[str], stop: str) -> None:
    own = force()
    if opening_code and opening_code not in own.opening:
        raise TypeError_(
            f"{where}: {opening_code!r} is no opening code of this force. Choose one of force.toml."
        )
    for each in qualifiers:
        if each not in own.qualifiers:
            raise TypeError_(
                f"{where}: {each!r} is no qualifier of this force. Choose one of force.toml."
            )
    if stop:
        among(where, "stop", stop, tuple(stops()))


def plain(where: str, name: str, value: object) -> Any:
    usual = PLAIN[name]
    if type(value) is not type(usual):
        sort = {str: "text", bool: "true or false", int: "a whole number"}[type(usual)]
        raise TypeError_(f"{where}: write {name} as {sort}.")
    return value


def texts(where: str, name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        raise TypeError_(f"{where}: write {name} as a list of texts.")
    return tuple(value)


def among(where: str, name: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise TypeError_(f"{where}: {name} is {value!r}. Use one of: {', '.join(known)}.")
