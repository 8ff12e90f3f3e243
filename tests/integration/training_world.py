"""What the tests of pages need of training: a file that was looked at, a course done, an answered card, a campaign."""

from datetime import date

from django.utils import timezone

from onrecord.training import messaging, register
from onrecord.training.answering import answer_card
from onrecord.training.models import TrainingImport
from onrecord.training.practice import next_card


def fill(world) -> None:
    """Put them into the small force of `pages_world`."""
    people = world.people
    world.done_course, _ = register.write_done(
        course="counting-rules",
        person=people["officer"],
        done_on=date(2026, 6, 1),
        by=people["registrar"],
    )
    world.learning = TrainingImport.objects.create(
        file_name="learning.csv",
        header=["a", "b", "c"],
        cells=[[2, ["officer", "nothing", "x"]]],
        made_by="registrar",
    )
    card = next_card(people["officer"])
    world.card = answer_card(card=card.id, choice=card.answer, by=people["officer"])
    world.campaign = campaign(people["registrar"])
    world.message = world.campaign.message


def campaign(fcr, starts=None, aim="cause:not-read", departments=("North",)):
    """A campaign from today on, with a message that is ready."""
    words = {"headline": "Read on.", "wrong": "Logs are not read.", "do": "Read.", "rule": "p. 7"}
    draft = messaging.make_message(words=words, aim=aim, figures={}, by=fcr)
    starts = starts or timezone.localdate()
    return messaging.start_campaign(
        message=messaging.move_message(message=draft, to="ready", by=fcr),
        name="Read on",
        departments=departments,
        starts=starts,
        ends=starts,
        by=fcr,
    )
