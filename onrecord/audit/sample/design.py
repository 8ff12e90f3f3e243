"""From a frame to a sample: strata, numbers to read, the draw, the order of reading. Pure but for the frame file.

Everything here follows from the frame, the seed, the size of the sample and the planning figures, so it can be done
again by anybody; `sample/replay.py` does.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onrecord.audit.planning.figures import Planning, rate_text
from onrecord.audit.sample.frame_file import FrameError, FrameReader
from onrecord.audit.sample.strata import PLAIN, Layout, StratumDesign, stratum_finder
from onrecord.statistics.allocation import AllocationError, neyman, proportional
from onrecord.statistics.draw import draw, reading_order

MIN_SAMPLE = 20
NEYMAN, PROPORTIONAL = "neyman", "proportional"


@dataclass(frozen=True, slots=True)
class Item:
    """One log of the sample."""

    position: int
    stratum: int
    system: str
    ref_key: str


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample in order of reading. `hash` binds position, system and reference of every item. `scores`: of the items, where each
    record has its own chance, as the frame has them."""

    items: list[Item]
    hash: str
    scores: Mapping[tuple[str, str], int] = field(default_factory=dict)


class DesignError(ValueError):
    """No sample can be drawn; the message says why and what to do."""


def numbers_to_read(
    strata: Sequence[StratumDesign],
    planning: Planning,
    sample_size: int,
    *,
    how: str = NEYMAN,
    floor: int | None = None,
) -> list[int]:
    """How many records to read in each stratum: all of a certainty stratum, the rest by Neyman's allocation or in proportion
    to size, `floor` at least in each. Raises DesignError for a sample that is too small."""
    total = sum(s.size for s in strata)
    check_size(sample_size, total, planning)
    certain = sum(s.size for s in strata if s.certain)
    others = [s for s in strata if not s.certain]
    if certain and sample_size - certain < min(MIN_SAMPLE, total - certain):
        raise DesignError(
            f"{certain:,} records are read for certain, and a sample of {sample_size:,} leaves too few for the others. "
            f"Ask for {certain + MIN_SAMPLE:,} at least, or choose a shorter window."
        )
    floor = planning.floor if floor is None else floor
    try:
        sizes = [s.size for s in others]
        if how == PROPORTIONAL:
            shared = proportional(sizes, sample_size - certain, floor)
        else:
            spreads = [s.plan(planning).spread(planning.recording_rate) for s in others]
            shared = neyman(sizes, spreads, sample_size - certain, floor)
    except AllocationError as error:
        raise DesignError(f"{error} Ask for a larger sample.") from None
    rest = iter(shared)
    return [s.size if s.certain else next(rest) for s in strata]


def check_size(sample_size: int, total: int, planning: Planning) -> None:
    """Raises DesignError for a sample that is too small to say anything about so many logs."""
    if sample_size < min(MIN_SAMPLE, total):
        raise DesignError(
            f"A sample of {sample_size} logs is too small to say anything. Ask for {MIN_SAMPLE} at least; "
            f"{planning.sample_size} is usual."
        )


def draw_sample(
    reader: FrameReader,
    strata: Sequence[StratumDesign],
    numbers: Sequence[int],
    *,
    seed: str,
    frame_hash: str,
    layout: Layout = PLAIN,
    steps: Sequence[int] | None = None,
) -> Sample:
    """Draw from a frame file. `steps`: the stratum of each record in an order drawn for the purpose (`stopping.Order.steps`), as
    many of each as `numbers` has. Raises FrameError when the file is not the frame with this hash."""
    find = stratum_finder(strata, layout)
    sizes = [0] * len(strata)

    def rows() -> Iterator[tuple[int, str, str]]:
        for system, ref_key, _received, opening, closing, linked, *score in reader.rows():
            stratum = find(closing, linked == "1", int(score[0]) if score else 0, opening)
            sizes[stratum] += 1
            yield stratum, system, ref_key

    try:
        drawn = draw(rows(), numbers, seed=seed, frame_hash=frame_hash)
    except KeyError as error:
        raise FrameError(
            f"{reader.path.name} has the closing code {error}, which no stratum has."
        ) from None
    if reader.hash != frame_hash:
        raise FrameError(
            f"{reader.path.name} is not the frame it is named after: its content has the hash {reader.hash}. "
            "Somebody changed the file; put it back from a backup."
        )
    if sizes != [s.size for s in strata]:
        raise FrameError("The strata do not have as many logs in the frame as they claim.")
    stratum_of = {
        (log.system, log.ref_key): index for index, group in enumerate(drawn) for log in group
    }
    if steps is None:
        ordered = reading_order(stratum_of, seed=seed, frame_hash=frame_hash)
    else:
        # In each stratum by draw number, which `draw` has put them in.
        following = [iter(group) for group in drawn]
        ordered = [(log.system, log.ref_key) for log in (next(following[h]) for h in steps)]
    items = [Item(position, stratum_of[log], *log) for position, log in enumerate(ordered, start=1)]
    return Sample(items, sample_hash(items))


def sample_hash(items: Sequence[Item]) -> str:
    """SHA-256 over one line "position|system|reference key" for each item, in order of position."""
    text = "".join(f"{i.position}|{i.system}|{i.ref_key}\n" for i in items)
    return hashlib.sha256(text.encode()).hexdigest()


def strata_to_json(strata: Sequence[StratumDesign], numbers: Sequence[int]) -> list[dict[str, Any]]:
    """The strata as the ledger and the audit keep them."""
    return [
        {
            "name": s.name,
            "closing_code": s.closing_code,
            "codes": list(s.keys),
            "rest": s.rest,
            "linked": s.linked,
            "logs": s.size,
            "crime_rate": rate_text(s.crime_rate),
            "to_read": n,
            # Only where there are such: strata of plain audits are kept as they always were.
            **({} if s.low is None else {"low": s.low, "high": s.high}),
            **({"certain": s.certain} if s.certain else {}),
        }
        for s, n in zip(strata, numbers, strict=True)
    ]


def layout_from_json(design: Mapping[str, Any]) -> Layout:
    """How the frame was divided, out of an audit's design; plain in audits frozen before there was a choice."""
    kept = design.get("layout")
    if kept is None:
        return PLAIN
    return Layout(kept["single"], kept["scored"], tuple(kept["certainty"]))


def strata_from_json(rows: Sequence[Mapping[str, Any]]) -> list[StratumDesign]:
    """The inverse of strata_to_json, without the numbers to read."""
    return [
        StratumDesign(
            name=row["name"],
            closing_code=row["closing_code"],
            keys=tuple(row["codes"]),
            rest=row["rest"],
            linked=row["linked"],
            size=row["logs"],
            crime_rate=float(row["crime_rate"]),
            low=row.get("low"),
            high=row.get("high"),
            certain=row.get("certain", ""),
        )
        for row in rows
    ]
