"""Recording rates per situation that meet the published rates on average.

A crime reported plainly is recorded more often than one that hides in a call about something else. rates.toml says how
often each hard situation occurs and how often it is recorded; the plain situation takes what is left of the published
rate. Sums are exact (fsum), since `sum` rounds differently from Python 3.12 on.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from math import fsum

from onrecord.simulation.tables import Kind, kinds, rates

PLAIN = "plain"
SECOND = "second"
HARD = ("miscoded", "contradicted", "delayed", "unrecognised", "professional", "asb")


@dataclass(frozen=True)
class Calibration:
    """What the draws need.

    situations     (kind, domestic) -> share of each situation for the first crime of a log
    recorded       (cell, situation) -> probability that the crime is recorded
    late, at_call  situation -> probability that a recorded crime is recorded after 24 hours, or at the point of call
    more           kind -> probability of a second crime
    reported       kind -> share of disclosed first crimes
    """

    situations: dict[tuple[str, bool], dict[str, float]]
    recorded: dict[tuple[str, str], float]
    late: dict[str, float]
    at_call: dict[str, float]
    more: dict[str, float]
    reported: dict[str, float]


def cell_of(group: str, domestic: bool) -> str:
    """The line of rates.toml that a crime belongs to: the group, and domestic violence apart."""
    return "violence_domestic" if domestic and group == "violence" else group


def situation_shares(kind: Kind, domestic: bool) -> dict[str, float]:
    """How often each situation occurs for a kind; the plain one takes the rest."""
    cell = cell_of(kind.group, domestic)
    table = rates()["situations"]
    shares = {name: table[name].get("share", {}).get(cell, 0.0) for name in HARD}
    shares["unrecognised"] = kind.conduct
    shares["asb"] = 0.0 if domestic else kind.asb
    shares["professional"] = max(kind.third, shares["professional"])
    return {PLAIN: 1.0 - fsum(shares.values()), **shares}


def _residual(target: float, weights: dict[str, float], fixed: dict[str, float]) -> float:
    """The plain situation's rate: what is left of the target when the hard ones have taken theirs."""
    taken = fsum(weights[name] * fixed[name] for name in weights if name != PLAIN)
    return (target * fsum(weights.values()) - taken) / weights[PLAIN]


@lru_cache(maxsize=1)
def calibrate() -> Calibration:
    """Work the rates out from the tables.

    Raises ValueError where the tables ask for a rate outside 0 to 1.
    """
    published, assumed, table = rates()["published"], rates()["assumed"], rates()["situations"]
    all_kinds = kinds()
    # The mix of recorded crime is given; what was reported is that over the recording rate.
    told = {}
    for kind in all_kinds.values():
        told[kind.key] = kind.weight / published[kind.group]
    total = fsum(told.values())
    reported = {key: weight / total for key, weight in told.items()}
    ready = fsum(reported[key] * kind.more for key, kind in all_kinds.items())
    more = {key: kind.more * assumed["several"] / ready for key, kind in all_kinds.items()}

    situations: dict[tuple[str, bool], dict[str, float]] = {}
    weights: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for key, kind in all_kinds.items():
        for domestic, share in ((True, kind.domestic), (False, 1.0 - kind.domestic)):
            situations[key, domestic] = situation_shares(kind, domestic)
            here = reported[key] * share
            for name, part in situations[key, domestic].items():
                weights[cell_of(kind.group, domestic)][name] += here * part
            extra = here * more[key] * (1.0 + assumed["third"]) / fsum(kind.seconds.values())
            for other, odds in kind.seconds.items():
                weights[cell_of(all_kinds[other].group, domestic)][SECOND] += extra * odds

    fixed = {
        cell: {name: table[name]["recorded"][_line(table[name], cell)] for name in (*HARD, SECOND)}
        for cell in weights
    }
    targets = {cell: published[cell] for cell in weights}
    # The published violence rate is of all violence; what is not domestic takes the rest.
    size = {cell: fsum(parts.values()) for cell, parts in weights.items()}
    targets["violence"] = (
        published["violence"] * (size["violence"] + size["violence_domestic"])
        - published["violence_domestic"] * size["violence_domestic"]
    ) / size["violence"]

    recorded = {}
    flow: dict[str, float] = defaultdict(float)
    for cell, parts in weights.items():
        fixed[cell][PLAIN] = _residual(targets[cell], parts, fixed[cell])
        for name, part in parts.items():
            recorded[cell, name] = _checked(fixed[cell][name], f"recorded, {cell}, {name}")
            flow[name] += part * recorded[cell, name]
        # A kind may have a situation that its cell's other kinds never have.
        for name in (*HARD, SECOND):
            recorded.setdefault((cell, name), fixed[cell][name])

    late = {name: table[name]["late"] for name in (*HARD, SECOND)}
    at_call = {name: table[name]["at_the_call"] for name in (*HARD, SECOND)}
    late[PLAIN] = _checked(_residual(published["late"], flow, late), "late, plain")
    at_call[PLAIN] = _checked(_residual(published["at_the_call"], flow, at_call), "at the call")
    return Calibration(situations, recorded, late, at_call, more, reported)


def _line(row: dict[str, dict[str, float]], cell: str) -> str:
    return cell if cell in row["recorded"] else cell.removesuffix("_domestic")


def _checked(rate: float, name: str) -> float:
    if not 0.0 <= rate <= 1.0:
        raise ValueError(f"rates.toml asks for a rate of {rate:.3f} ({name}); it must be 0 to 1.")
    return rate
