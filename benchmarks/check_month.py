"""`onrecord check` on a force-month: 171,000 logs and their crimes, no server. Aim: under 60 s and 1.5 GB.

.venv/bin/python benchmarks/check_month.py
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BIN = Path(sys.executable).parent


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--days", type=int, default=30)
    options.add_argument("--calls-per-day", type=int, default=5700)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder:
        force, out = Path(folder) / "force", Path(folder) / "report"
        subprocess.run(
            [
                BIN / "onrecord",
                "demo",
                "--days",
                str(chosen.days),
                "--calls-per-day",
                str(chosen.calls_per_day),
                "--seed",
                "1",
                "--out",
                force,
            ],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        started = time.perf_counter()
        done = subprocess.run(
            [
                BIN / "onrecord",
                "check",
                "--logs",
                force / "logs.csv",
                "--crimes",
                force / "crimes.csv",
                "--map",
                force / "codes.toml",
                "--out",
                out,
            ],
            capture_output=True,
            text=True,
        )
        seconds = time.perf_counter() - started
        if done.returncode not in (0, 1):
            sys.exit(done.stderr)
        print(done.stdout, file=sys.stderr)
        peak = max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 2**20
        logs = sum(1 for _ in (force / "logs.csv").open()) - 1
    figures = [
        {
            "what": f"`onrecord check` on {logs:,} logs and their crimes",
            "value": round(seconds, 1),
            "unit": "s",
            "aim": "under 60 s",
        },
        {
            "what": "its memory at most",
            "value": round(peak, 2),
            "unit": "GB",
            "aim": "under 1.5 GB",
        },
    ]
    print(json.dumps({"figures": figures}))


if __name__ == "__main__":
    main()
