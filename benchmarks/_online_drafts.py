"""Reports that are written to the end and not sent yet, for benchmarks/online_reports.py; in a process of its own.

    ONRECORD_HOME=FOLDER .venv/bin/python benchmarks/_online_drafts.py NUMBER [--same]     prints [[token, account], ...]

All are thefts from a shop, each account in words of its own; with --same all accounts are the same, as junk is.
"""

import argparse
import json
import random
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from onrecord.commands.terminal import start_django

start_django()

from django.db import transaction
from django.utils import timezone

from onrecord.reporting.front.drafts import begin
from onrecord.reporting.models import Draft
from onrecord.reporting.types.asking import first_open, with_answer
from onrecord.reporting.types.held import type_named
from onrecord.reporting.types.shape import CHOOSING, ReportType

JUNK = "Win a prize today, it is free for everybody who calls the number on our page now and says the word."
CHOSEN = {"danger": "no", "reporter": "me", "area": "yes", "who": "stranger", "got-back": "no"}
FIRST = "bar cal den fen gor hol jas kem lin mor nev pol rin sol tam vek wil"
LAST = "a ed en er est ing ish le ly man ness on ory ow ton y"
WORDS = [f"{first}{last}" for first in FIRST.split() for last in LAST.split()]


def account(draw: random.Random) -> str:
    """Some forty words that nobody else has written in this order."""
    return f"{' '.join(draw.choices(WORDS, k=40))} {uuid4()}"


def answered(kind: ReportType, words: str) -> list[list[Any]]:
    """Every question answered as somebody in a hurry would."""
    answers: list[list[Any]] = []
    for _ in range(200):
        step = first_open(kind, answers)
        if not step:
            return answers
        answers = with_answer(kind, answers, step, _value(kind, step, words))
    raise SystemExit(f"the questions do not end: {step}")


def _value(kind: ReportType, step: str, words: str) -> Any:
    if step.startswith("rules:"):
        offered = list(kind.lay[step.removeprefix("rules:")].answers)
        return "no" if "no" in offered else offered[0]
    question = next(each for each in kind.questions if each.id == step)
    if question.account:
        return words
    if question.kind in CHOOSING:
        says = [each.say for each in question.answers]
        return CHOSEN.get(step) if CHOSEN.get(step) in says else says[-1]
    return ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("number", type=int)
    parser.add_argument("--same", action="store_true")
    asked = parser.parse_args()
    kind, draw = type_named("shop-theft"), random.Random(asked.number)  # noqa: S311 -- the same drafts again, no secret
    made = []
    pattern = answered(kind, "@")
    with transaction.atomic():
        for _ in range(asked.number):
            words = JUNK if asked.same else account(draw)
            draft, token = begin(kind)
            draft.answers = [[step, words if value == "@" else value] for step, value in pattern]
            draft.save(update_fields=["answers"])
            made.append([token, words])
        # Nobody writes a report within a moment.
        Draft.objects.update(started_at=timezone.now() - timedelta(minutes=10))
    print(json.dumps(made))


if __name__ == "__main__":
    main()
