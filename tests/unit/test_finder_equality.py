"""The finder ranks every kind of invented log about as well, also as somebody with little English might tell it.

The figures to quote are of benchmarks/finder_kinds.py, with a model fitted without each set. Here the model that came with
onrecord has learnt from most of these logs; what is held is that no kind falls behind the others.
"""

import pytest

from onrecord.screening.equality_kinds import kinds
from onrecord.screening.finder.manner import manner_points, story_share
from onrecord.screening.finder.rank import make_finder
from onrecord.screening.rules.engine import LogFacts
from tests.made_logs import made_logs
from tests.made_logs.little_english import little_english

SETS = (
    "tried", "held", "fresh", "more", "further", "radio", "chatty", "capitals", "newcomer", "formal", "ordinary",
    "last", "desk", "second",
)  # fmt: skip
# Written as callers with little English speak, and held out: known to be behind (docs/explanation/finder.md).
BEHIND, NO_LOWER = "second", 0.70
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
    for name in SETS:
        logs = made_logs(name)
        finder = make_finder(manner_points(story_share(log.text for log in logs)))
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


def test_who_is_known_to_be_behind_falls_no_further(scored):
    """No test that all is well: it says who is ranked worse, and fails when that gets worse yet."""
    own = auc([(row[1], row[3]) for row in scored if row[4] == BEHIND])
    everything = auc([(row[1], row[3]) for row in scored])
    assert NO_LOWER < own < everything


def test_the_stated_changes():
    told = "He's punched her in the face and she was told to leave the house at noon."
    assert little_english(told) == "he punch she in face and she tell leave house in noon."
    assert little_english("They stopped; nobody was robbed.") == "They stop; nobody rob."
