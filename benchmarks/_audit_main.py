"""What the benchmarks of audits have in common: the command line, one force for each accuracy, the figures as JSON at the end."""

import argparse
import json
from collections.abc import Callable, Sequence

import numpy as np
from _audit_force import Force, Known, know, make_force

ACCURACIES = (0.80, 0.85, 0.90)
AUDITS = 1000
Figures = list[dict[str, object]]
Measure = Callable[[np.random.Generator, Force, Known, float, int], Figures]


def run(
    about: str,
    measures: Sequence[Measure],
    *,
    plan_seed: int | None = None,
    last: Callable[[], Figures] | None = None,
    audits: int = AUDITS,
) -> None:
    """Every measure at every accuracy, each with (random numbers, force, what is known of it, accuracy, number of audits).

    `plan_seed`: the earlier audit's own seed; without it the earlier audit takes the force's. `last` measures once, at the end.
    """
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("--audits", type=int, default=audits)
    number = parser.parse_args().audits
    figures: Figures = []
    for accuracy in ACCURACIES:
        rng = np.random.default_rng(round(1000 * accuracy))
        force = make_force(rng, accuracy, 0.85)
        known = know(rng if plan_seed is None else np.random.default_rng(plan_seed), force)
        print(
            f"accuracy {force.truth:.4f}, AUC as the earlier audit showed it {known.cells[0].auc:.3f}"
        )
        for measure in measures:
            figures += measure(rng, force, known, accuracy, number)
    if last is not None:
        figures += last()
    print(json.dumps({"figures": figures}))
