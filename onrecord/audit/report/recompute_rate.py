"""Work the rate of an audit out again from its exported report. Needs Python 3.11 or later, and nothing else.

    python3 recompute_rate.py report.json

For each figure of the report it expands the counts of the records read to the frame, stratum by stratum, divides recorded by
should-be-recorded, works out the standard error and the 95 % interval, and holds the result against what the report says.
It ends with 1 when anything differs. Written apart from the program that made the report, on purpose: it shares no line with it.

    rate = sum(N/n x recorded) / sum(N/n x should), N records in a stratum, n read and decided
    variance = sum(N (N - n) / n x variance of (recorded - rate x should)) / (sum of N/n x should)^2

Strata of one kind (linked or not) with fewer than three surprises are taken together, and their variance is not let fall
below what was planned, scaled to what was found; the interval is the logit interval, at 0 or 1 Clopper-Pearson's or the
planned one where that is wider (docs/explanation of the program says why).

Of an audit that may stop early the interval is a betting confidence sequence instead, worked out from the records in their order: it is the
range of rates that no bet has ruled out. It takes some seconds for each figure.

Where each record had its own chance p to be drawn, both totals are  a x sum of what was foretold + sum of (found - a x foretold) / p,
a being the share that makes the variance smallest, and the variance is  sum of (1 - p) / p^2 x rest^2, not less than was planned.
"""

import json
import math
import sys
from pathlib import Path
from statistics import NormalDist, variance

ENOUGH = 3
SAME = 1e-6


def expanded(strata):
    should = math.fsum(
        s["size"] / len(s["counts"]) * sum(d for d, _ in s["counts"]) for s in strata
    )
    recorded = math.fsum(
        s["size"] / len(s["counts"]) * sum(y for _, y in s["counts"]) for s in strata
    )
    return should, recorded


def weight(s):
    n = len(s["counts"])
    return s["size"] * (s["size"] - n) / n


def shown(s, rate):
    if len(s["counts"]) < 2:
        return 0.0
    return weight(s) * variance([y - rate * d for d, y in s["counts"]])


def surprises(s):
    """Records that are not what the stratum promises: a missed crime where one is linked, any crime where none is."""
    return sum(d > y if s["linked"] else d > 0 for d, y in s["counts"])


def outcomes(part):
    """(share of records, should, recorded) as planned for one kind of record."""
    share, linked, crimes, further = (
        part["share"],
        part["linked"],
        part["crime_rate"],
        part["further_missed"],
    )
    if not linked:
        return [(share * (1 - crimes), 0, 0), (share * crimes, 1, 0)]
    further = min(further, crimes)
    return [
        (share * (1 - crimes), 0, 0),
        (share * (crimes - further), 1, 1),
        (share * further, 2, 1),
    ]


def mixed(s):
    return len(s["plan"]) > 1 or s["plan"][0]["linked"] != s["linked"]


def planned_surprise(s):
    if mixed(s):
        return math.fsum(p for part in s["plan"] for p, d, _ in outcomes(part) if d)
    part = s["plan"][0]
    return min(part["further_missed"], part["crime_rate"]) if s["linked"] else part["crime_rate"]


def planned_variance(s, factor, rate):
    """As planned, with `factor` times as many surprises."""
    name = "further_missed" if s["linked"] and not mixed(s) else "crime_rate"
    scaled = [{**part, name: min(1.0, part[name] * factor)} for part in s["plan"]]
    values = [(share, y - rate * d) for part in scaled for share, d, y in outcomes(part)]
    mean = math.fsum(p * v for p, v in values)
    return math.fsum(p * (v - mean) ** 2 for p, v in values)


def variance_of_residuals(strata, rate):
    whole = 0.0
    for linked in (False, True):
        quiet = []
        for s in strata:
            if s["linked"] != linked:
                continue
            if len(s["counts"]) == s["size"] or surprises(s) >= ENOUGH:
                whole += shown(s, rate)
            else:
                quiet.append(s)
        if quiet:
            found = sum(surprises(s) for s in quiet)
            expected = math.fsum(len(s["counts"]) * planned_surprise(s) for s in quiet)
            factor = (found + 1) / (expected + 1)
            floor = math.fsum(weight(s) * planned_variance(s, factor, rate) for s in quiet)
            whole += max(math.fsum(shown(s, rate) for s in quiet), floor)
    return whole


def exact_limits(rate, n, level):
    """Clopper-Pearson for none or all of n."""
    tail = (1 - level) / 2
    edge = tail ** (1 / n) if n else 0.0
    return (edge, 1.0) if rate == 1.0 else (0.0, 1 - edge)


def estimate(strata, level):
    """(rate, low, high); None three times where nothing that counts was found."""
    if not strata:
        return None, None, None
    should, recorded = expanded(strata)
    if should == 0:
        return None, None, None
    if all(d == y for s in strata for d, y in s["counts"]):
        recorded = should
    rate = recorded / should
    if all(len(s["counts"]) == s["size"] for s in strata):
        return rate, rate, rate
    z = NormalDist().inv_cdf((1 + level) / 2)
    se = math.sqrt(variance_of_residuals(strata, rate)) / should
    if rate in (0.0, 1.0):
        clusters = sum(d > 0 for s in strata for d, _ in s["counts"])
        low, high = exact_limits(rate, clusters, level)
        return rate, min(low, max(0.0, rate - z * se)), max(high, min(1.0, rate + z * se))
    centre, reach = math.log(rate / (1 - rate)), z * se / (rate * (1 - rate))
    return rate, 1 / (1 + math.exp(reach - centre)), 1 / (1 + math.exp(-reach - centre))


