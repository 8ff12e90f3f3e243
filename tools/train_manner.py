"""Make onrecord/screening/finder/manner.json from the invented British logs of tests/made_logs.

    .venv/bin/python tools/train_manner.py

The sets of HELD_OUT are never used: they are there to see how the whole does on logs and hands that nothing was made from.
"""

import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from onrecord.screening.finder.linear import LinearModel
from onrecord.screening.finder.manner import FILE
from onrecord.screening.finder.terms import (
    SHORTEST,
    beginnings_of,
    names_an_offence,
    terms_of,
    words_of,
)
from tests.made_logs import made_logs

SETS = ("tried", "held", "fresh", "more", "further", "radio", "chatty", "capitals", "newcomer",
    "formal", "ordinary",
)  # fmt: skip
# Never used either: hands that nothing is made from.
HELD_OUT = ("last", "desk", "second")
LEAST = 3  # logs in which a term must stand
STRENGTH = 5.0
# Names of people and places that stand in the invented logs; no model has a place for names.
NAMES = re.compile(
    r"\b(?:darren|alf|clare|skegness|wolverhampton|rhyl|cornwall|devon|leeds|cheshire|london|malaga|gujarat|asda|tesco|john|sam|bristol|avon|somerset|welsh|polo|mill|lyon|fife|scotland)\b"
)


def train(sets: tuple[str, ...] = SETS) -> LinearModel:
    """The model of the manner of telling, from these sets."""
    logs = [log for name in sets for log in made_logs(name)]
    found = [(log.missed, words_of(log.text)) for log in logs]
    seen = Counter(term for _, words in found for term in terms_of(words))
    named = {word for _, words in found for word in words if NAMES.fullmatch(word)}
    hidden = beginnings_of(sorted(named))
    terms = sorted(
        t
        for t, n in seen.items()
        if n >= LEAST and not names_an_offence(t) and not NAMES.search(t) and t not in hidden
    )
    place = {term: number for number, term in enumerate(terms)}
    matrix = np.zeros((len(found), len(terms)))
    for row, (_, words) in enumerate(found):
        met = [place[term] for term in terms_of(words) if term in place]
        matrix[row, met] = 1 / max(SHORTEST, len(words)) ** 0.5
    wanted = np.array([missed for missed, _ in found])
    fitted = LogisticRegression(C=STRENGTH, max_iter=5_000, class_weight="balanced").fit(
        matrix, wanted
    )
    weights = {t: round(float(w), 4) for t, w in zip(terms, fitted.coef_[0], strict=True)}
    about = {
        "made_from": "invented British logs",
        "sets": list(sets),
        "logs": len(logs),
        "missed": int(wanted.sum()),
    }
    return LinearModel(
        {t: w for t, w in weights.items() if w}, round(float(fitted.intercept_[0]), 4), about
    )


if __name__ == "__main__":
    model = train()
    model.save(FILE)
    print(f"{FILE.name}: {len(model.weights)} terms, version {model.version}")
