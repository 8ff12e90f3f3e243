"""Decisions that correct one another, and how the records that they make are told apart."""

import uuid

from onrecord.deciding.models import RecordingDecision


def root_of(row: RecordingDecision) -> str:
    """The origin of the first decision of a chain of corrections: what it recorded isn't recorded again."""
    return chain_of(row)[-1]


def chain_of(row: RecordingDecision) -> list[str]:
    """The origins of a decision and of those that it corrects, the first of them last."""
    found = [row.origin]
    before = row.corrects
    while before and before not in found:
        found.append(before)
        rows = RecordingDecision.objects.filter(origin=before)
        before = rows.values_list("corrects", flat=True).first() or ""
    return found


def part_origin(root: str, what: str) -> str:
    """The origin of one record that a decision makes: the same part of the same decision has the same one."""
    return str(uuid.uuid5(uuid.UUID(root), what))
