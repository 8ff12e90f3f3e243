"""Draw the sample of an audit again from its exported report and its frame file. Needs Python 3.11 or later, and nothing else.

    python3 redraw_sample.py report.json frame.csv.gz

The frame file names every record that could have been drawn, so it is given out only with the force's consent. The script checks that it is the
frame whose hash the report names, puts each record into its stratum, draws, puts the drawn records in their order of reading, and
holds the hash of that list against the one that was written down before anybody had read. It ends with 1 when they differ. Written
apart from the program that made the report, on purpose: it shares no line with it.

    number of a record  SHA-256 of  seed|frame hash|system|reference key     the smallest of each stratum are drawn
    order of reading    SHA-256 of  reading order|seed|frame hash|system|reference key
    or, where the audit may stop early, record number t comes from the stratum into whose share of the whole falls
                        SHA-256 of  step|seed|frame hash|t                   each share as long as the design says
    or, where each record has its own chance, it is drawn if its number, as a share of 2^256, lies below that chance
    sample hash         SHA-256 of the lines  position|system|reference key
"""

import csv
import gzip
import hashlib
import io
import json
import math
import sys
from pathlib import Path


def sha(text):
    return hashlib.sha256(text.encode()).digest()


def read_frame(path):
    """(lines, hash): lines as dictionaries, the hash of the unpacked text."""
    raw = Path(path).read_bytes()
    text = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    lines = list(csv.DictReader(io.StringIO(text.decode(), newline=""), strict=True))
    return lines, hashlib.sha256(text).hexdigest()


def key_of(code):
    return " ".join(code.split()).casefold()


def stratum_of(line, strata, layout):
    """The place of a line's stratum; None where it has none."""
    linked, score = line["linked"] == "1", int(line.get("score") or 0)
    codes = f"{line['opening_code']}\n{line['closing_code']}".casefold()
    word = next((w for w in layout["certainty"] if w.casefold() in codes), None)
    if word is not None:
        return next(
            (h for h, s in enumerate(strata) if s.get("certain") == word and s["linked"] == linked),
            None,
        )
    there = [(h, s) for h, s in enumerate(strata) if not s.get("certain")]
    if layout["single"]:
        return there[0][0] if there else None
    there = [(h, s) for h, s in there if s["linked"] == linked]
    named = [
        (h, s) for h, s in there if not s["rest"] and key_of(line["closing_code"]) in s["codes"]
    ]
    for h, s in named or [(h, s) for h, s in there if s["rest"]]:
        if s.get("low") is None or s["low"] <= score <= s["high"]:
            return h
    return None


def steps(shares, sizes, number, seed, frame_hash):
    """The stratum of each record of an order drawn for an audit that may stop early."""
    used, found = [0] * len(sizes), []
    for t in range(1, number + 1):
        still = [h for h, n in enumerate(sizes) if used[h] < n]
        if not still:
            break
        mark = int.from_bytes(sha(f"step|{seed}|{frame_hash}|{t}")) / 2**256
        mark *= math.fsum(shares[h] for h in still)
        edge = 0.0
        for h in still:
            edge += shares[h]
            if mark < edge:
                break
        used[h] += 1
        found.append(h)
    return found


def redraw(report, path):
    """The problems found; none where the sample is the one that frame and seed give."""
    design, seed = report["estimate"]["design"], report["estimate"]["seed"]
    named = report["estimate"]["frame"]["hash"]
    lines, frame_hash = read_frame(path)
    if frame_hash != named:
        return [f"This is not the frame of the report: its hash is {frame_hash}, not {named}."]
    strata = design["strata"]
    layout = design.get("layout") or {"single": False, "certainty": []}
    pools: list[list[tuple[bytes, str, str]]] = [[] for _ in strata]
    for line in lines:
        h = stratum_of(line, strata, layout)
        if h is None:
            return [f"A record closed as {line['closing_code']!r} belongs to no stratum."]
        system, ref = line["system"], line["ref_key"]
        pools[h].append((sha(f"{seed}|{frame_hash}|{system}|{ref}"), system, ref))
    sizes = [len(pool) for pool in pools]
    if sizes != [s["logs"] for s in strata]:
        return ["The strata do not have as many records in the frame as the report says."]
    numbers = [s["to_read"] for s in strata]
    own = design.get("active")
    if own is not None:
        return redraw_own(own["classes"], strata, lines, layout, seed, frame_hash, design, numbers)
    drawn = [
        [(a, b) for _, a, b in sorted(pool)[:n]] for pool, n in zip(pools, numbers, strict=True)
    ]
    if "sequential" in design:
        shares = [float(share) for share in design["sequential"]["shares"]]
        order = steps(shares, sizes, design["sample_size"], seed, frame_hash)
        if [order.count(h) for h in range(len(strata))] != numbers:
            return ["The order gives other numbers to read than the report says."]
        groups = [iter(group) for group in drawn]
        ordered = [next(groups[h]) for h in order]
    else:
        ordered = in_order((record for group in drawn for record in group), seed, frame_hash)
    return against(ordered, lines, design)


def in_order(records, seed, frame_hash):
    return sorted(
        records, key=lambda r: (sha(f"reading order|{seed}|{frame_hash}|{r[0]}|{r[1]}"), r)
    )


def against(ordered, lines, design):
    text = "".join(f"{at}|{a}|{b}\n" for at, (a, b) in enumerate(ordered, 1))
    if hashlib.sha256(text.encode()).hexdigest() != design["sample_hash"]:
        return ["Frame and seed give another sample, or another order, than was written down."]
    print(f"{len(ordered):,} records drawn from {len(lines):,}: the same, in the same order.")
    return []


def redraw_own(classes, strata, lines, layout, seed, frame_hash, design, numbers):
    """The problems of a sample whose records had their own chances; these stand in the design, by stratum and score."""
    chance = {(c["stratum"], c["score"]): int(c["chance"].replace(".", "")) for c in classes}
    sizes, drawn, records = dict.fromkeys(chance, 0), [0] * len(strata), []
    for line in lines:
        h = stratum_of(line, strata, layout)
        plain = strata[h]["linked"] or strata[h].get("certain")
        key = (h, 0 if plain else int(line.get("score") or 0))
        if key not in chance:
            return [f"A record closed as {line['closing_code']!r} belongs to no class."]
        sizes[key] += 1
        system, ref = line["system"], line["ref_key"]
        number = int.from_bytes(sha(f"{seed}|{frame_hash}|{system}|{ref}"))
        if number * 10**9 < chance[key] * 2**256:
            drawn[h] += 1
            records.append((system, ref))
    if [sizes[c["stratum"], c["score"]] for c in classes] != [c["logs"] for c in classes]:
        return ["The classes do not have as many records in the frame as the report says."]
    if drawn != numbers:
        return ["Other numbers are drawn than the report says."]
    return against(in_order(records, seed, frame_hash), lines, design)


def main(report, frame):
    problems = redraw(json.loads(Path(report).read_text(encoding="utf-8")), frame)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("Give two files: python3 redraw_sample.py report.json frame.csv.gz")
    sys.exit(main(sys.argv[1], sys.argv[2]))
