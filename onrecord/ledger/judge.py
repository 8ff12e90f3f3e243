"""What the parts of a ledger amount to when they are held against signed statements. Pure: no Django."""

import base64
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from onrecord.ledger.checker import MOST_LISTED, Part, Problem, Row, leaf_of
from onrecord.ledger.tree import EMPTY_ROOT, Frontier

# Clocks of several servers differ a little.
_CLOCKS: Final = timedelta(minutes=10)
# size -> the root of what is there, and the root of the hashes that were stored
Roots = dict[int, tuple[bytes, bytes]]


@dataclass
class Report:
    """What was checked and what was found. `sentences` can be printed as they are."""

    size: int = 0
    root: str = ""
    bodies: int = 0
    erased: int = 0
    checkpoints: int = 0
    records: int = 0
    sentences: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0

    @property
    def ok(self) -> bool:
        return self.problem_count == 0

    def add(self, problems: Sequence[Problem], count: int | None = None) -> None:
        """Take problems in: all are counted, MOST_LISTED are kept word for word."""
        self.problem_count += len(problems) if count is None else count
        self.problems += problems[: max(0, MOST_LISTED - len(self.problems))]

    def lines(self) -> list[str]:
        """The verdict, what was checked, and each problem: plain sentences, one a line."""
        if self.ok:
            verdict = "All is as it was written and signed."
        else:
            verdict = (
                f"{self.problem_count:,} problem(s) found: this is NOT what was written and signed."
            )
        found = [f"- {problem.sentence}" for problem in self.problems]
        if more := self.problem_count - len(found):
            found.append(f"- and {more:,} more.")
        # What was altered may hold anything, control characters for the terminal among it.
        return [
            "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)
            for line in (verdict, *found, *self.sentences)
        ]

    def to_json(self) -> dict[str, Any]:
        return {"ok": self.ok, **asdict(self)}


@dataclass(frozen=True)
class Claim:
    """Somebody says that the first `size` entries have this root.

    `kept`: it comes from somebody outside, who is to get an answer of his own. `signed` is False for the head row.
    """

    size: int
    root: bytes
    name: str
    made_at: str | None = None
    kept: bool = False
    signed: bool = True


def conclude(
    parts: Sequence[Part], claims: Sequence[Claim], report: Report, *, bodies: bool = True
) -> None:
    """Join the parts, hold the tree against the claims and write down what follows.

    `bodies` is False for an export that was made without them: then missing bodies are no problem.
    """
    roots, known = _roots(parts)
    proved = max((c.size for c in claims if _fits(c, roots)), default=0)
    for part in parts:
        report.add(part.problems, part.problem_count)
        report.bodies += part.bodies
    report.size = parts[-1].end if parts else 0
    report.root = base64.b64encode(known.root()).decode() if known.size == report.size else ""
    suspects = [row for part in parts for row in part.suspects]
    report.add(_suspects(suspects, proved), sum(part.suspect_count for part in parts))
    report.add(_claims(claims, roots, report.size, known.size, proved))
    report.add(_times(claims, {seq: at for part in parts for seq, at in part.times.items()}))
    erasures = {seq: by for part in parts for seq, by in part.erasures.items()}
    gone = [seq for part in parts for seq in part.no_body]
    report.erased = sum(seq in erasures for seq in gone)
    if bodies:
        report.add(_erasures(gone, erasures))
    fits = sum(_fits(c, roots) for c in claims)
    report.sentences += _sentences(report, claims, fits, bodies)


def _roots(parts: Sequence[Part]) -> tuple[Roots, Frontier]:
    """Roots (of what is there, of the stored hashes) at each size asked for, as far as no entry is missing."""
    found = {0: (EMPTY_ROOT, EMPTY_ROOT)}
    tree, stored = Frontier(), Frontier()
    for part in parts:
        for cut, (hashes, kept) in part.cuts.items():
            size = cut - part.first
            found[cut] = (
                tree.joined(size, hashes).root(),
                stored.joined(size, hashes if kept is None else kept).root(),
            )
        tree = tree.joined(part.size, part.hashes)
        stored = stored.joined(part.size, part.hashes if part.stored is None else part.stored)
        if not part.complete:
            break
    return found, tree


def _suspects(rows: Sequence[Row], proved: int) -> list[Problem]:
    """Entries whose stored hash is not theirs: what happened to each."""
    numbers = [row.seq for row in rows[:200]]
    found = []
    for at, row in enumerate(rows):
        seq, name = row.seq, f"Entry {row.seq} ({row.kind}, {row.subject})"
        if seq < proved:
            found.append(
                Problem(
                    "hash",
                    seq,
                    seq,
                    f"{name} is as signed, but the hash kept beside it was altered.",
                )
            )
            continue
        others = [] if at >= 200 else [*numbers, *range(max(0, seq - 8), seq + 9)]
        was = next((n for n in others if n != seq and leaf_of(row, n) == row.leaf), None)
        if was is None:
            found.append(
                Problem(
                    "edited",
                    seq,
                    seq,
                    f"{name} is not what was written: its time, kind, subject, person or commitment was altered.",
                )
            )
        else:
            found.append(
                Problem(
                    "re-ordered",
                    seq,
                    seq,
                    f"{name} was entry {was} when it was written: entries were moved, put in or removed.",
                )
            )
    return found


