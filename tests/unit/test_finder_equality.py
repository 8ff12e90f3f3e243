"""The finder ranks every kind of invented log about as well, also as somebody with little English might tell it.

The figures to quote are of benchmarks/finder_kinds.py. Here as there each log is scored by a model of manner that has met no log of
its hand; what is held is that no kind falls behind the others.
"""

import sys
from pathlib import Path

import pytest

from onrecord.screening.finder.manner import manner_points, story_share
from onrecord.screening.finder.rank import Finder
from onrecord.screening.rules.engine import LogFacts, load_rules
from onrecord.screening.watch.kinds import kinds
from tests.made_logs import made_logs
from tests.made_logs.little_english import little_english

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import train_manner

# Written as callers with little English speak, who were far behind once (docs/explanation/finder.md).
LITTLE_ENGLISH, NO_LOWER = ("newcomer", "second", "broken"), 0.88
MOST_BEHIND = 0.10
LEAST = 10


def auc(rows):
    """How often a missed log has more points than a clean one; None where there are too few of either."""
    yes = [points for points, missed in rows if missed]
    no = [points for points, missed in rows if not missed]
    if min(len(yes), len(no)) < LEAST:
        return None
    won = sum((a > b) + (a == b) / 2 for a in yes for b in no)
    return won / (len(yes) * len(no))


@pytest.fixture(scope="module")
def scored():
    """Of every log: text, points, points in little English, whether it hides a crime, and its set."""
    found = []
    book = load_rules()
    for name in train_manner.SETS:
        logs = made_logs(name)
        weight = manner_points(story_share(log.text for log in logs))
        finder = Finder(book, train_manner.model_that_has_not_met(name), weight)
        for log in logs:
            points = [finder.points(LogFacts(text=text)) for text in (log.text, little_english(log.text))]  # fmt: skip
            found.append((log.text, *points, log.missed, name))
    return found


@pytest.mark.parametrize("kind", [kind.id for kind in kinds() if kind.id != "language"])
@pytest.mark.parametrize("column", [1, 2], ids=["as written", "in little English"])
def test_no_kind_falls_far_behind(scored, kind, column):
    chosen = next(each for each in kinds() if each.id == kind)
    everything = auc([(row[column], row[3]) for row in scored])
    own = [row for row in scored if chosen.holds(row[0])]
    if sum(not row[3] for row in own) < LEAST:
        # Too few clean ones of its own: its missed logs among all clean logs.
        own = [row for row in own if row[3]] + [row for row in scored if not row[3]]
    here = auc([(row[column], row[3]) for row in own])
    assert here is not None, "too few logs to say"
    assert here > everything - MOST_BEHIND


def test_little_english_costs_some_rank_and_not_most(scored):
    plain = auc([(row[1], row[3]) for row in scored])
    little = auc([(row[2], row[3]) for row in scored])
    assert little > 0.80
    assert little > plain - MOST_BEHIND


def test_callers_with_little_english_are_not_far_behind(scored):
    """Hands written as they speak, and not only by stated changes."""
    own = auc([(row[1], row[3]) for row in scored if row[4] in LITTLE_ENGLISH])
    everything = auc([(row[1], row[3]) for row in scored])
    assert own > max(NO_LOWER, everything - MOST_BEHIND)


def test_the_stated_changes():
    told = "He's punched her in the face and she was told to leave the house at noon."
    assert little_english(told) == "he punch she in face and she tell leave house in noon."
    assert little_english("They stopped; nobody was robbed.") == "They stop; nobody rob."
