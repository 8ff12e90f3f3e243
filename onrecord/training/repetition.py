"""When a card comes again: FSRS (Free Spaced Repetition Scheduler) as the package `fsrs` has it, without its optimiser.

Days only: a card never comes twice on one day, and after half a year at the latest, since the rules change every April. No
chance in it: the same answers give the same days.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from fsrs import Card, Rating, Scheduler

RETENTION = 0.9
"""The share of cards that somebody should still know on the day they come again."""
MOST_DAYS = 180


@cache
def _scheduler() -> Scheduler:
    return Scheduler(
        desired_retention=RETENTION,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=MOST_DAYS,
        enable_fuzzing=False,
    )


def after(
    memory: Mapping[str, Any] | None, *, right: bool, guessed: bool, now: datetime
) -> tuple[dict[str, Any], datetime]:
    """What is kept of a card after an answer, and when it comes again.

    `memory`: what was kept after the answer before; None for a new card. A guess that was right counts as hard.
    """
    now = now.astimezone(UTC)
    card = Card.from_dict(dict(memory)) if memory else Card(card_id=1, due=now)  # type: ignore[arg-type]
    rating = Rating.Again if not right else Rating.Hard if guessed else Rating.Good
    made, _ = _scheduler().review_card(card, rating, now)
    return dict(made.to_dict()), made.due
