"""What the tests of pages need of training: a file that was looked at, a course done, an answered card."""

from datetime import date

from onrecord.training import register
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
