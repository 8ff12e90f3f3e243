"""The commissioner's responses of the made-up force: the one to the earlier report is published, the one to the fresh report is
half-way: the chief constable is invited, the overall response and one answer are drafted. Invented, like the reports.
"""

from datetime import timedelta

from django.utils import timezone

from onrecord.improvement.models import Inspection
from onrecord.people.models import User
from onrecord.people.roles import Role
from onrecord.response import commenting, finishing, quoting, writing
from onrecord.response.models import Response
from onrecord.simulation.inspected import BEFORE, FRESH

OFFICE = "Police and Crime Commissioner of the demonstration"
CHIEF = "Chief Constable of the demonstration force"
ALONE = "The demonstration has one account for the commissioner's office."


def make_responses(accounts: list[User]) -> Response:
    """One published, one half-way; returns that. `accounts`: the demonstration's."""
    who = {person.role: person for person in accounts}
    commissioner, chief = who[Role.COMMISSIONER], who[Role.CHIEF_OFFICER]
    _published(Inspection.objects.get(ref=BEFORE), commissioner, chief)
    return _half_way(Inspection.objects.get(ref=FRESH), commissioner)


def _published(report: Inspection, commissioner: User, chief: User) -> None:
    row = writing.open_response(inspection=report, by=commissioner, office=OFFICE)
    row = commenting.invite(
        response=row,
        by=commissioner,
        office=CHIEF,
        on=report.published_on + timedelta(days=3),
        comments_by=report.published_on + timedelta(days=31),
    )
    row = commenting.send_comments(
        response=row,
        by=chief,
        words="The force accepts what was found and has begun a plan for each department.",
        on=report.published_on + timedelta(days=30),
    )
    row = writing.write_overall(
        response=row,
        by=commissioner,
        overall="Behind each crime that is recorded stands a victim. I expect the force to record what it is told.\n\n"
        "I shall watch it through:\n- a report to my board twice a year\n- my office's seat in the force's own group\n"
        "- the audits of the registrar",
    )
    row = finishing.send_for_review(response=row, by=commissioner)
    row = finishing.sign_off(response=row, by=commissioner, sole_reason=ALONE)
    on = report.published_on + timedelta(days=51)
    edition = finishing.publish(response=row, by=commissioner, on=on)
    finishing.record_sending(
        edition=edition, by=commissioner, to="minister", how="by e-mail", on=on + timedelta(days=1)
    )


def _half_way(report: Inspection, commissioner: User) -> Response:
    row = writing.open_response(inspection=report, by=commissioner, office=OFFICE)
    row = commenting.invite(
        response=row,
        by=commissioner,
        office=CHIEF,
        on=report.published_on + timedelta(days=4),
        comments_by=timezone.localdate() + timedelta(days=5),
    )
    first = report.recommendations.get(number=1)
    row = writing.write_overall(
        response=row,
        by=commissioner,
        overall="The report shows no change that chance doesn't explain. I expect more of the force within a year.",
    )
    writing.answer(
        response=row,
        recommendation=first,
        by=commissioner,
        kind="proposed",
        words="I follow the force's plan each quarter, and shall have its effect audited.",
        revisit="The next audit shows no improvement.",
    )
    quoting.quote_typed(
        response=row,
        by=commissioner,
        side="commissioner",
        what="Crimes recorded at the first call",
        value="41 %",
        source="Report of the force to the board (invented)",
        recommendation=first,
    )
    return row
