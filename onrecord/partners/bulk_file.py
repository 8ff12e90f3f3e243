"""A retailer's file of thefts: which columns it has, what its rows say, and which of them are one incident.

Rows with the same incident reference of the same shop are one incident: one crime for each shop unit and incident, however many
things were taken (Crime Recording Rules 2026/27, p. 79). Without a reference each row is an incident of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onrecord.exchange.cells import cell_text
from onrecord.exchange.examine import examine
from onrecord.exchange.layouts import normalise
from onrecord.exchange.map_file import FileOptions, zone_of
from onrecord.exchange.reading import open_table
from onrecord.exchange.rows import own_columns
from onrecord.exchange.tables import Broken
from onrecord.exchange.times import TimeFault, TimeReader
from onrecord.partners.errors import PartnerError
from onrecord.partners.given import no_postcode, pounds
from onrecord.reporting.languages import ENGLISH, language
from onrecord.reporting.types.values import no_time

MOST_ROWS: Final = 500
# Our name: (needed, what stands in it, other names by which it goes, an example for the template).
COLUMNS: Final[dict[str, tuple[bool, Any, tuple[str, ...], str]]] = {
    "incident": (
        *(False, gettext_lazy("your reference of the incident; rows with the same one are one incident")),
        *(("incident reference", "incident ref", "incident number", "reference", "ref"), "INC-1001"),
    ),
    "shop": (
        *(True, gettext_lazy("name or number of the shop")),
        *(("store", "store name", "store number", "branch", "site", "unit"), "Shop 12, Market Street"),
    ),
    "address": (False, gettext_lazy("address of the shop"), ("store address",), "12 Market Street, Anytown"),
    "postcode": (False, gettext_lazy("postcode of the shop"), ("post code",), "EX4 4QJ"),
    "date": (
        *(True, gettext_lazy("day of the theft, such as 31/05/2026")),
        *(("incident date", "day", "date of incident", "offence date"), "31/05/2026"),
    ),
    "time": (False, gettext_lazy("time, such as 14:30"), ("incident time",), "14:30"),
    "what happened": (
        *(True, gettext_lazy("what happened, in your words")),
        *(("description", "details", "account", "narrative", "mo"), "A man put two bottles into his bag and left."),
    ),
    "goods": (False, gettext_lazy("what was taken"), ("items", "stock", "products"), "2 bottles of gin"),
    "value": (
        *(False, gettext_lazy("worth in pounds, such as 46 or 46.50")),
        *(("loss", "loss value", "amount", "value gbp"), "46"),
    ),
    "force": (
        *(False, gettext_lazy("yes, if force was used or threatened")),
        *(("violence", "force used", "violence used"), "no"),
    ),
    "suspect": (False, gettext_lazy("name of who did it, if known"), ("offender", "suspect name"), ""),
    "cctv": (False, gettext_lazy("yes, if there are pictures from cameras"), ("cameras", "cctv available"), "yes"),
}  # fmt: skip
# What the file of rows to mend has before the sender's columns. Nobody's own column is called so ("value" may well be).
BEFORE: Final = (
    "problem: row",
    "problem: column",
    "problem: it says",
    "problem: what is wrong",
    "problem: what to do",
)
_YES = {"y": "yes", "yes": "yes", "true": "yes", "1": "yes", "n": "no", "no": "no", "false": "no", "0": "no", "": ""}  # fmt: skip


@dataclass(frozen=True)
class Refused:
    """One thing wrong in one row, and the row as it came."""

    row: int
    column: str
    value: str
    problem: str
    remedy: str
    cells: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {**vars(self), "cells": list(self.cells)}


@dataclass
class RowRead:
    """One row that can be read: its number as a spreadsheet counts, its cells, and what they say by our names."""

    number: int
    cells: tuple[str, ...]
    says: dict[str, str]

    @property
    def same(self) -> str:
        """What the row says, however it is written: the same again is the same row."""
        parts = (
            f"{name}={' '.join(self.says.get(name, '').casefold().split())}" for name in COLUMNS
        )
        return sha256("\n".join(parts).encode()).hexdigest()


@dataclass
class Incident:
    """Rows that are one incident of one shop."""

    reference: str
    shop: str
    rows: list[RowRead] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What makes it this incident and no other: shop and reference, else what its row says."""
        if self.reference:
            return "\n".join(
                " ".join(each.casefold().split()) for each in (self.shop, self.reference)
            )
        return self.rows[0].same

    @property
    def row_hash(self) -> str:
        return sha256("\n".join(sorted({each.same for each in self.rows})).encode()).hexdigest()

    @property
    def different(self) -> list[RowRead]:
        """Its rows without those that are the same again."""
        return list({each.same: each for each in self.rows}.values())


@dataclass
class FileRead:
    """What a file holds."""

    header: list[str]
    rows: int
    incidents: list[Incident]
    refused: list[Refused]