STAKES = [0.95 * 2.0**-k for k in range(8)]
STEPS = 1000


def ruled_out(steps, above, rate, sizes, shares, most, limit):
    """After how many records the bet that the truth is above (or below) this rate has multiplied its stake by `limit`; None if never."""
    left, whole = list(sizes), sum(sizes)
    capital, so_far = [1.0] * len(STAKES), 0.0
    for number, (h, should, recorded) in enumerate(steps, 1):
        if (should - recorded if above else recorded) > most:
            return None
        open_shares = sum(share for share, n in zip(shares, left, strict=True) if n)
        weights = [n * open_shares / share for share, n in zip(shares, left, strict=True) if n]
        z = recorded - rate * should
        x = (so_far + left[h] * open_shares / shares[h] * z) / whole
        low = (so_far - max(weights) * rate * most) / whole
        high = (so_far + max(weights) * (1 - rate) * most) / whole
        wide = max(high - low, 1e-12)
        if above:
            gain = x / (max(-low, wide * 1e-6) if low < 0 else wide)
        else:
            gain = -x / (max(high, wide * 1e-6) if high > 0 else wide)
        capital = [c * (1 + gain * s) for c, s in zip(capital, STAKES, strict=True)]
        if sum(capital) >= limit * len(STAKES):
            return number
        so_far += z
        left[h] -= 1
    return None


def sequence(order, design, level):
    """(low, high) after the last record."""
    worst, best = order["worst"], order["best"] or order["worst"]
    sizes, shares, most = design["sizes"], design["shares"], order["most"]
    limit, never = 2 / (1 - level), len(worst) + 1
    gone = []
    for step in range(1, STEPS):
        rate = step / STEPS
        up = ruled_out(worst, True, rate, sizes, shares, most, limit) or never
        down = ruled_out(best, False, rate, sizes, shares, most, limit) or never
        gone.append(min(up, down))
    after = min(len(worst), max(0, max(gone) - 1))
    kept = [place for place, when in enumerate(gone) if when > after]
    return (kept[0] / STEPS, (kept[-1] + 2) / STEPS) if kept else (0.0, 1.0)


def total(rows, which, trust, foretold):
    return trust * foretold[which] + math.fsum(
        (row[which] - trust * row[which + 2]) / row[4] for row in rows
    )


def trusted(rows, rate):
    """The share of what was foretold that makes the variance smallest, held between 0 and 1."""
    over = under = 0.0
    for should, recorded, said, kept, p in rows:
        told = kept - rate * said
        over += (1 - p) / p**2 * (recorded - rate * should) * told
        under += (1 - p) / p**2 * told * told
    return min(1.0, max(0.0, over / under)) if under > 0 else 0.0


def own_chances(part, level):
    """(rate, low, high) where each record had its own chance."""
    if part is None:
        return None, None, None
    rows, foretold = part["records"], part["foretold"]
    plain = total(rows, 0, 0.0, foretold)
    if plain == 0:
        return None, None, None
    trust, should, rate = 0.0, plain, total(rows, 1, 0.0, foretold) / plain
    for _ in range(2):
        trust = trusted(rows, rate)
        should, recorded = (total(rows, which, trust, foretold) for which in (0, 1))
        if should <= 0 or not 0 <= recorded <= should:
            trust, should, rate = 0.0, plain, total(rows, 1, 0.0, foretold) / plain
            break
        rate = recorded / should
    if part["whole"]:
        return rate, rate, rate
    shown = math.fsum(
        (1 - p) / p**2 * (y - trust * kept - rate * (d - trust * said)) ** 2
        for d, y, said, kept, p in rows
    )
    strange = [(d, said) for d, _, said, kept, _ in rows if kept == 0]
    factor = (sum(d > 0 for d, _ in strange) + 1) / (math.fsum(said for _, said in strange) + 1)
    se = math.sqrt(max(shown, part["planned"] * factor)) / should
    z = NormalDist().inv_cdf((1 + level) / 2)
    if rate in (0.0, 1.0):
        low, high = exact_limits(rate, max(1, sum(row[0] > 0 for row in rows)), level)
        return rate, min(low, max(0.0, rate - z * se)), max(high, min(1.0, rate + z * se))
    centre, reach = math.log(rate / (1 - rate)), z * se / (rate * (1 - rate))
    return rate, 1 / (1 + math.exp(reach - centre)), 1 / (1 + math.exp(-reach - centre))


def same(a, b):
    return a is b is None or (a is not None and b is not None and abs(a - b) <= SAME)


def words(numbers):
    if numbers[0] is None:
        return "no rate"
    return "{:.4f} % ({:.4f} to {:.4f})".format(*(100 * n for n in numbers))


def main(path):
    part = json.loads(Path(path).read_text(encoding="utf-8"))["recompute"]
    wrong = 0
    for key, figure in part["figures"].items():
        ours = estimate(figure["strata"], part["level"])
        if "own" in figure:
            ours = own_chances(figure["own"], part["level"])
        rate, order = ours[0], figure.get("order")
        all_read = order and len(order["worst"]) == sum(part["sequential"]["sizes"])
        if rate is not None and order and not (all_read and ours[1] == ours[2]):
            low, high = sequence(order, part["sequential"], part["level"])
            ours = (rate, min(low, rate), max(high, rate))
        theirs = (figure["rate"], figure["low"], figure["high"])
        agree = all(same(a, b) for a, b in zip(ours, theirs, strict=True))
        wrong += not agree
        print(
            f"{key}: {words(ours)}; {'the report says the same' if agree else 'THE REPORT SAYS ' + words(theirs)}"
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Give the file: python3 recompute_rate.py report.json")
    sys.exit(main(sys.argv[1]))
