"""An invented commissioner's response, in the shape of a real one, at every stage of its life."""

from datetime import date, timedelta

from django.utils import timezone

from onrecord.documents.content import plain_text
from onrecord.improvement.models import Inspection
from onrecord.improvement.recommendations.answer import answer as force_answers
from onrecord.improvement.recommendations.answer import confirm_answer
from onrecord.people.models import User
from onrecord.people.roles import Role
from onrecord.response import commenting, finishing, quoting, writing
from onrecord.response.models import Edition, Response
from tests.improvement_world import inspection, people, person, recommendation

OFFICE = "Police and Crime Commissioner for Anyshire"


def everybody() -> dict[str, User]:
    """Those of improvement, and a second one in the commissioner's office."""
    return {**people(), "dep": person("dep", Role.COMMISSIONER)}


def report(who: dict[str, User], **values) -> Inspection:
    """A report of ten days ago with two recommendations."""
    published = timezone.localdate() - timedelta(days=10)
    row = inspection(who["fcr"], **{"published_on": published, "window_since": None, "window_until": None, **values})  # fmt: skip
    recommendation(row, who["fcr"])
    recommendation(
        row, who["fcr"], text="Within three months, record within 24 hours.", deadline="3_months"
    )
    return row


def begun(who: dict[str, User], row: Inspection | None = None) -> Response:
    return writing.open_response(inspection=row or report(who), by=who["pcc"], office=OFFICE)


def invited(
    who: dict[str, User], row: Inspection | None = None, by_day: date | None = None
) -> Response:
    made = begun(who, row)
    return commenting.invite(
        response=made,
        by=who["pcc"],
        office="Chief Constable of Anyshire",
        comments_by=by_day or timezone.localdate() + timedelta(days=14),
    )


def commented(who: dict[str, User], row: Inspection | None = None) -> Response:
    """The force accepts the first recommendation and refuses the second."""
    made = invited(who, row)
    first, second = made.inspection.recommendations.order_by("number")
    force_answers(recommendation=first, by=who["fcr"], stance="accepted", words="A gap list is read each day.")  # fmt: skip
    confirm_answer(recommendation=first, by=who["dcc"])
    force_answers(
        recommendation=second, by=who["dcc"], stance="refused", words="5,700 calls a day make it impossible."
    )  # fmt: skip
    return commenting.send_comments(response=made, by=who["dcc"], words="We welcome the report.")


def complete(who: dict[str, User], row: Inspection | None = None) -> Response:
    """Everything is written, by pcc."""
    made = commented(who, row)
    first, second = made.inspection.recommendations.order_by("number")
    writing.write_overall(
        response=made, by=who["pcc"], overall="Behind each crime is a victim.\n\nI watch it through:\n- the board\n- the gold group"
    )  # fmt: skip
    writing.answer(response=made, recommendation=first, by=who["pcc"], kind="proposed", words="I follow the plan.")  # fmt: skip
    writing.answer(
        response=made, recommendation=second, by=who["pcc"], kind="none",
        words="I agree with the force.", revisit="If it doesn't improve by the next audit.",
    )  # fmt: skip
    made.refresh_from_db()
    return made


def signed(who: dict[str, User], row: Inspection | None = None) -> Response:
    made = finishing.send_for_review(response=complete(who, row), by=who["pcc"])
    return finishing.sign_off(response=made, by=who["dep"])


def published(who: dict[str, User], row: Inspection | None = None) -> Edition:
    return finishing.publish(response=signed(who, row), by=who["pcc"])


def text_of(response: Response) -> str:
    """What is drafted, as plain text."""
    return plain_text(finishing.draft_of(response))


def fill(world) -> None:
    """Put a published response and one that is begun into the small force of `pages_world`."""
    who = {
        "fcr": world.people["registrar"],
        "dcc": world.people["chief_officer"],
        "pcc": world.people["commissioner"],
        "dep": person("deputy-commissioner", Role.COMMISSIONER),
    }
    world.edition = published(who, report(who, ref="answered"))
    world.response = complete(who, report(who, ref="half-way", title="Second report on Anyshire"))
    world.quoted = quoting.quote_typed(
        response=world.response, by=who["pcc"], side="force", what="At point of call", value="38 %",
        source="The force",
    )  # fmt: skip
