"""How well the finder ranks: invented British logs, and public American logs that nobody here wrote; and how fast it is.

    .venv/bin/python benchmarks/finder.py [--days 30]

The public logs are looked for in the folder that ONRECORD_PUBLIC_LOGS names, else in ../shared/data beside the repository; where
there are none, that part is left out. Intervals are the 2.5 and 97.5 percentiles of 1,000 bootstrap draws of the logs.

Which sets are still new to rules and models, and which are not, is told in docs/explanation/finder.md.

Parts: *rules* alone; *manner*, the model that came with onrecord, alone; *both*; *model*, trained on the recorded crimes of the
first half of a department's own logs; *feedback*, the same with a reader's findings from half of the reviewed logs, seen on
the other half. For the sets of British logs from which the manner model was made, it is fitted anew without all sets of the same
hand.
"""

import argparse
import csv
import gzip
import io
import json
import os
import random
import re
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

import train_manner

from onrecord.screening.finder.find import find_missed
from onrecord.screening.finder.manner import manner_points, story_share
from onrecord.screening.finder.rank import Finder, make_finder
from onrecord.screening.finder.training import Example, train
from onrecord.screening.rules.engine import LogFacts, load_rules, weigh
from tests.made_logs import made_logs

FOLDER = Path(os.environ.get("ONRECORD_PUBLIC_LOGS") or ROOT.parent / "shared" / "data")
CAMPUS = FOLDER / "uchicago_ucpd_2010-07_2021-12.csv.gz"
REVIEWED = FOLDER / "reviewed-logs.csv"
CORNELL = FOLDER / "cornell_police_log.csv.gz"
CALLS = FOLDER / "ucsd_calls_for_service_2020_full.csv.gz"
CATEGORIES = FOLDER / "ucsd-crime-categories.csv"
DRAWS = 1_000
FIGURES: list[dict[str, object]] = []


def figure(what: str, value: object, unit: str = "", aim: str = "") -> None:
    print(f"{what}: {value} {unit} {aim and '(' + aim + ')'}", file=sys.stderr)
    FIGURES.append({"what": what, "value": value, "unit": unit, "aim": aim})


def auc(scores: np.ndarray, wanted: np.ndarray) -> float:
    """How often a wanted log outranks another one; ties count half."""
    yes, no = scores[wanted], np.sort(scores[~wanted])
    below = np.searchsorted(no, yes, "left")
    equal = np.searchsorted(no, yes, "right") - below
    return float((below + equal / 2).sum() / (len(yes) * len(no)))


def recall(scores: np.ndarray, wanted: np.ndarray, share: float) -> float:
    """The share of the wanted logs in the first `share` of the ranking; ties stand in a fixed random order."""
    order = np.lexsort((np.random.default_rng(1).random(len(scores)), -scores))
    return float(
        wanted[order[: round(share * len(scores))]].mean()
        * round(share * len(scores))
        / wanted.sum()
    )


def saved(scores: np.ndarray, wanted: np.ndarray) -> float:
    """Work saved over sampling at 95 % recall: the share of logs that need not be read, less 0.05."""
    order = np.lexsort((np.random.default_rng(1).random(len(scores)), -scores))
    found = np.cumsum(wanted[order])
    return float(1 - (np.searchsorted(found, 0.95 * wanted.sum()) + 1) / len(scores) - 0.05)


def told(
    name: str, scores: list[float], wanted: list[bool], aim: str = "", deep: bool = False
) -> None:
    """AUC with its interval; `deep`: recall and work saved as well."""
    s, y, rng = np.array(scores), np.array(wanted, dtype=bool), np.random.default_rng(1)
    asked = [("area under the curve", auc)]
    if deep:
        asked += [
            (f"recall in the first {share:.0%}", lambda s, y, k=share: recall(s, y, k))
            for share in (0.05, 0.1, 0.2)
        ]
        asked.append(("work saved at 95 % recall", saved))
    for what, of in asked:
        draws = []
        while len(draws) < DRAWS:
            at = rng.integers(0, len(s), len(s))
            if 0 < y[at].sum() < len(at):
                draws.append(of(s[at], y[at]))
        low, high = np.percentile(draws, [2.5, 97.5])
        figure(
            f"{name}: {what}",
            f"{of(s, y):.3f} [{low:.3f}, {high:.3f}]",
            "",
            aim if of is auc else "",
        )


