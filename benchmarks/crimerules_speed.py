"""Decisions a second on one core with the full trace, and the time to import the package.

    .venv/bin/python benchmarks/crimerules_speed.py [--seconds 5]

The cases are the examples of the package, from one theft to several offenders, victims and forces. They are read beforehand,
as a system would hold them; reading a case from plain data is timed apart. Import is that of a fresh interpreter, less the
interpreter itself, the middle of eleven starts: of the package, and of the command's own module. All is processor time, so
that other work on the machine doesn't count.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date

from crimerules.case import Case
from crimerules.deciding import decide
from crimerules.examples import load_all

DECISIONS = "20,000 at least"
IMPORT = "under 150 ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    seconds = parser.parse_args().seconds
    examples = load_all()
    plain = [each.case for each in examples]
    cases: list[tuple[Case, date]] = [(Case.from_dict(each.case), each.on) for each in examples]
    steps = [len(decide(case, on).steps) for case, on in cases]

    def decided() -> None:
        for case, on in cases:
            decide(case, on)

    def read() -> None:
        for each in plain:
            Case.from_dict(each)

    bare = started("pass")
    figures = [
        {"what": "examples", "value": len(cases), "unit": "cases"},
        {"what": "steps in a trace", "value": round(statistics.mean(steps), 1), "unit": "a case"},
        {
            "what": "decisions",
            "value": round(rate(decided, len(cases), seconds)),
            "unit": "a second",
            "aim": DECISIONS,
        },
        {
            "what": "cases read",
            "value": round(rate(read, len(cases), seconds)),
            "unit": "a second",
        },
        {
            "what": "import crimerules",
            "value": round(started("import crimerules") - bare),
            "unit": "ms",
            "aim": IMPORT,
        },
        {
            "what": "import crimerules.cli",
            "value": round(started("import crimerules.cli") - bare),
            "unit": "ms",
        },
    ]
    print(json.dumps(figures, indent=2))


def rate(once: Callable[[], None], size: int, seconds: float) -> float:
    """How many a second: whole rounds until the time is up, the best of three such runs."""
    once()
    best = 0.0
    for _ in range(3):
        rounds, began = 0, time.process_time()
        while time.process_time() - began < seconds / 3:
            once()
            rounds += 1
        best = max(best, rounds * size / (time.process_time() - began))
    return best


def started(code: str) -> float:
    """Milliseconds that a fresh interpreter needs for some code, the middle of eleven."""
    times = []
    for _ in range(11):
        before = os.times()
        subprocess.run([sys.executable, "-c", code], check=True)
        after = os.times()
        spent = after.children_user - before.children_user
        times.append((spent + after.children_system - before.children_system) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    main()
