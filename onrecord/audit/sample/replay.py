"""Drawing a kept sample again, to prove that nobody chose it."""

from dataclasses import dataclass

from onrecord.audit.content import audit_content
from onrecord.audit.models import Audit, RecordKind, SampleItem
from onrecord.audit.planning.figures import PlanningError
from onrecord.audit.sample.design import DesignError, Item, sample_hash, strata_from_json
from onrecord.audit.sample.frame_file import FrameError, FrameReader, frame_path
from onrecord.audit.sample.replay_draw import chances_of, draw_again
from onrecord.ledger.entry import canonical_json
from onrecord.ledger.models import LedgerBody, LedgerEntry


@dataclass(frozen=True, slots=True)
class DrawCheck:
    """The outcome of a replay. `problems` is empty when the sample is the one that frame and seed give.

    `logs` are the lines of the frame file. `same_frame` names other audits drawn from the same frame: somebody who
    draws again and again with other seeds could keep the sample they like, so each draw stays in the ledger and is
    shown here.
    """

    problems: list[str]
    logs: int
    same_frame: list[str]

    @property
    def ok(self) -> bool:
        return not self.problems

    def sentence(self) -> str:
        """The outcome in words."""
        if self.problems:
            return "This sample could not be drawn again. " + " ".join(self.problems)
        text = (
            f"Drawn again from the frame of {self.logs:,} logs: the same logs, in the same order, with the same "
            "probabilities."
        )
        if self.same_frame:
            text += f" Other samples were drawn from this frame: {', '.join(self.same_frame)}."
        return text


def verify_draw(audit: Audit) -> DrawCheck:
    """Draw again from the frame file and compare ledger, hash, strata, numbers, logs, order and probabilities.

    Never raises for anything that is wrong with the audit: it is listed.
    """
    problems = _against_ledger(audit)
    reader = FrameReader(frame_path(audit.frame_hash))
    try:
        problems += _against_frame(audit, reader)
    except (FrameError, DesignError, PlanningError) as error:
        problems.append(str(error))
    except (KeyError, TypeError, ValueError):
        problems.append("The audit's design is damaged.")
    others = Audit.objects.filter(frame_hash=audit.frame_hash).exclude(pk=audit.pk)
    return DrawCheck(
        problems, reader.size, list(others.order_by("pk").values_list("name", flat=True))
    )


def _against_ledger(audit: Audit) -> list[str]:
    """Does the ledger, which can't be changed, say the same as the audit's row?"""
    made = LedgerEntry.objects.filter(kind="audit.frozen", subject=f"audit:{audit.pk}")
    entry = made.filter(seq=-1 if audit.entry_seq is None else audit.entry_seq).first()
    if entry is None:
        return ["The ledger has no entry of this draw."]
    body = LedgerBody.objects.filter(seq=entry.seq).values_list("body", flat=True).first()
    if body != canonical_json(audit_content(audit)):
        return ["The audit is not as the ledger has it: it was changed after the draw."]
    return []


def _against_frame(audit: Audit, reader: FrameReader) -> list[str]:
    rows = audit.design["strata"]
    strata = strata_from_json(rows)
    numbers = [row["to_read"] for row in rows]
    problems: list[str] = []
    sample = draw_again(audit, reader, strata, numbers, problems)
    if sample is None:
        return problems
    if sample.hash != audit.design["sample_hash"]:
        problems.append("Frame and seed give another sample than the one that was written down.")
    index = {row["name"]: at for at, row in enumerate(rows)}
    kept = list(
        SampleItem.objects.filter(audit=audit)
        .order_by("position")
        .values_list(
            "position", "stratum__name", "inclusion_probability", "kind", *_KEYS_OF_RECORDS
        )
    )
    items = [Item(at, index.get(name, -1), *_key(kind, keys)) for at, name, _, kind, *keys in kept]
    if items != sample.items or sample_hash(items) != sample.hash:
        problems.append(
            "The list to read is not the sample: logs were exchanged, moved, added or taken away."
        )
    right = chances_of(audit, strata, numbers, sample)
    if any(row[2] != right.get(item) for row, item in zip(kept, items, strict=True)):
        problems.append("Inclusion probabilities are not those that the design gives.")
    return problems


_KEYS_OF_RECORDS = tuple(
    f"{kind}__{name}" for kind in RecordKind.values for name in ("system", "ref_key")
)


def _key(kind: str, keys: list[str]) -> tuple[str, str]:
    """System and reference key as the frame writes them."""
    at = 2 * RecordKind.values.index(kind)
    system, ref_key = keys[at : at + 2]
    return (system if kind == RecordKind.LOG else f"{kind}:{system}"), ref_key
