"""A body that meets: who is in it, how often it meets, what its papers hold. Plain data, read from TOML or from a page.

    title, about, chair        who it is, what for, and by which title it is chaired
    standing                   items on every agenda
    sections                   the sections of its pack, by code, in order
    schedule                   every = "monthly", "quarterly" or "months" (then `months` names them), day = of the month
    members                    title, office ("force", "commissioner", "outside"), part ("chair", "member", "attends")
    reports                    section, months: a section that only the packs of these months hold

People are in a body by their role or title and never by name: who holds an office changes, and what was decided stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from onrecord.boards.errors import BoardError

EVERY = {"monthly": "every month", "quarterly": "every three months", "months": "in named months"}
OFFICES = {
    "force": "the force",
    "commissioner": "the commissioner's office",
    "outside": "outside both",
}
PARTS = {"chair": "chairs it", "member": "member", "attends": "attends"}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
MOST = 60
_TITLE, _ABOUT, _LINE = 90, 500, 150


@dataclass(frozen=True, slots=True)
class Member:
    """An office that belongs to a body."""

    title: str
    office: str = "force"
    part: str = "member"


@dataclass(frozen=True, slots=True)
class Report:
    """A section that stands in the packs of some months only."""

    section: str
    months: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it stands. `day`: about which day of the month it meets; `months`: in which, where they are named."""

    slug: str
    title: str
    about: str
    members: tuple[Member, ...]
    standing: tuple[str, ...]
    sections: tuple[str, ...]
    every: str = "monthly"
    months: tuple[int, ...] = ()
    day: int = 15
    reports: tuple[Report, ...] = ()
    order: int = 100
    retired: bool = False

    @property
    def chair(self) -> str:
        """The title of the office that chairs it."""
        return next((each.title for each in self.members if each.part == "chair"), "")

    @property
    def schedule_words(self) -> str:
        if self.every == "months":
            return f"in {_listed([MONTHS[each - 1] for each in self.months])}"
        return EVERY[self.every]

    @property
    def of_commissioner(self) -> tuple[Member, ...]:
        """Those who come for the commissioner."""
        return tuple(each for each in self.members if each.office == "commissioner")

    def sections_on(self, day: date) -> tuple[str, ...]:
        """The sections of the pack of a meeting on this day."""
        due = tuple(each.section for each in self.reports if day.month in each.months)
        return (*self.sections, *(each for each in due if each not in self.sections))

    def to_json(self) -> dict[str, Any]:
        """Plain data from which `build` makes the same body."""
        held = asdict(self)
        schedule = {
            "every": held.pop("every"),
            "months": list(held.pop("months")),
            "day": held.pop("day"),
        }
        held.pop("slug")
        return {
            **held,
            "members": [dict(each) for each in held["members"]],
            "standing": list(held["standing"]),
            "sections": list(held["sections"]),
            "reports": [{**each, "months": list(each["months"])} for each in held["reports"]],
            "schedule": schedule,
        }


def build(data: Mapping[str, Any], slug: str, known: Sequence[str], where: str = "") -> Body:
    """A body from plain data. `known`: the codes of the sections there are. Raises BoardError with the entry and the remedy."""
    where = f"{where}: " if where else ""
    schedule = data.get("schedule", {})
    every = schedule.get("every", "monthly")
    if every not in EVERY:
        raise BoardError(f"{where}Choose how often it meets: {', '.join(EVERY)}.")
    months = _months(schedule.get("months", ()), where)
    if every == "months" and not months:
        raise BoardError(f"{where}Name the months in which it meets.")
    day = schedule.get("day", 15)
    if not isinstance(day, int) or not 1 <= day <= 28:
        raise BoardError(f"{where}The day of the month lies between 1 and 28.")
    members = tuple(_member(each, where) for each in data.get("members", ()))
    if sum(each.part == "chair" for each in members) != 1:
        raise BoardError(f"{where}Name one office that chairs it, and one only.")
    titles = [each.title.casefold() for each in members]
    if len(set(titles)) < len(titles):
        raise BoardError(
            f"{where}Two members have the same title. Tell them apart, such as by their department."
        )
    return Body(
        slug=slug,
        title=_text(data.get("title"), _TITLE, f"{where}the title"),
        about=_text(data.get("about"), _ABOUT, f"{where}what it is for"),
        members=members,
        standing=tuple(
            _text(each, _LINE, f"{where}a standing item") for each in data.get("standing", ())
        ),
        sections=_sections(data.get("sections", ()), known, where),
        every=every,
        months=months if every == "months" else (),
        day=day,
        reports=tuple(_report(each, known, where) for each in data.get("reports", ())),
        order=int(data.get("order", 100)),
        retired=bool(data.get("retired", False)),
    )


def _member(row: Mapping[str, Any], where: str) -> Member:
    office, part = row.get("office", "force"), row.get("part", "member")
    if office not in OFFICES or part not in PARTS:
        raise BoardError(
            f"{where}A member's office is one of {', '.join(OFFICES)}, its part one of {', '.join(PARTS)}."
        )
    return Member(_text(row.get("title"), _LINE, f"{where}a member's title"), office, part)


def _report(row: Mapping[str, Any], known: Sequence[str], where: str) -> Report:
    months = _months(row.get("months", ()), where)
    if not months:
        raise BoardError(f"{where}Name the months of the report on {row.get('section', '?')}.")
    return Report(_sections([row.get("section", "")], known, where)[0], months)


def _sections(codes: Sequence[str], known: Sequence[str], where: str) -> tuple[str, ...]:
    for each in codes:
        if each not in known:
            raise BoardError(
                f"{where}There is no section {str(each)[:40]!r}. There are: {', '.join(known)}."
            )
    return tuple(dict.fromkeys(codes))


def _months(found: Sequence[Any], where: str) -> tuple[int, ...]:
    if not all(isinstance(each, int) and 1 <= each <= 12 for each in found):
        raise BoardError(f"{where}Write months as numbers from 1 to 12.")
    return tuple(sorted(set(found)))


def _text(value: Any, limit: int, what: str) -> str:
    plain = " ".join(str(value or "").replace("\0", "").split())
    if not plain:
        raise BoardError(f"Write {what}.")
    if len(plain) > limit:
        raise BoardError(f"Shorten {what} to {limit} letters.")
    return plain


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
