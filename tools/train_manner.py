"""Make onrecord/screening/finder/manner.json from the invented British logs of tests/made_logs.

    .venv/bin/python tools/train_manner.py          # make the model
    .venv/bin/python tools/train_manner.py --hands  # how well each hand is ranked by a model that has not seen it

A hand is a way of writing: all sets of one hand are left out together, since a model that has met a hand knows more than its crimes.
The sets of HELD_OUT are never used: they are there to see how the whole does on logs and hands that nothing was made from.
"""

import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from onrecord.screening.finder.linear import LinearModel
from onrecord.screening.finder.manner import FILE, manner_model, manner_points, story_share
from onrecord.screening.finder.rank import Finder
from onrecord.screening.finder.terms import (
    BEGINNING,
    BETWEEN,
    SHORTEST,
    beginnings_of,
    names_an_offence,
    terms_of,
    words_of,
)
from onrecord.screening.rules.engine import LogFacts, load_rules, weigh
from tests.made_logs import made_logs

HANDS = {
    "first": ("tried", "held", "fresh", "more", "further", "last"),
    **{name: (name,) for name in (
        "radio", "chatty", "capitals", "newcomer", "formal", "desk", "second", "clipped", "webform", "street", "broken", "northern",
        "ordinary",
    )},
}  # fmt: skip
SETS = tuple(name for names in HANDS.values() for name in names)
# Hands that nothing is made from.
HELD_OUT = ("rural", "auditor", "partner", "sergeant")
LEAST = 2  # logs in which a term must stand
STRENGTH = 4.0
# Names of people, places and firms that stand in the invented logs; no model has a place for names.
NAMES = re.compile(
    r"\b(?:alf|asda|astra|audi|aurora|avon|beth|boardman|brenda|bristol|callum|cheshire|clare|cornwall|corsa|darren|devon|don|ellie"
    r"|fiesta|fife|gary|graham|greggs|gujarat|heckmondley|jake|janice|john|kat|kenneth|kez|kyle|ladbrokes|larry|leeds|london|lyon"
    r"|malaga|maureen|mill|oliver|olu|polo|priya|rhyl|sam|scotland|shaz|skegness|somali|somerset|spain|tenerife|tesco|tordoff"
    r"|transit|tyler|vauxhall|walter|welsh|wolverhampton)\b"
)
KINDS = 4


def kind_of(term: str) -> int:
    """0: a word, 1: a pair, 2: a pair with a word between, 3: the beginning of words."""
    if term.startswith(BEGINNING):
        return 3
    return 0 if " " not in term else 2 if f" {BETWEEN} " in term else 1


def train(sets: tuple[str, ...] = SETS) -> LinearModel:
    """The model of the manner of telling, from these sets.

    A rare term may weigh more than one in every other log (the logarithm of its rarity), each kind of term has as much to say
    as the others, and a log of a large hand counts for less than one of a small hand (the root of the hand's size).
    """
    hands = [tuple(name for name in names if name in sets) for names in HANDS.values()]
    found, share = [], []
    for names in hands:
        logs = [log for name in names for log in made_logs(name)]
        found += [(log.missed, words_of(log.text)) for log in logs]
        share += [len(logs) ** -0.5 if logs else 0.0] * len(logs)
    seen = Counter(term for _, words in found for term in terms_of(words))
    named = {word for _, words in found for word in words if NAMES.fullmatch(word)}
    hidden = beginnings_of(sorted(named))
    terms = sorted(
        t
        for t, n in seen.items()
        if n >= LEAST and not names_an_offence(t) and not NAMES.search(t) and t not in hidden
    )
    place = {term: number for number, term in enumerate(terms)}
    rarity = np.array([np.log(len(found) / seen[term]) + 1 for term in terms])
    kinds = np.array([kind_of(term) for term in terms])
    rows, columns, values = [], [], []
    for row, (_, words) in enumerate(found):
        for term in sorted(terms_of(words)):
            if (column := place.get(term)) is not None:
                rows.append(row)
                columns.append(column)
                values.append(rarity[column] / max(SHORTEST, len(words)) ** 0.5)
    size = np.bincount(kinds[columns], np.square(values), KINDS) / len(found) * KINDS
    scale = rarity / np.sqrt(size)[kinds]
    matrix = csr_matrix(
        (values / np.sqrt(size)[kinds[columns]], (rows, columns)), shape=(len(found), len(terms))
    )
    wanted = np.array([missed for missed, _ in found])
    weight = np.array(share) / np.mean(share)
    fit = LogisticRegression(
        C=STRENGTH, solver="liblinear", dual=True, intercept_scaling=3.0, class_weight="balanced",
        max_iter=5_000, tol=1e-5, random_state=1,
    ).fit(matrix, wanted, sample_weight=weight)  # fmt: skip
    weights = {t: round(float(w), 4) for t, w in zip(terms, fit.coef_[0] * scale, strict=True)}
    about = {
        "made_from": "invented British logs",
        "sets": list(sets),
        "logs": len(found),
        "missed": int(wanted.sum()),
    }
    return LinearModel(
        {t: w for t, w in weights.items() if w}, round(float(fit.intercept_[0]), 4), about
    )


@cache
def _without(hand: tuple[str, ...]) -> LinearModel:
    return train(tuple(name for name in SETS if name not in hand))


def model_that_has_not_met(name: str) -> LinearModel:
    """A model that has seen no set of the hand of this set; of a set that is held out: the one that came with onrecord."""
    hand = next((names for names in HANDS.values() if name in names), None)
    return _without(hand) if hand else manner_model()


def left_out() -> dict[str, list[tuple[float, bool, str]]]:
    """Of every hand, each log's log-odds by a model that has not seen the hand, with whether it is missed and its text."""
    told = {}
    for hand, names in HANDS.items():
        logs = [log for name in names for log in made_logs(name)]
        if any(log.missed for log in logs):  # an ordinary day has nothing to rank
            model = model_that_has_not_met(names[0])
            told[hand] = [(model.score(log.text), log.missed, log.text) for log in logs]
    return told


def auc(pairs: list[tuple[float, bool]]) -> float:
    """How often a missed log stands above a clean one; ties count half."""
    yes = [points for points, missed in pairs if missed]
    no = [points for points, missed in pairs if not missed]
    return sum((a > b) + (a == b) / 2 for a in yes for b in no) / (len(yes) * len(no))


def show_hands() -> None:
    sums, book = [], load_rules()
    for hand, logs in left_out().items():
        finder = Finder(book, manner_model(), manner_points(story_share(t for *_, t in logs)))
        both = []
        for odds, missed, text in logs:
            rules = finder.parts(LogFacts(text=text), weigh(LogFacts(text=text), book)).rules
            both.append((rules + finder.manner_part(odds), missed))
        sums.append((auc([(odds, missed) for odds, missed, _ in logs]), auc(both)))
        print(
            f"{hand}: {len(logs)} logs, manner {sums[-1][0]:.3f}, with the rules {sums[-1][1]:.3f}"
        )
    for place, part in enumerate(("manner", "with the rules")):
        each = [one[place] for one in sums]
        print(f"{part}: mean {np.mean(each):.3f}, worst {min(each):.3f}")


if __name__ == "__main__":
    if sys.argv[1:] == ["--hands"]:
        show_hands()
    else:
        model = train()
        model.save(FILE)
        print(f"{FILE.name}: {len(model.weights)} terms, version {model.version}")
