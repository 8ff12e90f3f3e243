"""A force with something for every page, for tests of who sees which."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from onrecord.contact.models import Log
from onrecord.reporting.status.reporter import add_more
from onrecord.supervision.reviews.actions import give_feedback
from onrecord.supervision.reviews.sampling import draw_sample
from onrecord.supervision.shifts.actions import hand_over, set_absence
from tests import (
    boards_world,
    improvement_world,
    partners_world,
    reporting_world,
    response_world,
)
from tests.api_made import program
from tests.integration import pages_world, training_world
from tests.integration.kept_log import kept_log
from tests.measures_world import alert_rule, hook, message
from tests.reports_world import reported


def every_page(folder):
    """The force of pages_world, and whatever else a page shows."""
    made = pages_world.build(folder)
    made.live = kept_log(made.people["call_taker"])
    sampled = made.audit.items.values("log_id")
    made.unsampled = Log.objects.filter(department="North").exclude(pk__in=sampled).first()
    officer = made.people["officer"]
    day = timezone.localdate()
    made.given = hand_over(
        by=officer, keys=[], note=pages_world.NASTY, to=made.people["supervisor"]
    )
    made.away = set_absence(
        person=made.people["call_taker"], by=made.people["registrar"], since=day,
        until=day + timedelta(days=2),
    )  # fmt: skip
    made.concluded.refresh_from_db()
    sample = draw_sample(
        by=made.people["supervisor"], since=day - timedelta(days=1),
        until=day + timedelta(days=1), size=1,
    )  # fmt: skip
    assert sample.number == 1
    made.told = give_feedback(
        decision=made.concluded, by=made.people["supervisor"], marks={"told": "good"},
        words=pages_world.NASTY,
    )  # fmt: skip
    made.token = program(made.people["officer"]).token
    made.alert = alert_rule(made.people["registrar"])
    made.outgoing = message()
    made.hook = hook(made.people["administrator"])
    made.on_line, _ = reported(pages_world.NASTY, department="North")
    made.added = add_more(report=made.on_line, text=pages_world.NASTY, origin=str(uuid4()))
    training_world.fill(made)
    improvement_world.fill(made)
    response_world.fill(made)
    boards_world.fill(made)
    reporting_world.fill(made)
    partners_world.fill(made)
    return made


def content(answer) -> bytes:
    """The whole answer, files too, and closed."""
    if not answer.streaming:
        return answer.content
    whole = b"".join(answer.streaming_content)
    return whole
