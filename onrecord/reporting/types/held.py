"""Which types of report there are now: the registrar's kept versions over what is shipped."""

import logging
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from onrecord.reporting.models import TypeVersion
from onrecord.reporting.types.reading import read_type
from onrecord.reporting.types.shape import ReportType, TypeError_

FOLDER: Final = Path(__file__).with_name("shipped")
# Before the keys of forms of partners, which are kept in the same table and read by `onrecord.partners`.
OF_PARTNERS: Final = "partner-"
logger = logging.getLogger(__name__)


def definitions_in(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """The definitions of a folder's TOML files, by key: the name of each file without its ending. Raises OSError, and
    tomllib.TOMLDecodeError for a file that is no TOML."""
    return {
        path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.toml"))
    }


@cache
def shipped_definitions() -> Mapping[str, Mapping[str, Any]]:
    """The definitions of the files, by key."""
    return definitions_in(FOLDER)


@cache
def shipped_types() -> Mapping[str, ReportType]:
    """The types of the files, by key. Raises TypeError_ (a test holds that they can be read)."""
    return {key: read_type(data, key) for key, data in shipped_definitions().items()}


def types_now() -> list[ReportType]:
    """Every type as it is now, open or not, in the order in which they are shown."""
    found = dict(shipped_types())
    newest: dict[str, TypeVersion] = {}
    for row in TypeVersion.objects.exclude(key__startswith=OF_PARTNERS).order_by("version"):
        newest[row.key] = row
    for key, row in newest.items():
        try:
            found[key] = _kept(row)
        except TypeError_ as error:
            # A force's own codes changed under it, say. What is shipped under its key stays; the registrar is told by doctor.
            logger.warning("report type %s, version %s: %s", key, row.version, error)
    return sorted(found.values(), key=lambda each: (each.order, each.title))


def open_types(route: str = "public") -> list[ReportType]:
    """What may be reported now by this way."""
    return [each for each in types_now() if each.open and route in each.routes]


def type_named(key: str, version: int | None = None) -> ReportType | None:
    """A type as it is now, or in the version under which a report was begun (0: shipped). None if there is none such."""
    if version:
        row = TypeVersion.objects.filter(key=key, version=version).first()
        try:
            return _kept(row) if row else None
        except TypeError_:
            return None
    if version == 0:
        return shipped_types().get(key)
    return next((each for each in types_now() if each.key == key), None)


def _kept(row: TypeVersion) -> ReportType:
    return replace(read_type(row.definition, row.key, row.version), open=row.open)
