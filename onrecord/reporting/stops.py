"""stops.toml: the pages that say "stop and call", with their numbers, and where "Leave this page now" leads."""

import logging
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from onrecord.home import home

logger = logging.getLogger(__name__)
FILE: Final = Path(__file__).with_name("stops.toml")


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
    except (KeyError, TypeError, AttributeError, ValueError) as error:
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
    return Settings(
        leave_to=data["leave_to"],
        days=int(data["days"]),
        days_with_code=int(data["days_with_code"]),
        receipt_hours=int(data["receipt_hours"]),
        stops={
            id: Stop(
                id=id,
                title=each["title"],
                words=tuple(each["words"]),
                help=tuple(Help(**one) for one in each["help"]),
                go_on=each.get("go_on", ""),
            )
            for id, each in data["stop"].items()
        },
    )
