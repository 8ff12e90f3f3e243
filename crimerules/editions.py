"""The editions of the rules that are held, in whole or in part, and the days they were in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition: its name, first and last day, and how much of its text is held."""

    name: str
    since: date
    until: date | None
    held: str


EDITIONS: tuple[Edition, ...] = (
    Edition(
        "2018/19 to 2022/23",
        date(2018, 4, 1),
        date(2023, 4, 30),
        "Section headings of April 2018, 2021 and 2022, and dated changes from other public sources. "
        "The wording of 2026/27 is applied where a heading shows that the rule existed; conduct "
        "crimes are counted in addition.",
    ),
    Edition(
        "May 2023",
        date(2023, 5, 1),
        date(2023, 5, 31),
        "As before, but sources differ on the day in May 2023 when a conduct crime became the single "
        "principal crime; such cases are referred.",
    ),
    Edition(
        "2023/24 to 2025/26",
        date(2023, 6, 1),
        date(2026, 3, 31),
        "Dated changes from public sources and from the 2026 list (N300, the communications offences "
        "of January 2024, section 5). The wording of 2026/27 is applied otherwise.",
    ),
    Edition(
        "2026/27",
        date(2026, 4, 1),
        None,
        "Full text: Crime Recording Rules for Front line Officers and Staff 2026/27, Outcomes "
        "guidance, retail robbery note and notifiable offence list, all April 2026; Schools Protocol, "
        "2023.",
    ),
)


def edition_on(day: date) -> str:
    """The name of the edition in force on a day, or ``""`` where none is held."""
    for each in EDITIONS:
        if each.since <= day and (each.until is None or day <= each.until):
            return each.name
    return ""
