"""Decisions of the rules: how many with full trace a core makes in a second, and how long the import takes.

    .venv/bin/python benchmarks/decisions.py [--seconds 5]

The cases are those of every example of the package that is judged by the rules of 2026/27: one to a dozen acts each, read
beforehand. Each decision carries its whole trace; nothing is kept from one to the next.
"""

import argparse
import json
import os
import subprocess
import sys
import time

RATE = "20,000 at least"
IMPORT = "under 150 ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="how long to go on deciding")
    seconds = parser.parse_args().seconds
    from crimerules import Case, decide
    from crimerules.examples import load_all
    from crimerules.rule import EDITION

    held = [(Case.from_dict(one.case), one.on) for one in load_all() if one.on >= EDITION]
    acts = sum(len(case.acts) for case, _ in held)
    made = steps = 0
    start = time.process_time()
    while (spent := time.process_time() - start) < seconds:
        for case, on in held:
            steps += len(decide(case, on).steps)
        made += len(held)
    figures = [
        {
            "what": f"Decisions a second with their whole trace ({len(held)} cases with {acts} acts, {steps / made:.1f} steps each, one core)",
            "value": round(made / spent),
            "unit": "",
            "aim": RATE,
        },
        {
            "what": "Importing `crimerules`, beyond starting Python",
            "value": round(import_time() * 1000),
            "unit": "ms",
            "aim": IMPORT,
        },
    ]
    for each in figures:
        print(f"{each['what']}: {each['value']:,} {each['unit']} ({each['aim']})", file=sys.stderr)
    print(json.dumps({"figures": figures}))


def import_time() -> float:
    """Seconds of a core that importing takes beyond starting Python; the best of five."""
    return min(started("import crimerules") for _ in range(5)) - min(
        started("pass") for _ in range(5)
    )


def started(code: str) -> float:
    before = os.times()
    subprocess.run([sys.executable, "-c", code], check=True)
    after = os.times()
    return (
        after.children_user + after.children_system - before.children_user - before.children_system
    )


if __name__ == "__main__":
    main()
