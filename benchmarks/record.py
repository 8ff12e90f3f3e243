"""Run the benchmarks and write docs/reference/performance.md from what they print.

    .venv/bin/python benchmarks/record.py            all of them (about half an hour)
    .venv/bin/python benchmarks/record.py check_month import_month
    .venv/bin/python benchmarks/record.py pages -- --keep FOLDER     what follows -- goes to the script

Each script's last line is JSON: {"figures": [{"what", "value", "unit", "aim"}]}. Figures of scripts that aren't run
again are kept with the date of their own run.
"""

import json
import os
import platform
import subprocess
import sys
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "reference" / "performance.md"
KEPT = HERE / "figures.json"


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}, {platform.system()}"


def main() -> None:
    names, options = sys.argv[1:], []
    if "--" in names:
        at = names.index("--")
        names, options = names[:at], names[at + 1 :]
    names = names or sorted(
        p.stem for p in HERE.glob("*.py") if p.stem != "record" and not p.stem.startswith("_")
    )
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    failed = []
    for name in names:
        print(f"{name} ...", file=sys.stderr, flush=True)
        load = round(os.getloadavg()[0], 1)
        done = subprocess.run(
            [sys.executable, HERE / f"{name}.py", *options],
            stdout=subprocess.PIPE,
            text=True,
            cwd=HERE.parent,
        )
        last = done.stdout.strip().splitlines()[-1:] or [""]
        if done.returncode or not last[0].startswith("{"):
            failed.append(name)
            continue
        kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}  # another run may have ended
        kept[name] = {
            "date": date.today().isoformat(),
            "machine": machine(),
            "load": load,
            "figures": json.loads(last[0])["figures"],
        }
        KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
        write_page(kept)
    if failed:
        sys.exit(f"no figures from: {', '.join(failed)}")


def write_page(kept: dict) -> None:
    lines = [
        "# Performance",
        "",
        "Written by `benchmarks/record.py`; don't edit. Each figure is one run of the script named, on the machine and day named. Other",
        "work on the machine makes them worse: *load* says how many other programs wanted a processor when the run began (none would be 0).",
        "Run any of them yourself: `.venv/bin/python benchmarks/NAME.py`.",
        "",
        "| What | Measured | Aim | Script | Day | Load | Machine |",
        "| --- | ---: | --- | --- | --- | ---: | --- |",
    ]
    for name, run in sorted(kept.items()):
        for f in run["figures"]:
            value = f"{f['value']:,}" if isinstance(f["value"], (int, float)) else f["value"]
            lines.append(
                f"| {f['what']} | {value} {f['unit']} | {f.get('aim', '')} | `{name}` | {run['date']} | {run.get('load', '')} | {run['machine']} |"
            )
    PAGE.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
