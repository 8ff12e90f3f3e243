"""Finding the log of the sample that a row of a reading sheet is about."""

from collections.abc import Mapping

from onrecord.audit.models import Audit, SampleItem
from onrecord.audit.reading.answers import Problem
from onrecord.contact.references import reference_key


class ItemFinder:
    """Finds items by the cells of a row; `by_row` remembers what was found for each row number."""

    def __init__(self, audit: Audit) -> None:
        records = audit.items.select_related("log", "crime", "incident", "audit__programme")
        self.items = list(records.order_by("position"))
        self.by_row: dict[int, SampleItem | None] = {}
        self._by_ref = {(i.system, i.ref_key): i for i in self.items}
        self._by_position = {i.position: i for i in self.items}
        self._by_key: dict[str, SampleItem | None] = {}
        for item in self.items:
            key = item.ref_key
            self._by_key[key] = None if key in self._by_key else item

    def find(self, number: int, cells: Mapping[str, str]) -> SampleItem | None:
        """By system and reference; without a system by reference alone; a reference that became a number by position."""
        if number not in self.by_row:
            self.by_row[number] = self._find(cells)
        return self.by_row[number]

    def at(self, position: str) -> SampleItem | None:
        """The item at a position, as text."""
        return self._at({"position": position.removesuffix(".0")})

    def by_reference(self, ref: str) -> SampleItem | None:
        """The item with a reference, where only one system has it."""
        return self._by_key.get(reference_key(ref)) if ref else None

    def same(self, ref: str, item: SampleItem) -> bool:
        """Whether a reference is this item's, perhaps made a number by a spreadsheet."""
        key = reference_key(ref)
        return key == item.ref_key or _mangled(key, item.ref_key)

    def exact(self, cells: Mapping[str, str], item: SampleItem) -> bool:
        return reference_key(cells["log_ref"]) == item.ref_key

    def unknown(self, cells: Mapping[str, str]) -> Problem:
        ref = cells["log_ref"]
        there = self._at(cells)
        hint = (
            f" At its position {there.position} the sample has “{there.log_ref}”; spreadsheets turn some references "
            "into dates or numbers."
            if there is not None
            else ""
        )
        return Problem(
            "log_ref",
            ref,
            "is not in the sample" if ref else "is blank",
            f"Write the reference as it was in the sheet.{hint}",
        )

    def _find(self, cells: Mapping[str, str]) -> SampleItem | None:
        key = reference_key(cells["log_ref"])
        system = cells.get("system", "")
        item = self._by_ref.get((system, key)) if system else self._by_key.get(key)
        if item is not None:
            return item
        there = self._at(cells)
        if (
            there is not None
            and (not system or system == there.system)
            and _mangled(key, there.ref_key)
        ):
            return there
        return None

    def _at(self, cells: Mapping[str, str]) -> SampleItem | None:
        position = cells.get("position", "")
        return self._by_position.get(int(position)) if position.isdecimal() else None


def _mangled(seen: str, true: str) -> bool:
    """Whether a spreadsheet may have made `seen` of `true`: leading noughts lost, or written as 1.2E+14."""
    return bool(seen) and _same_number(seen, true)


def same_text(seen: str, true: str) -> bool:
    """Whether a cell holds this text, perhaps made a number by a spreadsheet."""
    return seen.strip() == true or _same_number(seen, true)


def _same_number(seen: str, true: str) -> bool:
    if not (true.isascii() and true.isdigit()):
        return False
    try:
        number = float(seen)
    except ValueError:
        return False
    tolerance = 1e-4 if "E" in seen.upper() else 1e-14
    return abs(number - float(true)) <= tolerance * float(true)
