"""stops.toml: the pages that say "stop and call", with their numbers, and where "Leave this page now" leads."""

import logging
import tomllib
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from onrecord.home import home

logger = logging.getLogger(__name__)
FILE: Final = Path(__file__).with_name("stops.toml")
# What a slip must not make of them: a report that lapses while it is written, or never.
_MOST: Final = {"days": 60, "days_with_code": 366, "receipt_hours": 72}


@dataclass(frozen=True, slots=True)
class Help:
    """One way to get help: a number to call, an address on the web, and when."""

    name: str
    words: str
    phone: str = ""
    text: str = ""
    web: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop page."""

    id: str
    title: str
    words: tuple[str, ...]
    help: tuple[Help, ...]
    go_on: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs between forces."""

    leave_to: str
    days: int
    days_with_code: int
    receipt_hours: int
    stops: Mapping[str, Stop]


def settings() -> Settings:
    """The file, the force's own ONRECORD_HOME/stops.toml over it. One that can't be used doesn't close the page to somebody in
    danger: what is shipped counts until it is mended (`onrecord doctor` says so)."""
    try:
        return checked_settings()
    except ValueError as error:
        logger.warning("%s", error)
        return _read(home() / "stops.toml", 0)


def checked_settings() -> Settings:
    """The same. Raises ValueError naming what is wrong with the force's own file."""
    own = home() / "stops.toml"
    try:
        return _read(own, own.stat().st_mtime_ns if own.exists() else 0)
    except (KeyError, TypeError, AttributeError, ValueError, OSError) as error:
        raise ValueError(
            f"{own} can't be used ({error}). Correct it, or take it away: until then what is shipped counts."
        ) from error


def stops() -> Mapping[str, Stop]:
    """The stop pages by their id."""
    return settings().stops


@cache
def _read(own: Path, changed: int) -> Settings:
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    if changed:
        theirs = tomllib.loads(own.read_text(encoding="utf-8"))
        data = {**data, **theirs, "stop": {**data["stop"], **theirs.get("stop", {})}}
    if not str(data["leave_to"]).startswith("https://"):
        raise ValueError("leave_to must begin with https://. Name a harmless page of another site.")
    for name, most in _MOST.items():
        if type(data[name]) is not int or not 1 <= data[name] <= most:
            raise ValueError(f"{name} must be a whole number from 1 to {most}, not {data[name]!r}.")
    return Settings(
        leave_to=data["leave_to"],
        **{name: data[name] for name in _MOST},
        stops={id: _stop(id, each) for id, each in data["stop"].items()},
    )


def _stop(id: str, data: Mapping[str, Any]) -> Stop:
    """One page. Raises KeyError, TypeError, ValueError for what no page could show."""
    where = f"stop.{id}"
    if not isinstance(data["words"], list) or not isinstance(data["help"], list):
        raise TypeError(f"{where}: words and help are lists")
    if not data["help"]:
        raise ValueError(f"{where}: help is empty. Name at least whom to call.")
    stop = Stop(
        id=id,
        title=data["title"],
        words=tuple(data["words"]),
        help=tuple(Help(**one) for one in data["help"]),
        go_on=data.get("go_on", ""),
    )
    texts = [stop.title, *stop.words, stop.go_on, *(t for one in stop.help for t in astuple(one))]
    if not all(isinstance(each, str) for each in texts):
        raise TypeError(f"{where}: write every text and number in quotation marks")
    web = next((one.web for one in stop.help if one.web and not one.web.startswith("https://")), "")
    if web:
        raise ValueError(f"{where}: {web!r} must begin with https://")
    return stop
