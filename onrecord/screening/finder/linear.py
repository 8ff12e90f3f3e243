"""A linear model over words: numbers that a person can read, kept as JSON."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from math import fsum
from pathlib import Path
from typing import Any

from onrecord.screening.finder.terms import (
    BEGINNING,
    BETWEEN,
    SHORTEST,
    beginnings_of,
    terms_of,
    words_of,
)

FORM = 1


class ModelError(ValueError):
    """A model file that cannot be used; the message says why."""


@dataclass(frozen=True)
class LinearModel:
    """Weights of terms. `score` is the log-odds before any calibration: above 0 for, below 0 against reading the log.

    `about` says what the model was made from, in words and counts; it holds no text of any log.
    """

    weights: Mapping[str, float]
    intercept: float = 0.0
    about: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def version(self) -> str:
        """Changes with any weight."""
        told = json.dumps([sorted(self.weights.items()), self.intercept])
        return hashlib.sha256(told.encode()).hexdigest()[:12]

    @cached_property
    def _weights(
        self,
    ) -> tuple[dict[str, float], dict[tuple[str, ...], float], dict[tuple[str, ...], float]]:
        """The weights of words, of pairs, and of pairs with a word between, apart: a pair need not be joined to be looked up."""
        single: dict[str, float] = {}
        double: dict[tuple[str, ...], float] = {}
        spread: dict[tuple[str, ...], float] = {}
        for term, weight in self.weights.items():
            words = term.split(" ")
            if len(words) == 1:
                single[term] = weight
            elif len(words) == 3 and words[1] == BETWEEN:
                spread[words[0], words[2]] = weight
            else:
                double[tuple(words)] = weight
        return single, double, spread

    @cached_property
    def _has_beginnings(self) -> bool:
        return any(term.startswith(BEGINNING) for term in self.weights)

    def score(self, text: str) -> float:
        """The model's log-odds for one text; 0 for an empty one."""
        words = words_of(text)
        if not words:
            return 0.0
        single, double, spread = self._weights
        met = [single[word] for word in single.keys() & words]
        met += [double[pair] for pair in double.keys() & pairwise(words)]
        if spread:
            met += [spread[pair] for pair in spread.keys() & zip(words, words[2:], strict=False)]
        if self._has_beginnings:
            met += [single[begins] for begins in single.keys() & beginnings_of(words)]
        # Exact, so that the order of a set, which is another in every process, changes no digit.
        total = fsum(met)
        return total / max(SHORTEST, len(words)) ** 0.5 + self.intercept

    def strongest(self, text: str, count: int = 4) -> list[tuple[str, float]]:
        """The terms of a text that weigh most, either way, with their weights."""
        words = words_of(text)
        root = max(SHORTEST, len(words)) ** 0.5
        met = [(t, self.weights[t] / root) for t in terms_of(words) if t in self.weights]
        return sorted(met, key=lambda item: (-abs(item[1]), item[0]))[:count]

    def as_data(self) -> dict[str, Any]:
        """The model as JSON holds it: two lists and a few numbers, nothing that runs when it is read."""
        terms = sorted(self.weights)
        return {
            "form": FORM,
            "version": self.version,
            "about": dict(self.about),
            "intercept": self.intercept,
            "terms": terms,
            "weights": [self.weights[term] for term in terms],
        }

    def save(self, path: Path) -> None:
        """Write the model as a JSON file."""
        path.write_text(json.dumps(self.as_data(), ensure_ascii=False, indent=0), encoding="utf-8")


def load_model(path: Path) -> LinearModel:
    """Read a model. Raises ModelError where the file is none, or was changed after it was made."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise ModelError(f"{path.name}: no model of onrecord ({problem}).") from problem
    return model_from(data, path.name)


def model_from(data: Any, name: str) -> LinearModel:
    """A model from what `LinearModel.as_data` gave; errors as for `load_model`."""
    try:
        if data["form"] != FORM:
            raise ModelError(f"{name}: made by another version of onrecord; train it anew.")
        terms, numbers = data["terms"], data["weights"]
        model = LinearModel(
            dict(zip(terms, map(float, numbers), strict=True)),
            float(data["intercept"]),
            data["about"],
        )
        version = data["version"]
    except ModelError:
        raise
    except (ValueError, KeyError, TypeError) as problem:
        raise ModelError(f"{name}: no model of onrecord ({problem}).") from problem
    if model.version != version:
        raise ModelError(f"{name}: changed after it was made; train it anew.")
    return model


def input_hash(parts: Iterable[str]) -> str:
    """What a score was worked out from, so that it can be seen whether that has changed."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:16]