def parts(finder: Finder, texts: list[str]) -> dict[str, list[float]]:
    """The points of each part, for every text."""
    made: dict[str, list[float]] = {"rules": [], "manner": [], "both": []}
    for text in texts:
        facts = LogFacts(text=text)
        points = finder.parts(facts, weigh(facts, finder.book))
        made["rules"].append(points.rules)
        made["manner"].append(finder.manner.score(text))
        made["both"].append(points.total)
    return made


def like(scores: list[float], texts: list[str], wanted: list[bool]) -> str:
    """AUC among pairs whose lengths differ by no more than a quarter."""
    won = count = 0.0
    for a, ta, ya in zip(scores, texts, wanted, strict=True):
        for b, tb, yb in zip(scores, texts, wanted, strict=True):
            if ya and not yb and max(len(ta), len(tb)) <= 1.25 * min(len(ta), len(tb)):
                won += (a > b) + (a == b) / 2
                count += 1
    return f"{won / count:.3f}" if count else "no such pairs"


def british() -> None:
    for name in (*train_manner.SETS, *train_manner.HELD_OUT):
        logs = made_logs(name)
        texts, wanted = [log.text for log in logs], [log.missed for log in logs]
        if not any(wanted):
            continue  # an ordinary day: nothing to rank it against
        model = train_manner.model_that_has_not_met(name)
        made = parts(Finder(load_rules(), model, manner_points(story_share(texts))), texts)
        for part, scores in made.items():
            aim = "at least .85, aim .90" if part == "both" else ""
            told(f"British logs, {name} ({len(texts)}), {part}", scores, wanted, aim)
        figure(
            f"British logs, {name}, both: pairs of like length",
            like(made["both"], texts, wanted),
        )
        figure(
            f"British logs, {name}: length of the text alone",
            round(auc(np.array([float(len(t)) for t in texts]), np.array(wanted)), 3),
        )


