"""Which live rows the ledger vouches for.

The ledger stands below the tables of logs and crimes and doesn't know them. Whoever keeps such a table registers it
here (in its AppConfig.ready), so that the check can hold each row against the entry it points to, and find rows
that were changed, put in or removed behind the ledger's back.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from onrecord.ledger.checker import Problem


@dataclass(frozen=True)
class RecordSource:
    """One table of live rows, each with an `entry_seq` that names the entry of its present version.

    `name`: what one row is called, for people. `kinds`: the kinds of entry that speak of such a row. `subject` and
    `content`: what the entry's subject and body must be for that row. `versions`: later entries about a subject
    replace earlier ones, so only the newest has a row; without them every entry has a row of its own. `begins`: how the
    subjects of such rows begin, where entries of one kind speak of other things, too.
    """

    name: str
    kinds: tuple[str, ...]
    model: type[models.Model]
    subject: Callable[[Any], str]
    content: Callable[[Any], Mapping[str, object]]
    versions: bool = True
    begins: str = ""


_sources: dict[str, RecordSource] = {}


def register(source: RecordSource) -> None:
    """Put a table under the ledger's eye. Registering a name again replaces it.

    Raises ValueError for a kind of entry that already belongs to another table.
    """
    for other in _sources.values():
        if other.name != source.name and (shared := set(other.kinds) & set(source.kinds)):
            raise ValueError(f"{sorted(shared)} belong to the table {other.name} already")
    _sources[source.name] = source


def source(name: str) -> RecordSource:
    return _sources[name]


def sources() -> list[RecordSource]:
    return [_sources[name] for name in sorted(_sources)]


# Of files that rows speak of: yields one item for each file looked at, a problem or None.
FileCheck = Callable[[], Iterator[Problem | None]]
_file_checks: dict[str, FileCheck] = {}


def register_files(name: str, check: FileCheck) -> None:
    """Have files held against what the ledger says of them. `name`: what they are, for people, in the plural."""
    _file_checks[name] = check


def file_checks() -> list[tuple[str, FileCheck]]:
    return sorted(_file_checks.items())
