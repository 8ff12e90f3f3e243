"""Forms of the pages about alerts."""

from typing import Any

from django import forms

from onrecord.contact.queries import distinct_values
from onrecord.measures.alerts.counts import choices
from onrecord.measures.alerts.models import AlertRule, Side
from onrecord.people.roles import Permission, Role, permissions_of

_TIME = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class RuleForm(forms.Form):
    """A threshold: what, which level, to whom, how often, when not."""

    name = forms.CharField(
        label="Name of the alert", max_length=120, error_messages={"required": "Give it a name"}
    )
    what = forms.ChoiceField(label="What is watched")
    side = forms.ChoiceField(
        label="It comes when the figure is", choices=Side, widget=forms.RadioSelect, initial=Side.BELOW,
        error_messages={"required": "Choose below or above"},
    )  # fmt: skip
    level = forms.DecimalField(
        label="Level", min_value=0, max_value=1_000_000, decimal_places=2,
        help_text="In per cent, hours or pieces, as the list of what is watched says",
        error_messages={"required": "Enter a level", "invalid": "Enter a number such as 90"},
    )  # fmt: skip
    roles = forms.MultipleChoiceField(
        label="Who hears of it", widget=forms.CheckboxSelectMultiple,
        help_text="Supervisors hear of their own department, the others of the whole force",
        error_messages={"required": "Choose at least one role"},
    )  # fmt: skip
    department = forms.ChoiceField(label="Only of one department (optional)", required=False)
    every_hours = forms.IntegerField(
        label="At most once in so many hours", min_value=1, max_value=24 * 92, initial=168,
        help_text="168 is a week",
        error_messages={"required": "Enter a number of hours", "min_value": "At least 1 hour"},
    )  # fmt: skip
    quiet_from = forms.TimeField(label="Quiet from (optional)", required=False, widget=_TIME, error_messages={"invalid": "Enter a time such as 22:00"})  # fmt: skip
    quiet_to = forms.TimeField(label="Quiet until (optional)", required=False, widget=_TIME, error_messages={"invalid": "Enter a time such as 07:00"})  # fmt: skip
    by_mail = forms.BooleanField(label="By e-mail, too", required=False, initial=True)
    by_hook = forms.BooleanField(label="To other programs, too", required=False)
    active = forms.BooleanField(label="The alert is on", required=False, initial=True)

    def __init__(self, *args: Any, rule: AlertRule | None = None, **more: Any) -> None:
        if rule is not None:
            more["initial"] = _initial(rule)
        super().__init__(*args, **more)
        self.fields["what"].choices = choices()  # type: ignore[attr-defined]
        seeing = [role for role in Role if Permission.VIEW_FIGURES in permissions_of(role)]
        self.fields["roles"].choices = [(role.value, role.label) for role in seeing]  # type: ignore[attr-defined]
        held = distinct_values("department")
        if rule is not None and rule.department and rule.department not in held:
            held = [rule.department, *held]
        self.fields["department"].choices = [("", "Every department"), *((d, d) for d in held)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        start, end = found.get("quiet_from"), found.get("quiet_to")
        if (start is None) != (end is None):
            missing = "quiet_to" if end is None else "quiet_from"
            if missing not in self.errors:
                self.add_error(missing, "Quiet hours need a beginning and an end")
        for name in ("quiet_from", "quiet_to"):
            if found.get(name) is None:
                found.pop(name, None)
        return found


class HookForm(forms.Form):
    """Another program that is told."""

    name = forms.CharField(
        label="Which program",
        max_length=120,
        error_messages={"required": "Say which program it is"},
    )
    url = forms.CharField(
        label="Address", max_length=500, help_text="Begins with https://",
        error_messages={"required": "Enter the address"},
    )  # fmt: skip


def _initial(rule: AlertRule) -> dict[str, Any]:
    quiet = rule.quiet_from != rule.quiet_to
    return {
        "name": rule.name,
        "what": rule.what,
        "side": rule.side,
        "level": f"{rule.level / 100:.2f}".rstrip("0").rstrip("."),
        "roles": rule.roles,
        "department": rule.department,
        "every_hours": rule.every_hours,
        "quiet_from": rule.quiet_from if quiet else None,
        "quiet_to": rule.quiet_to if quiet else None,
        "by_mail": rule.by_mail,
        "by_hook": rule.by_hook,
        "active": rule.active,
    }
