"""Does the finder rank invented British logs of every kind as well: domestic, with a child, coded as anti-social behaviour,
told in little English?

    .venv/bin/python benchmarks/finder_kinds.py

Kinds are those of onrecord/screening/watch/equality.toml, by the logs' own words. Every log is scored by rules and by a model of
manner that was fitted without all logs of its hand. Little English is every log once more
with the stated changes of tests/made_logs/little_english.py. Intervals are the 2.5 and 97.5 percentiles of 1,000 bootstrap
draws of the logs. Where a kind has fewer than ten clean logs, its missed logs are ranked among all clean ones. Stopped at closing: the share of missed, and of clean, logs whose words the closing check would stop.
"""

import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tools"), str(ROOT / "benchmarks")]

import train_manner
from finder import auc

from onrecord.screening.finder.manner import manner_points, story_share
from onrecord.screening.finder.rank import Finder
from onrecord.screening.rules.engine import WEAK, LogFacts, load_rules, weigh
from onrecord.screening.watch.kinds import kinds
from tests.made_logs import made_logs
from tests.made_logs.little_english import little_english

DRAWS = 1_000
AIM = "no more than .10 below all"
HANDS = {
    "newcomer": "written as by callers with little English",
    "second": "written as by callers with little English, another writer's",
    "broken": "what callers with little English said, near word for word",
}
FIGURES: list[dict[str, object]] = []


def figure(what: str, value: object, aim: str = "") -> None:
    print(f"{what}: {value} {aim and '(' + aim + ')'}", file=sys.stderr)
    FIGURES.append({"what": what, "value": value, "unit": "", "aim": aim})


def told(name: str, scores: np.ndarray, stopped: np.ndarray, wanted: np.ndarray, aim: str) -> None:
    yes, no = int(wanted.sum()), int((~wanted).sum())
    if min(yes, no) < 10:
        figure(f"{name} ({yes} missed, {no} clean)", "too few to say")
        return
    rng, draws = np.random.default_rng(1), []
    while len(draws) < DRAWS:
        at = rng.integers(0, len(scores), len(scores))
        if 0 < wanted[at].sum() < len(at):
            draws.append(auc(scores[at], wanted[at]))
    low, high = np.percentile(draws, [2.5, 97.5])
    value = f"{auc(scores, wanted):.3f} [{low:.3f}, {high:.3f}]"
    figure(f"{name} ({yes} missed, {no} clean): area under the curve", value, aim)
    shares = f"{stopped[wanted].mean():.0%} of missed, {stopped[~wanted].mean():.0%} of clean"
    figure(f"{name}: stopped at closing", shares)


def main() -> None:
    book = load_rules()
    texts: list[str] = []
    wanted: list[bool] = []
    plain: list[float] = []
    little: list[float] = []
    stops: list[bool] = []
    little_stops: list[bool] = []
    hands: list[str] = []
    for name in (*train_manner.SETS, *train_manner.HELD_OUT):
        logs = made_logs(name)
        hands += [name] * len(logs)
        model = train_manner.model_that_has_not_met(name)
        finder = Finder(book, model, manner_points(story_share(log.text for log in logs)))
        for log in logs:
            texts.append(log.text)
            wanted.append(log.missed)
            for text, scores, stopped in (
                (log.text, plain, stops),
                (little_english(log.text), little, little_stops),
            ):
                facts = LogFacts(text=text)
                reasons = weigh(facts, book)
                scores.append(finder.parts(facts, reasons).total)
                stopped.append(sum(reason.points for reason in reasons) >= WEAK)
    s, t, y = np.array(plain), np.array(stops), np.array(wanted)
    ls, lt = np.array(little), np.array(little_stops)
    told("all invented logs", s, t, y, "at least .85")
    told("the same in little English", ls, lt, y, "at least .80")
    for kind in kinds():
        own = np.array([kind.holds(text) for text in texts])
        if (y & own).sum() >= 10 > (~y & own).sum():
            both = (y & own) | ~y
            told(f"{kind.name}, against all clean logs", s[both], t[both], y[both], AIM)
            told(
                f"{kind.name}, against all clean logs, in little English",
                ls[both],
                lt[both],
                y[both],
                "",
            )
            continue
        told(kind.name, s[own], t[own], y[own], AIM)
        if kind.id != "language":
            told(f"{kind.name}, in little English", ls[own], lt[own], y[own], "")
    for name, whose in HANDS.items():
        own = np.array([hand == name for hand in hands])
        told(f"{whose} (set {name})", s[own], t[own], y[own], AIM)
    own = np.array([not any(kind.holds(text) for kind in kinds()) for text in texts])
    told("none of these", s[own], t[own], y[own], "")
    print(json.dumps({"figures": FIGURES}, ensure_ascii=False))


if __name__ == "__main__":
    main()
