"""What `onrecord doctor` says of reporting on line: whether lapsed drafts are erased, whether its data can be used, and whether
somebody checked it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.utils import timezone

from onrecord.home import is_demonstration
from onrecord.reporting.models import Draft, Switch, TypeVersion
from onrecord.reporting.receiving.readers import (
    departments_of,
    departments_with_readers,
    has_readers,
    nobody_hears,
)
from onrecord.reporting.stops import checked_settings
from onrecord.reporting.switch.checks import SERVICES, standing, welsh_is_drafted
from onrecord.reporting.types.held import OF_PARTNERS, open_types
from onrecord.reporting.types.reading import read_type
from onrecord.reporting.types.shape import TypeError_

# The name under which the timer of `onrecord report-drafts` is known.
DRAFTS: Final = "report-drafts"
LATE: Final = timedelta(hours=36)


def is_taking_in() -> bool:
    """Whether the public reports here in earnest, so that what presses waits for no morning."""
    return Switch.objects.filter(on=True).exists() and not is_demonstration()


def doctors_findings() -> Iterator[tuple[bool, str]]:
    """Whether all is well, and a sentence."""
    try:
        checked_settings()
    except ValueError as error:
        yield False, str(error)
    for row in TypeVersion.objects.exclude(key__startswith=OF_PARTNERS).order_by("key", "-version"):
        if TypeVersion.objects.filter(key=row.key, version__gt=row.version).exists():
            continue
        try:
            read_type(row.definition, row.key, row.version)
        except TypeError_ as error:
            yield False, f"The type of report {row.key} can't be used: {error}"
    yield from _unread()
    yield from _to_check()
    old = Draft.objects.filter(expires_at__lt=timezone.now() - LATE).count()
    if old:
        yield (
            False,
            f"{old:,} reports that nobody sent lapsed and are not erased: run `onrecord report-drafts` each night, see “Run it "
            "every night” in docs/how-to/run-for-a-team.md.",
        )
    elif Switch.objects.exists() and not is_demonstration():
        yield True, "Reports on line that nobody sent in time are erased."


def _to_check() -> Iterator[tuple[bool, str]]:
    """What a person of the force checks before the public reads it. A fault once it is open; before that, a thing to do."""
    is_on = is_taking_in()
    services = standing(SERVICES)
    if not services.stands:
        number = len(services.held["services"])
        what = (
            f"{number} numbers and addresses of other services changed since somebody checked them"
            if services.changed
            else f"Nobody has checked the {number} numbers and addresses of other services that the public is told"
        )
        yield (
            not is_on,
            f"{what}. "
            + (
                "This is a demonstration: call none of them because they stand here."
                if is_demonstration()
                else "Check them now, and say so under On line, “Numbers and addresses”."
                if is_on
                else "Do it before reporting on line is opened, and say so under On line, “Numbers and addresses”."
            ),
        )
    if welsh_is_drafted():
        yield (
            True,
            "The Welsh of the pages for the public was drafted by a machine, and they say so, until a speaker has checked it: On "
            "line, “The Welsh”.",
        )


def _unread() -> Iterator[tuple[bool, str]]:
    """Where reports go and nobody looks. A demonstration has few departments with people, and harms nobody."""
    row = Switch.objects.filter(on=True).first()
    if row is None or is_demonstration():
        return
    if not has_readers(row.department):
        yield (
            False,
            f"Reports on line go to {row.department or 'those who see every department'}, and nobody who may work on reports is "
            "there. Put people there (People), or choose another department under On line.",
        )
    if unheard := nobody_hears(row.department):
        yield False, unheard
    there = departments_with_readers()
    named = {name: kind.title for kind in open_types() for name in departments_of(kind)}
    for name in sorted(set(named) - there):
        yield (
            False,
            f"Some reports on line go to {name} alone (such as of the type “{named[name]}”), and nobody who may work on reports "
            "is there: only whoever sees every department has them. Put people there (People), or correct the name: of police "
            "staff's conduct as conduct_department in force.toml, of a type under Types of report.",
        )