def read(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def tidy(value: str) -> str:
    return re.sub(r"\s+", " ", value.replace("\u2010", "-")).strip()


def scored(texts: list[str]) -> list[float]:
    finder = make_finder(manner_points(story_share(texts)))
    return [finder.points(LogFacts(text=text)) for text in texts]


def campus() -> None:
    reviewed = read(REVIEWED)
    texts = [row["text"] for row in reviewed]
    crime = [row["verdict"] == "crime" for row in reviewed]
    rules = scored(texts)
    told("300 reviewed campus logs, crime, rules", rules, crime, deep=True)
    plain = [n for n, row in enumerate(reviewed) if row["verdict"] != "query"]
    told(
        "reviewed campus logs without the 45 to query, crime, rules",
        [rules[n] for n in plain],
        [crime[n] for n in plain],
    )
    known = set(texts)
    rows = [
        r
        for r in read(CAMPUS)
        if r["text"] not in known and r["text"].strip() and r["incident"].strip() != "Information"
    ]
    wanted = [bool(row["groups"]) for row in rows]
    told(
        f"{len(rows):,} campus logs to 2021, recorded as crime, rules",
        scored([r["text"] for r in rows]),
        wanted,
    )
    rare = random.Random(1)  # noqa: S311 (a draw that can be repeated, no secret)
    no = [row for row in rows if not row["groups"]]
    yes = rare.sample([row for row in rows if row["groups"]], len(no) // 9)
    some = [r["text"] for r in (*yes, *no)]
    label = [True] * len(yes) + [False] * len(no)
    told(
        f"the same, thinned to one crime in ten ({len(some):,}), rules",
        scored(some),
        label,
        deep=True,
    )

    # A model of what was recorded, from the earlier half; the later half and the reviewed logs are new to it.
    half = len(rows) // 2
    examples = [Example(row["text"], bool(row["groups"])) for row in rows[:half]]
    model = train(examples)
    later = rows[half:]
    finder = make_finder(0.0, model)
    for part, points in (
        ("rules", scored([r["text"] for r in later])),
        ("model", [model.score(r["text"]) for r in later]),
        ("rules and model", [finder.points(LogFacts(text=r["text"])) for r in later]),
    ):
        told(f"later half of the campus logs, {part}", points, wanted[half:])
    told("300 reviewed campus logs, model", [model.score(t) for t in texts], crime)
    told(
        "300 reviewed campus logs, rules and model",
        [finder.points(LogFacts(text=t)) for t in texts],
        crime,
        deep=True,
    )
    # Feedback: a reader's findings on one half of the reviewed logs, seen on the other, both ways round.
    order = list(range(len(texts)))
    random.Random(1).shuffle(order)  # noqa: S311 (as above)
    with_feedback = [0.0] * len(texts)
    for learn, see in ((order[:150], order[150:]), (order[150:], order[:150])):
        readings = [
            Example(texts[n], False, crime[n]) for n in learn if reviewed[n]["verdict"] != "query"
        ]
        both = make_finder(0.0, train([*examples, *readings]))
        for n in see:
            with_feedback[n] = both.points(LogFacts(text=texts[n]))
    told("300 reviewed campus logs, rules, model and feedback", with_feedback, crime, deep=True)


def elsewhere() -> None:
    rows = [row for row in read(CORNELL) if row["text"].strip()]
    told(
        "another department (363 logs), no longer unseen, rules",
        scored([r["text"] for r in rows]),
        [r["crime"] == "True" for r in rows],
        "at least .85",
        deep=True,
    )
    kinds = {row["call_category"] for row in read(CATEGORIES)}
    calls = [(tidy(r["SUMMARY"]), tidy(r["CALL_CATEGORY"]) in kinds) for r in read(CALLS)]
    calls = [(text, wanted) for text, wanted in calls if len(text) >= 12]
    told(
        f"a third department ({len(calls):,} calls with a summary), no longer unseen, rules",
        scored([t for t, _ in calls]),
        [w for _, w in calls],
        "at least .85",
        deep=True,
    )


def processor_time() -> float:
    """Seconds of processor time of this program and those that it started and that have ended."""
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(use.ru_utime + use.ru_stime for use in map(resource.getrusage, both))


def speed(days: int) -> None:
    from onrecord.simulation.generate import make_force

    with tempfile.TemporaryDirectory(prefix="finder-") as folder:
        home = Path(folder)
        make_force(days=days, calls_per_day=5_700, seed=1, out=home / "force")
        before = processor_time()
        began = time.perf_counter()
        found = find_missed(home / "force" / "logs.csv", home / "out", explain=0.1)
        took = time.perf_counter() - began
        spent = processor_time() - before
        what = f"`find-missed` on {found.logs:,} logs of the demonstration force, reading and writing included, reasons for the top tenth"
        figure(what, round(found.logs / took), "logs/s", "5,000 at least")
        figure(
            "the same, by the processor time that it took, on two cores with nothing else to do",
            round(2 * found.logs / spent),
            "logs/s",
        )
        figure(
            "that is, for a force-year of 2.1 million logs",
            round(2_100_000 * spent / 2 / found.logs / 60, 1),
            "min",
            "under 15",
        )
        own = (
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            + 2 * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        )
        figure("memory at most, all processes", round(own / 1e6, 2), "GB", "under 2")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=30)
    asked = parser.parse_args()
    british()
    if all(path.exists() for path in (CAMPUS, REVIEWED, CORNELL, CALLS, CATEGORIES)):
        campus()
        elsewhere()
    else:
        print(f"{FOLDER} lacks the public logs; their figures are left out", file=sys.stderr)
    speed(asked.days)
    print(json.dumps({"figures": FIGURES}, ensure_ascii=False))


if __name__ == "__main__":
    main()