def read_file(path: Path, columns: Mapping[str, str]) -> FileRead:
    """Read it all. `columns`: what the organisation calls ours. Raises PartnerError, exchange's ReadError."""
    options = FileOptions()
    facts = examine(path)
    times = TimeReader((), zone_of(options), timezone.now())
    good: list[RowRead] = []
    refused: list[Refused] = []
    total = 0
    with open_table(facts, options) as table:
        keep = own_places(table.header)
        header = [table.header[at] for at in keep]
        places = _places(header, keep, columns)
        for number, cells in table.rows():
            whole = list(cells.cells if isinstance(cells, Broken) else cells)
            texts = [cell_text(each).strip() for each in whole]
            shown = tuple(texts[at] if at < len(texts) else "" for at in keep)
            if not any(shown):
                continue
            total += 1
            if total > MOST_ROWS:
                raise PartnerError(
                    _("The file has more than %d rows. Send it in parts; nothing of it was taken.")
                    % MOST_ROWS
                )
            if isinstance(cells, Broken):
                fault = cells.fault
                problem = _either(fault.problem, _("The row can't be read"))
                remedy = _(
                    "Look whether a comma or a line break stands in a cell where none belongs, and save the file as CSV or "
                    "Excel again."
                )
                refused.append(Refused(number, "", "", problem, remedy, shown))
                continue
            says = {name: texts[at] if at < len(texts) else "" for name, at in places.items()}
            day_cell = whole[places["date"]] if places["date"] < len(whole) else ""
            wrong = _check(says, day_cell, times)
            refused += [Refused(number, *each, shown) for each in wrong]
            if not wrong:
                good.append(RowRead(number, shown, says))
            elif says.get("incident"):
                good.append(RowRead(-number, shown, says))
    if not total:
        words = _("The file has no rows below the names of its columns. Nothing was sent.")
        raise PartnerError(words)
    incidents, more = _group(good)
    return FileRead(header, total, incidents, refused + more)


def own_places(header: Sequence[str]) -> list[int]:
    """Where the sender's own columns stand: all but those that a file of rows to mend has before them, all or some of these."""
    before = len(header) - len(own_columns(header))
    ours = {normalise(name) for name in BEFORE}
    return [at for at, name in enumerate(header) if at >= before and normalise(name) not in ours]


def _places(
    own: Sequence[str], places: Sequence[int], columns: Mapping[str, str]
) -> dict[str, int]:
    """Where each of our columns stands in the file. Raises PartnerError where one that is needed isn't found."""
    there: dict[str, int] = {}
    for name, place in zip(own, places, strict=True):
        there.setdefault(normalise(name), place)
    found = {}
    for name, (needed, words, others, _example) in COLUMNS.items():
        called = [columns[name]] if columns.get(name) else [name, *others]
        at = next((there[normalise(each)] for each in called if normalise(each) in there), None)
        if at is not None:
            found[name] = at
        elif needed:
            raise PartnerError(
                _(
                    "The file has no column “%(name)s” (%(words)s). It has: %(own)s. Say on the page of columns what yours is "
                    "called, or rename it."
                )
                % {"name": called[0], "words": words, "own": ", ".join(own)}
            )
    return found


def _check(
    says: dict[str, str], day_cell: Any, times: TimeReader
) -> list[tuple[str, str, str, str]]:
    """What is wrong in a row: column, value, problem, remedy. The day is written into `says` as 2026-06-01."""
    wrong = []
    for name, (needed, words, _others, _example) in COLUMNS.items():
        if needed and not says.get(name):
            wrong.append((name, "", _("It is empty"), _("Write %s.") % words))
    if says.get("date"):
        try:
            says["date"] = _day(day_cell if not isinstance(day_cell, str) else says["date"], times)
        except TimeFault as error:
            problem = _either(str(error), _("There is no such day, or it can't be read"))
            # Not the reader's own remedy: it is for those who make maps of whole systems.
            remedy = _("Write the day as 31/05/2026: day, month and year.")
            wrong.append(("date", says["date"], problem, remedy))
        else:
            if date.fromisoformat(says["date"]) > timezone.localdate():
                remedy = _("Check the day; day and month may have been exchanged.")
                wrong.append(("date", says["date"], _("The day lies ahead"), remedy))
    for name in ("force", "cctv"):
        told = says.get(name, "")
        if told.casefold() not in _YES:
            problem = _("It is neither yes nor no")
            wrong.append((name, told, problem, _("Write yes or no, or leave it empty.")))
        else:
            says[name] = _YES[told.casefold()]
    if no_time(says.get("time", "")):
        remedy = _("Write it as 14:30, or in words, such as: in the afternoon.")
        wrong.append(("time", says["time"], _("There is no such time"), remedy))
    if no_postcode(says.get("postcode", "")):
        remedy = _("Write it as EX4 4QJ, or leave it empty.")
        wrong.append(("postcode", says["postcode"], _("It is no postcode"), remedy))
    if says.get("value") and not pounds(says["value"]):
        wrong.append(
            ("value", says["value"], _("It is no amount"), _("Write pounds, such as 46 or 46.50."))
        )
    return wrong


def _either(exact: str, general: str) -> str:
    """What the reader of files says, which is in English; on a page in another language what holds of all such cells."""
    return exact if language() == ENGLISH else general


def _day(cell: Any, times: TimeReader) -> str:
    found = times.read(cell)
    if len(found.iso) == 10:
        return found.iso
    at = datetime.fromisoformat(found.iso.replace("Z", "+00:00"))
    at = at if at.tzinfo else timezone.make_aware(at, timezone.get_fixed_timezone(0))
    return timezone.localtime(at).date().isoformat()


def _group(rows: Sequence[RowRead]) -> tuple[list[Incident], list[Refused]]:
    """The incidents, and the good rows of those of which another row can't be read: they are sent together or not at all.

    A row with a number below nought is one that was refused.
    """
    found: dict[str, Incident] = {}
    bad: dict[str, int] = {}
    for row in rows:
        one = Incident(row.says.get("incident", ""), row.says.get("shop", ""), [row])
        if row.number < 0:
            bad.setdefault(one.name, -row.number)
            continue
        found.setdefault(one.name, Incident(one.reference, one.shop)).rows.append(row)
    refused = [
        Refused(
            row.number,
            "incident",
            row.says["incident"],
            _("Row %d of the same incident can't be taken") % bad[name],
            _("Mend that row and send the rows of the incident together."),
            row.cells,
        )
        for name, one in found.items()
        if name in bad
        for row in one.rows
    ]
    return [one for name, one in found.items() if name not in bad], refused
