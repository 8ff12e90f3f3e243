"""A force's own model, trained on its own machine from its own logs: recorded crime, and above all what readers found.

What was recorded is a biased label: a log without a crime may be a miss. So logs without a crime that the rules accuse
are left out of the training unless somebody has read them, the others count as probably clean, and each finding of a
reader counts as much as many records. No word that is not in onrecord's own rules or model can get into the file: names,
streets and numbers of the force's logs are nowhere in it.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log
from pathlib import Path
from typing import Any

from onrecord.screening.finder.linear import LinearModel
from onrecord.screening.finder.manner import manner_model
from onrecord.screening.finder.terms import BETWEEN, SHORTEST, is_safe, terms_of, words_of
from onrecord.screening.rules import load as rule_files
from onrecord.screening.rules.engine import LogFacts, weigh
from onrecord.screening.rules.load import load_rules

READING_WEIGHT = 25.0  # one finding of a reader counts as so many records
ACCUSED = 45  # points of the rules from which a log without a crime is no clean example
LEAST = 5  # logs in which a term must stand
MOST_TERMS = 20_000
STRENGTH = 2.0
FOLDS = 5
BANDS = 10
LEAST_LOGS = 200
STEEPEST = 3.0
# What a log says once a crime is recorded would give the answer away.
_TELLS = re.compile(
    r"\b(?:crime|crimes|crimed|recorded|oic|ref|refs|reference|number|duplicate|submitted|investigation)\b"
)
_LETTERS = re.compile(r"[a-z']{2,}")


class TrainingError(ValueError):
    """The logs can't train a model; the message says what is lacking."""


@dataclass(frozen=True, slots=True)
class Example:
    """One log to learn from. `crime`: whether it has a recorded crime; `read`: what a reader found, None if nobody read it."""

    text: str
    crime: bool
    read: bool | None = None
    closing_code: str = ""


@cache
def known_words() -> frozenset[str]:
    """The words that a model may hold: those of onrecord's rules and of its model of manner."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(rule_files.HERE.glob("*.toml"))]
    own = {word for text in texts for word in _LETTERS.findall(text.lower())}
    return frozenset(own | {word for term in manner_model().weights for word in term.split()})


def _allowed(term: str) -> bool:
    # Pairs with a word between are many; they help where few logs tell much, and records are many and tell little.
    return BETWEEN not in term and is_safe(term, known_words()) and not _TELLS.search(term)


def _labelled(examples: Iterable[Example]) -> list[tuple[list[str], bool, float, Example]]:
    """Words, label and weight of every log that teaches something."""
    book, found = load_rules(), []
    for one in examples:
        if not one.text.strip():
            continue
        if one.read is not None:
            found.append((words_of(one.text), one.read, READING_WEIGHT, one))
        elif one.crime:
            found.append((words_of(one.text), True, 1.0, one))
        else:
            points = sum(reason.points for reason in weigh(LogFacts(text=one.text), book))
            if points < ACCUSED:
                found.append((words_of(one.text), False, 1.0, one))
    return found


def train(examples: Iterable[Example]) -> LinearModel:
    """A model from a force's logs. Raises TrainingError when they are too few or all of one kind.

    The log-odds are calibrated on logs that the model was not fitted on. `about` holds counts, how well the model does on logs that it was not fitted on (area under the curve, reliability by
    tenths and by closing code), and the spread of its scores, by which drift is seen.
    """
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    logs = _labelled(examples)
    wanted = np.array([label for _, label, _, _ in logs], dtype=bool)
    if len(logs) < LEAST_LOGS or min(wanted.sum(), (~wanted).sum()) < FOLDS * 4:
        raise TrainingError(
            f"{len(logs)} logs to learn from, {int(wanted.sum())} of them with a crime: too few. At least {LEAST_LOGS} "
            f"logs are needed, {FOLDS * 4} of either kind."
        )
    seen = Counter(term for words, *_ in logs for term in terms_of(words))
    frequent = [(n, term) for term, n in seen.items() if n >= LEAST and _allowed(term)]
    terms = sorted(term for _, term in sorted(frequent, key=lambda x: (-x[0], x[1]))[:MOST_TERMS])
    place = {term: number for number, term in enumerate(terms)}
    rows, columns, values = [], [], []
    for row, (words, *_) in enumerate(logs):
        for term in terms_of(words):
            if term in place:
                rows.append(row)
                columns.append(place[term])
                values.append(1 / max(SHORTEST, len(words)) ** 0.5)
    matrix = csr_matrix((values, (rows, columns)), shape=(len(logs), len(terms)))
    weights = np.array([weight for _, _, weight, _ in logs])
    fit = LogisticRegression(C=STRENGTH, max_iter=3_000)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=1)
    odds = cross_val_predict(
        fit, matrix, wanted, cv=folds, params={"sample_weight": weights}, method="decision_function"
    )
    fit.fit(matrix, wanted, sample_weight=weights)
    slope, shift = calibration(odds.tolist(), wanted.tolist())
    odds = slope * odds + shift
    return LinearModel(
        {
            t: round(slope * float(w), 4)
            for t, w in zip(terms, fit.coef_[0], strict=True)
            if round(slope * float(w), 4)
        },
        round(slope * float(fit.intercept_[0]) + shift, 4),
        {
            "made_from": "a force's own logs",
            "logs": len(logs),
            "with_crime": int(wanted.sum()),
            "read": sum(one.read is not None for *_, one in logs),
            "auc_cross_validated": round(float(roc_auc_score(wanted, odds)), 4),
            "reliability": reliability(odds.tolist(), wanted.tolist()),
            "by_closing_code": _by_code(odds.tolist(), [one for *_, one in logs], wanted.tolist()),
            "calibration": {"slope": round(slope, 4), "shift": round(shift, 4)},
            "spread": _spread((slope * fit.decision_function(matrix) + shift).tolist()),
        },
    )


def calibration(odds: Sequence[float], happened: Sequence[bool]) -> tuple[float, float]:
    """By what log-odds are to be multiplied, and what is to be added, so that the chances they stand for come true (Platt, Advances
    in Large Margin Classifiers (1999)). `odds` are of logs that the model was not fitted on. Findings weigh as records do
    here: a chance is that of a log of the file."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    column = np.asarray(odds, dtype=float).reshape(-1, 1)
    fit = LogisticRegression(C=1e3, max_iter=1_000).fit(column, np.asarray(happened, dtype=bool))
    # A model that tells nothing, or the wrong way, is flattened rather than turned round; one that parted these logs without a
    # fault is not believed without bounds.
    return min(STEEPEST, max(0.01, float(fit.coef_[0][0]))), float(fit.intercept_[0])


