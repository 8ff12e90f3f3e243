"""Courses as data: who needs what, how often. Shipped in `data/courses.toml`, or a force's own in
ONRECORD_HOME/courses.toml; what somebody changes on the page is kept and goes first."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from onrecord.home import home
from onrecord.people.roles import Permission, Role, roles_with
from onrecord.training.errors import TrainingError
from onrecord.training.models import CourseVersion

FILE = Path(__file__).parent / "data" / "courses.toml"
FORMS = ("package", "face to face", "external", "other")
LEARNERS = tuple(roles_with(Permission.LEARN))
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,29}\Z")
MOST_MONTHS, MOST_DAYS = 120, 1000


@dataclass(frozen=True, slots=True)
class Course:
    """One course. `every_months`: 0 for once; `within_days`: how long somebody new has; `also`: its names elsewhere.

    `closed`: nobody needs it any more, but what was done stays.
    """

    slug: str
    title: str
    about: str
    form: str
    roles: tuple[str, ...]
    departments: tuple[str, ...] = ()
    every_months: int = 0
    within_days: int = 90
    also: tuple[str, ...] = ()
    closed: bool = False

    def needed_by(self, role: str, department: str) -> bool:
        """Whether somebody of this role and department needs it."""
        if self.closed or role not in self.roles:
            return False
        wanted = {each.casefold() for each in self.departments}
        return not wanted or department.strip().casefold() in wanted

    def runs_out(self, done_on: date) -> date | None:
        """The last day on which it counts when done on this day; None: for good."""
        return add_months(done_on, self.every_months) if self.every_months else None

    def to_json(self) -> dict[str, Any]:
        return {
            "slug": self.slug,
            "title": self.title,
            "about": self.about,
            "form": self.form,
            "roles": list(self.roles),
            "departments": list(self.departments),
            "every_months": self.every_months,
            "within_days": self.within_days,
            "also": list(self.also),
            "closed": self.closed,
        }


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it has no such day."""
    whole = day.year * 12 + day.month - 1 + months
    first = date(whole // 12, whole % 12 + 1, 1)
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return first.replace(day=min(day.day, (after - timedelta(days=1)).day))


def courses() -> list[Course]:
    """Every course as it stands, open ones first, by title. Raises TrainingError for a force's own file with a slip."""
    own = home() / "courses.toml"
    path = own if own.is_file() else FILE
    found = {each.slug: each for each in _read(str(path), path.stat().st_mtime_ns)}
    for row in CourseVersion.objects.all():
        found[row.slug] = build(row.definition, row.slug)
    return sorted(found.values(), key=lambda each: (each.closed, each.title.casefold()))


def course_named(slug: str) -> Course | None:
    """The course of this short name, if there is one."""
    return next((each for each in courses() if each.slug == slug), None)


def title_of(slug: str) -> str:
    """A course's title; its short name where it has left the list."""
    found = course_named(slug)
    return found.title if found else slug


@cache
def _read(path: str, _changed: int) -> tuple[Course, ...]:
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TrainingError(
            f"{path}: this is not TOML ({error}). Correct the line it names."
        ) from None
    rows = data.get("courses")
    if not isinstance(rows, list) or not rows:
        raise TrainingError(f"{path}: there is no course. Write at least one [[courses]].")
    found = tuple(build(row, f"{path}: course {number}") for number, row in enumerate(rows, 1))
    slugs = [each.slug for each in found]
    twice = next((slug for slug in slugs if slugs.count(slug) > 1), None)
    if twice:
        raise TrainingError(f"{path}: {twice!r} is there twice. Give each course its own slug.")
    return found


def build(row: Any, where: str) -> Course:
    """A course from plain data. Raises TrainingError that says where, what and what to do."""
    if not isinstance(row, Mapping):
        raise TrainingError(f"{where} is no table. Write it under [[courses]].")
    if unknown := set(row) - set(Course.__dataclass_fields__):
        raise TrainingError(f"{where}: unknown {', '.join(sorted(unknown))}. Take it out.")
    texts = {}
    for key, limit in {"slug": 30, "title": 120, "about": 500, "form": 20}.items():
        value = row.get(key)
        if not isinstance(value, str) or not value.strip() or len(value) > limit:
            raise TrainingError(f"{where}: write {key} as text of at most {limit} letters.")
        texts[key] = value.strip()
    if not _SLUG.match(texts["slug"]):
        raise TrainingError(f"{where}: write slug in small letters, digits and hyphens.")
    if texts["form"] not in FORMS:
        raise TrainingError(f"{where}: form must be one of {', '.join(FORMS)}.")
    lists = {key: _texts(row, key, where) for key in ("roles", "departments", "also")}
    wrong = [role for role in lists["roles"] if role not in LEARNERS]
    if wrong or not lists["roles"]:
        raise TrainingError(f"{where}: roles must be among {', '.join(map(str, LEARNERS))}.")
    numbers = {}
    for key, usual, most in (("every_months", 0, MOST_MONTHS), ("within_days", 90, MOST_DAYS)):
        number = row.get(key, usual)
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= most:
            raise TrainingError(f"{where}: write {key} as a whole number from 0 to {most}.")
        numbers[key] = number
    return Course(**texts, **lists, **numbers, closed=row.get("closed") is True)  # type: ignore[arg-type]


def _texts(row: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = row.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise TrainingError(f'{where}: write {key} as a list such as ["one", "two"].')
    return tuple(dict.fromkeys(each.strip() for each in value if each.strip()))


def role_words(roles: tuple[str, ...]) -> str:
    """The roles in words."""
    return ", ".join(Role(each).label for each in roles)
