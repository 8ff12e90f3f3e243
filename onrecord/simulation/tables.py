"""The tables behind the made-up force: kinds of crime, other calls, codes and rates (data/*.toml)."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from onrecord.simulation.dice import Weighted

SYSTEM = "control room"
DEPARTMENTS = (
    "Force Contact",
    "Force Response",
    "Public Protection",
    "CID",
    "Initial Investigation",
)


@dataclass(frozen=True, slots=True)
class Offence:
    """One entry of the Home Office list: class and code together name it."""

    crime_class: str
    ho_code: str
    title: str
    victim: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of crime, as in crimes.toml."""

    key: str
    weight: float
    group: str
    domestic: float
    conduct: float
    third: float
    asb: float
    more: float
    hours: str
    opening: str
    offences: Weighted[Offence]
    seconds: dict[str, float]


@dataclass(frozen=True, slots=True)
class Call:
    """A kind of call that discloses no crime, as in calls.toml."""

    key: str
    weight: float
    opening: str
    hours: str
    linked: float


def read_table(name: str) -> dict[str, Any]:
    """One TOML file of the data folder."""
    return tomllib.loads(files("onrecord.simulation").joinpath("data", name).read_text("utf-8"))


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    """Every kind of crime by its key."""
    found = {}
    for key, row in read_table("crimes.toml").items():
        offences = Weighted([(Offence(*rest), weight) for weight, *rest in row["offences"]])
        found[key] = Kind(
            key=key,
            weight=row["weight"],
            group=row["group"],
            domestic=row.get("domestic", 0.0),
            conduct=row.get("conduct", 0.0),
            third=row.get("third", 0.0),
            asb=row.get("asb", 0.0),
            more=row["more"],
            hours=row["hours"],
            opening=row["opening"],
            offences=offences,
            seconds=row["seconds"],
        )
    return found


@lru_cache(maxsize=1)
def call_tables() -> dict[str, Any]:
    """calls.toml as it stands."""
    return read_table("calls.toml")


@lru_cache(maxsize=1)
def calls() -> dict[str, Call]:
    """Every kind of call that discloses no crime, by its key."""
    return {
        key: Call(key, row["weight"], row["opening"], row["hours"], row.get("linked", 0.0))
        for key, row in call_tables()["calls"].items()
    }


@lru_cache(maxsize=1)
def rates() -> dict[str, Any]:
    """rates.toml as it stands."""
    return read_table("rates.toml")