def _claims(
    claims: Sequence[Claim], roots: Roots, size: int, known: int, proved: int
) -> list[Problem]:
    """Statements that the entries don't bear out. `known`: up to where no entry is missing."""
    found: list[Problem] = []
    rewritten = False
    most = max((c.size for c in claims if not c.kept), default=0)
    for claim in sorted(claims, key=lambda c: c.size):
        last = claim.size - 1
        if claim.size > size:
            if claim.kept or claim.size == most:
                gone = claim.size - size
                sentence = f"{claim.name} speaks of {claim.size} entries; there are only {size}. {gone} of the entries {min(proved, size)} to {last} were removed: the last ones, or others before them if the rest was numbered anew."
                found.append(Problem("dropped", min(proved, size), last, sentence))
        elif claim.size > known or claim.size not in roots:
            if claim.kept:
                sentence = (
                    f"{claim.name} can't be held against the ledger: entry {known} is missing."
                )
                found.append(Problem("rewritten", known, last, sentence))
        elif _fits(claim, roots):
            continue
        elif claim.kept:
            same = max(
                (c.size for c in claims if c.kept and c.size < claim.size and _fits(c, roots)),
                default=0,
            )
            sentence = f"{claim.name} doesn't fit: at least one of the entries {same} to {last} is not what was there when it was signed."
            if same:
                sentence += f" Everything before entry {same} fits another checkpoint you kept."
            found.append(Problem("rewritten", same, last, sentence))
        elif claim.size <= proved:
            sentence = f"{claim.name} doesn't fit, though a statement of as many or more entries does: it was altered, or two histories were signed."
            found.append(Problem("checkpoint" if claim.signed else "head", None, None, sentence))
        elif roots[claim.size][1] != claim.root and not rewritten:
            rewritten = True
            sentence = f"{claim.name} doesn't fit: at least one of the entries {proved} to {last} is not what was there then"
            sentence += "." if claim.signed else ", or the head row itself was altered."
            if proved:
                sentence += f" Everything before entry {proved} is as signed."
            found.append(Problem("rewritten", proved, last, sentence))
    return found


def _fits(claim: Claim, roots: Roots) -> bool:
    return claim.size in roots and roots[claim.size][0] == claim.root


def _times(claims: Sequence[Claim], times: dict[int, str]) -> list[Problem]:
    """A checkpoint is made after its last entry and before the next one."""
    found = []
    for claim in claims:
        try:
            made = datetime.fromisoformat(claim.made_at) if claim.made_at else None
            before, after = (
                datetime.fromisoformat(times[at]) if at in times else made
                for at in (claim.size - 1, claim.size)
            )
            fits = (
                made is None
                or before is None
                or after is None
                or before - _CLOCKS <= made <= after + _CLOCKS
            )
        except (ValueError, TypeError):
            fits = False
        if not fits:
            found.append(
                Problem(
                    "checkpoint",
                    None,
                    None,
                    f"{claim.name}: its time doesn't fit the entries around it; it was altered (the time itself is not signed).",
                )
            )
    return found


def _erasures(gone: Sequence[int], erasures: dict[int, tuple[int, str, str]]) -> list[Problem]:
    missing = set(gone)
    found = [
        Problem(
            "body missing",
            seq,
            seq,
            f"Entry {seq}: what it says is gone, and no entry says that it was erased.",
        )
        for seq in gone
        if seq not in erasures
    ]
    for seq, (by, subject, actor) in erasures.items():
        if seq not in missing:
            found.append(
                Problem(
                    "body left",
                    seq,
                    seq,
                    f"Entry {by} says that {actor} erased entry {seq} ({subject}), but what it says is still there.",
                )
            )
        elif not 0 <= seq < by:
            found.append(
                Problem(
                    "erasure",
                    by,
                    by,
                    f"Entry {by} speaks of erasing entry {seq}, which was not there before it.",
                )
            )
    return found


def _sentences(report: Report, claims: Sequence[Claim], fits: int, bodies: bool) -> list[str]:
    said = [
        f"{report.size:,} entries read, {report.bodies:,} texts compared with their commitments."
    ]
    if not bodies:
        said.append(
            "The texts themselves are not in this export; only their commitments were checked."
        )
    elif report.erased:
        said.append(
            f"{report.erased:,} texts were erased; each has an entry that says by whom and why."
        )
    if claims:
        said.append(f"{fits:,} of {len(claims):,} statements of size and root fit.")
        newest = max(claims, key=lambda c: c.size)
        if newest.size < report.size:
            said.append(
                f"Entries {newest.size} to {report.size - 1} are newer than the newest checkpoint: nothing signed speaks of them yet."
            )
    return said