def _chance(odds: float) -> float:
    return 1 / (1 + exp(-max(-500.0, min(500.0, odds))))


def reliability(odds: Sequence[float], happened: Sequence[bool]) -> list[dict[str, float]]:
    """For each tenth of the logs, lowest first: the chance that the model gave and the share that had a crime."""
    order = sorted(range(len(odds)), key=lambda row: odds[row])
    bands = []
    for band in range(BANDS):
        some = order[band * len(order) // BANDS : (band + 1) * len(order) // BANDS]
        if some:
            bands.append(
                {
                    "logs": len(some),
                    "expected": round(sum(_chance(odds[row]) for row in some) / len(some), 4),
                    "found": round(sum(happened[row] for row in some) / len(some), 4),
                }
            )
    return bands


def _by_code(
    odds: Sequence[float], logs: Sequence[Example], happened: Sequence[bool]
) -> dict[str, Any]:
    """Expected and found by closing code, for codes of at least 30 logs; a code is the force's own, no person's."""
    rows: dict[str, list[int]] = {}
    for row, one in enumerate(logs):
        rows.setdefault(one.closing_code[:60], []).append(row)
    return {
        code: {
            "logs": len(some),
            "expected": round(sum(_chance(odds[row]) for row in some) / len(some), 4),
            "found": round(sum(happened[row] for row in some) / len(some), 4),
        }
        for code, some in sorted(rows.items())
        if code and len(some) >= 30
    }


def _spread(scores: Sequence[float]) -> dict[str, list[float]]:
    """The scores that part the logs into tenths as far as they differ, and the share of the logs in each part."""
    ordered = sorted(scores)
    edges = sorted(
        {round(ordered[band * len(ordered) // BANDS], 3) - 0.001 for band in range(1, BANDS)}
    )
    return {"edges": edges, "shares": _shares(scores, edges)}


def _shares(scores: Sequence[float], edges: Sequence[float]) -> list[float]:
    counts = Counter(bisect_right(edges, score) for score in scores)
    return [round(counts[part] / len(scores), 4) for part in range(len(edges) + 1)]


def drift(model: LinearModel, texts: Iterable[str]) -> float:
    """How far the logs of today have moved from those that the model was trained on: the population stability index.

    Below 0.1 all is well, above 0.25 train anew (the usual reading of this index). Raises TrainingError for a model
    without a spread and for no texts.
    """
    spread = model.about.get("spread")
    scores = [model.score(text) for text in texts]
    if not spread or not scores:
        raise TrainingError("drift needs a force's own model and at least one log")
    index = 0.0
    for then, now in zip(spread["shares"], _shares(scores, spread["edges"]), strict=True):
        then, now = max(then, 1e-4), max(now, 1e-4)
        index += (now - then) * log(now / then)
    return index


def examples_from(
    logs: Iterable[Any], has_crime: Mapping[str, bool], findings: Mapping[str, bool]
) -> Iterable[Example]:
    """Logs of a file (reading.FileLog) as examples, by reference."""
    for one in logs:
        yield Example(
            one.facts.text,
            has_crime.get(one.ref, False),
            findings.get(one.ref),
            one.facts.closing_code,
        )


def read_findings(path: Path) -> dict[str, bool]:
    """What readers found, from a CSV with the columns log_ref and verdict (crime or none); other verdicts are left out.

    Raises TrainingError when the columns are not there.
    """
    import csv

    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if not {"log_ref", "verdict"} <= set(rows.fieldnames or ()):
            raise TrainingError(f"{path.name} needs the columns log_ref and verdict.")
        verdicts = {row["log_ref"].strip(): (row["verdict"] or "").strip().lower() for row in rows}
    return {ref: said == "crime" for ref, said in verdicts.items() if said in ("crime", "none")}
