"""A whole list of actions written into a plan at once, such as a department's eighty points; all of it, or nothing."""

import re
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.lists.columns import CellError, Problem, Weighed, owner_in, read_day
from onrecord.improvement.plans.models import ActionStep, Plan, PlanAction
from onrecord.improvement.plans.plan_actions import (
    add_action,
    check_needs,
    held_action,
    keep_action_step,
)
from onrecord.improvement.policies import check_can_keep_plans
from onrecord.improvement.promises import Promise, known
from onrecord.improvement.recommendations.models import Recommendation
from onrecord.people.models import User


def add_all(*, plan: Plan, by: User, rows: Sequence[dict[str, Any]]) -> list[PlanAction]:
    """Write a whole list into a plan, or nothing of it. `needs` of a row: numbers of the list, from 1, that come before or
    after it. Raises ImprovementError that names the row."""
    check_can_keep_plans(by)
    made: list[PlanAction] = []
    with transaction.atomic():
        for at, row in enumerate(rows, 1):
            try:
                made.append(
                    add_action(plan=plan, by=by, **{k: v for k, v in row.items() if k != "needs"})
                )
            except ImprovementError as error:
                raise ImprovementError(f"Action {at} of the list: {error}") from None
        for at, (row, action) in enumerate(zip(rows, made, strict=True), 1):
            wanted = row.get("needs") or []
            if not wanted:
                continue
            if any(not 1 <= each <= len(made) for each in wanted):
                raise ImprovementError(f"Action {at} of the list waits for one that isn't in it.")
            try:
                held = held_action(action)
                held.needs = check_needs(held, [made[each - 1] for each in wanted])
            except ImprovementError as error:
                raise ImprovementError(f"Action {at} of the list: {error}") from None
            keep_action_step(
                held, ActionStep.What.CHANGED, by, before={"needs": []}, after={"needs": held.needs}
            )
    return made


def read_action(held: dict[str, str]) -> dict[str, Any]:
    """What a row's cells say of an action. Raises CellError."""
    if not held.get("text"):
        raise CellError("text", "What is to be done is missing. Write it, or leave the row out.")
    found: dict[str, Any] = {
        "text": held["text"],
        "group": held.get("group", "")[:120],
        "number": held.get("number", ""),
        "owner": owner_in(held.get("owner", "")),
        "starts_on": _iso(held, "starts_on"),
        "due_on": _iso(held, "due_on"),
        "needs": [each for each in re.split(r"[,;\s]+", held.get("needs", "")) if each],
        "recommendation": _recommendation(held.get("recommendation", "")),
        "measure": held.get("measure", ""),
        "target": None,
    }
    if found["starts_on"] and found["due_on"] and found["due_on"] < found["starts_on"]:
        raise CellError("due_on", "It is due before it begins. Change one of the days.")
    if found["measure"]:
        what = known().get(found["measure"])
        if what is None:
            names = ", ".join(known())
            raise CellError("measure", f"There is no such figure. Write one of: {names}.")
        found["target"] = _target(held.get("target", ""), what.is_share)
    return found


def _iso(held: dict[str, str], name: str) -> str | None:
    found = read_day(held.get(name, ""), name)
    return found.isoformat() if found else None


def _recommendation(text: str) -> int | None:
    if not text:
        return None
    found = list(Recommendation.objects.filter(register_id__iexact=text, addressed="")[:2])
    if len(found) != 1:
        words = "Several recommendations have" if found else "No recommendation has"
        raise CellError("recommendation", f"{words} this number in the register. Correct it.")
    return found[0].pk


def _target(text: str, share: bool) -> float | None:
    plain = text.replace("%", "").replace(",", ".").strip()
    if not plain:
        return None
    try:
        value = float(plain)
    except ValueError:
        raise CellError("target", "This is no number. Write it as 95.") from None
    if not 0 <= value <= (100 if share else 1_000_000):
        raise CellError("target", "The target can't be that. Write a share in per cent.")
    return round(value / 100, 8) if share else value


def check_order(found: Weighed) -> Weighed:
    """Take out rows that wait for one that isn't there, and those in a circle, each with its line. What is left names what
    it waits for by place in the list, from 1."""
    good = list(found.good)
    bad = list(found.bad)
    while True:
        numbers = {row["number"] or str(at): at for at, (_, row) in enumerate(good, 1)}
        lost = [
            (line, row) for line, row in good if any(each not in numbers for each in row["needs"])
        ]
        if not lost:
            break
        lines = {line for line, _ in lost}
        bad += [
            Problem(line, "", ", ".join(row["needs"]), "It waits for an action that isn't in the list, or that isn't taken. Correct the number.")
            for line, row in lost
        ]  # fmt: skip
        good = [each for each in good if each[0] not in lines]
    waits = {at: [numbers[each] for each in row["needs"]] for at, (_, row) in enumerate(good, 1)}
    circle = _circle(waits)
    if circle:
        bad += [
            Problem(good[at - 1][0], "", ", ".join(good[at - 1][1]["needs"]), "These wait for each other in a circle. Take one of them out of it.")
            for at in sorted(circle)
        ]  # fmt: skip
        rest = [each for at, each in enumerate(good, 1) if at not in circle]
        return check_order(Weighed(rest, bad))
    placed = [
        (line, {**row, "needs": waits[at], "number": ""}) for at, (line, row) in enumerate(good, 1)
    ]
    return Weighed(placed, sorted(bad, key=lambda each: each.line))


def _circle(waits: dict[int, list[int]]) -> set[int]:
    """Those that wait for themselves in the end: what is left once all whose needs are met have been taken away."""
    left = dict(waits)
    while True:
        free = [at for at, needs in left.items() if not any(each in left for each in needs)]
        if not free:
            break
        for at in free:
            del left[at]

    # Those that only wait for a circle are not in it.
    def reaches(start: int) -> bool:
        seen: set[int] = set()
        stack = list(left[start])
        while stack:
            at = stack.pop()
            if at == start:
                return True
            if at in left and at not in seen:
                seen.add(at)
                stack.extend(left[at])
        return False

    return {at for at in left if reaches(at)}


def take_in(*, plan: Plan, by: User, rows: Sequence[tuple[int, dict[str, Any]]]) -> int:
    """Write the good rows of a list into a plan, all together. Returns how many. Raises ImprovementError."""
    listed = []
    for _, said in rows:
        values = {name: said[name] for name in ("text", "group", "owner", "needs")}
        for name in ("starts_on", "due_on"):
            values[name] = read_day(said[name] or "", name)
        if said["recommendation"]:
            values["recommendation"] = Recommendation.objects.get(pk=said["recommendation"])
        if said["measure"]:
            values["promise"] = Promise(measure=said["measure"], target=said["target"])
        listed.append(values)
    return len(add_all(plan=plan, by=by, rows=listed))
