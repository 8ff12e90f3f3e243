"""A plan at a moment, and how two of its versions differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from onrecord.improvement.content import day
from onrecord.improvement.plans.models import Plan, PlanAction
from onrecord.improvement.plans.states import ActionState
from onrecord.improvement.promises import Promise
from onrecord.people.names import name_of

# What of an action is compared, in the order of the page, with how it is called.
COMPARED = {
    "text": "Text",
    "group": "Group",
    "owner": "Owner",
    "starts_on": "Begins",
    "due_on": "Due",
    "state": "State",
    "needs": "Waits for",
    "promise": "Promise",
}


def snapshot(plan: Plan) -> dict[str, Any]:
    """The plan with all its actions, as plain data. What an action waits for is named by number, of another plan with its
    short name."""
    rows = list(plan.actions.all())
    wanted = {each for row in rows for each in row.needs}
    names = {
        each.pk: str(each.number) if each.plan_id == plan.pk else f"{each.plan.slug}/{each.number}"
        for each in PlanAction.objects.filter(pk__in=wanted).select_related("plan")
    }
    return {
        "title": plan.title,
        "owner": plan.owner,
        "rank": plan.rank,
        "about": plan.about,
        "objectives": plan.objectives,
        "actions": {str(row.number): _action(row, names) for row in rows},
    }


def _action(row: PlanAction, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "text": row.text,
        "group": row.group,
        "owner": row.owner,
        "starts_on": day(row.starts_on),
        "due_on": day(row.due_on),
        "state": str(row.state),
        "needs": [names[each] for each in row.needs if each in names],
        "promise": Promise.of(row).to_json() if row.measure else None,
    }


def in_words(name: str, value: Any) -> str:
    """A value of a version as people read it."""
    if not value:
        return ""
    if name == "state":
        return str(ActionState(value).label)
    if name == "owner":
        return name_of(str(value))
    if name in ("starts_on", "due_on"):
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    if name == "needs":
        return ", ".join(value)
    if name == "promise":
        days = " to ".join(filter(None, [*value["before"], *value["after"]]))
        target = f", target {value['target']}" if value["target"] else ""
        return f"{value['measure']}{target} {days}".strip()
    return str(value)


@dataclass(frozen=True, slots=True)
class Differs:
    """One action that isn't the same: `before` or `after` None where it wasn't there. `fields`: what differs, by name."""

    number: int
    text: str
    what: str
    fields: tuple[tuple[str, str, str], ...] = ()


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Differs]:
    """What differs from one version to the next: actions added and changed, by number. None is ever taken out of a plan;
    one that isn't done any more is dropped, which is a change of its state."""
    old, new = before["actions"], after["actions"]
    found = []
    for key in sorted(new, key=int):
        now, then = new[key], old.get(key)
        if then is None:
            found.append(Differs(int(key), now["text"], "added"))
            continue
        fields = tuple(
            (words, in_words(name, then[name]), in_words(name, now[name]))
            for name, words in COMPARED.items()
            if then[name] != now[name]
        )
        if fields:
            found.append(Differs(int(key), now["text"], "changed", fields))
    return found
