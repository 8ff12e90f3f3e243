"""public.toml: what is published, read and checked."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.home import home
from onrecord.measures.catalogue import definition
from onrecord.measures.registry import MeasureError

FILE = Path(__file__).with_name("public.toml")


class PublicError(ValueError):
    """Nothing was published; the message says why and what to do."""


@dataclass(frozen=True)
class Rules:
    """See public.toml."""

    title: str
    about: str
    least: int
    audits: int
    accuracy: tuple[str, ...]
    measures: tuple[str, ...]
    by_group: tuple[str, ...]
    challenge: tuple[str, ...]
    contact: tuple[str, ...]
    licence: str


def rules() -> Rules:
    """As shipped, with what the force's own file says instead. Raises PublicError for a file with a slip."""
    held = tomllib.loads(FILE.read_text(encoding="utf-8"))
    own = home() / "public.toml"
    if own.is_file():
        held.update(_own(own, held))
    lists = {name: tuple(value) for name, value in held.items() if isinstance(value, list)}
    made = Rules(**{**held, **lists})
    if not 2 <= made.least <= 100 or not 1 <= made.audits <= 50:
        raise PublicError(f"{own}: least must lie between 2 and 100, audits between 1 and 50.")
    for name in (*made.accuracy, *made.measures, *made.by_group):
        try:
            definition(name)
        except MeasureError as error:
            raise PublicError(f"{own}: {error}") from None
    return made


def _own(path: Path, shipped: Mapping[str, Any]) -> dict[str, Any]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PublicError(
            f"{path}: this is not TOML ({error}). Correct the line it names."
        ) from None
    for name, value in found.items():
        if name not in shipped:
            raise PublicError(f"{path}: {name} means nothing here. Take it out.")
        if type(value) is not type(shipped[name]):
            raise PublicError(f"{path}: write {name} as it is written in public.toml.")
        if isinstance(value, list) and not all(isinstance(each, str) for each in value):
            raise PublicError(f"{path}: write {name} as a list of texts.")
    return found
