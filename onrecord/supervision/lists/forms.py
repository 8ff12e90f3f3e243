"""The forms of worklists: one that makes a list, and one that does something with the things chosen."""

from typing import Any

from django import forms
from django.db.models import Q

from onrecord.people.access import can
from onrecord.people.departments import names_of
from onrecord.people.models import User
from onrecord.people.roles import Permission, permissions_of, roles_with
from onrecord.supervision.departments.queries import standing
from onrecord.supervision.lists.policies import check_can_share_out
from onrecord.supervision.lists.worklist import HEAD, MOST_HOURS, Worklist
from onrecord.supervision.subjects import SUBJECTS, Subject

WORKERS = roles_with(Permission.DECIDE)
ROLES = [(role.value, role.label) for role in roles_with(Permission.VIEW_LOGS)]


class SubjectForm(forms.Form):
    """What a new list is about."""

    subject = forms.ChoiceField(
        label="What is the list about?",
        widget=forms.RadioSelect,
        choices=[(each.key, each.words[:1].upper() + each.words[1:]) for each in SUBJECTS.values()],
        error_messages={"required": "Choose what it is about"},
    )


class ListForm(forms.Form):
    """A worklist. Which filters and clocks there are, the subject says."""

    title = forms.CharField(
        label="Title", max_length=80, error_messages={"required": "Write a title"}
    )
    words = forms.CharField(
        label="What is to be done with each",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what is to be done"},
    )
    roles = forms.MultipleChoiceField(
        label="Whose list it is",
        choices=ROLES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role"},
    )
    departments = forms.MultipleChoiceField(
        label="Only of these departments",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    clock = forms.ChoiceField(label="The clock starts with", widget=forms.RadioSelect)
    hours = forms.IntegerField(
        label="Due after, in hours",
        required=False,
        min_value=0,
        max_value=MOST_HOURS,
        help_text="Blank: the clock's own limit, or when it says that it is due.",
    )
    amber = forms.IntegerField(
        label="Pressing so many hours before",
        required=False,
        min_value=0,
        max_value=MOST_HOURS,
    )
    newest_first = forms.BooleanField(label="Show the newest first", required=False)
    escalate_to = forms.ChoiceField(
        label="If it is late, it also comes before",
        required=False,
        choices=[("", "nobody else"), (HEAD, "the head of the department"), *ROLES],
    )
    escalate_after = forms.IntegerField(
        label="So many hours after it was due",
        required=False,
        min_value=0,
        max_value=MOST_HOURS,
    )
    retired = forms.BooleanField(
        label="Take the list out of use",
        required=False,
        help_text="It stays here and can be taken up again.",
    )
    why = forms.CharField(label="Why, in a few words", required=False, max_length=300)

    def __init__(
        self,
        *args: Any,
        subject: Subject,
        user: User,
        worklist: Worklist | None = None,
        **more: Any,
    ) -> None:
        if worklist is not None:
            more["initial"] = _initial(worklist)
        super().__init__(*args, **more)
        self.subject, self.worklist = subject, worklist
        everywhere = user.may(Permission.ALL_DEPARTMENTS)
        names = [row.name for row in standing()] if everywhere else list(names_of(user))
        held = list(worklist.departments) if worklist else []
        names = [each for each in dict.fromkeys([*names, *held]) if each]
        departments: Any = self.fields["departments"]
        departments.choices = [(name, name) for name in names]
        if not everywhere:
            departments.required = True
            departments.error_messages["required"] = "Choose your department"
        clock: Any = self.fields["clock"]
        clock.choices = [(name, each.words) for name, each in subject.clocks.items()]
        clock.error_messages["required"] = "Choose what starts the clock"
        for name, each in subject.filters.items():
            self.fields[f"filter_{name}"] = (
                forms.MultipleChoiceField(
                    label=f"Only: {each.words.lower()}",
                    required=False,
                    choices=list(each.choices()),
                    widget=forms.CheckboxSelectMultiple,
                )
                if each.choices is not None
                else forms.IntegerField(
                    label=each.words, required=False, min_value=0, max_value=99_999
                )
            )
        if worklist is None:
            del self.fields["retired"]
        order = ["title", "words", "roles", "departments"]
        self.order_fields([*order, *(f"filter_{name}" for name in subject.filters)])

    def definition(self) -> dict[str, Any]:
        """What the action keeps."""
        data = self.cleaned_data
        filters = {}
        for name in self.subject.filters:
            value = data.get(f"filter_{name}")
            if value not in (None, [], ""):
                filters[name] = value if isinstance(value, list) else [str(value)]
        after = data.get("escalate_after") or 0
        escalation = [{"after": after, "to": data["escalate_to"]}] if data["escalate_to"] else []
        if self.worklist is not None:
            # The form shows the first step; what a list says further stays.
            held = self.worklist.to_json()["escalation"]
            escalation += held[1:]
        return {
            "title": data["title"],
            "words": data["words"],
            "subject": self.subject.key,
            "clock": data["clock"],
            "hours": data.get("hours"),
            "amber": data.get("amber") or 0,
            "order": self.worklist.order if self.worklist else 90,
            "newest_first": data["newest_first"],
            "roles": data["roles"],
            "departments": data["departments"],
            "filters": filters,
            "escalation": escalation,
            "retired": data.get("retired", False),
        }


def _initial(worklist: Worklist) -> dict[str, Any]:
    data = worklist.to_json()
    first = worklist.escalation[0] if worklist.escalation else None
    data["escalate_to"] = first.to if first else ""
    data["escalate_after"] = first.after if first else None
    for name, values in worklist.filters.items():
        choices = worklist.subject.filters[name].choices
        data[f"filter_{name}"] = list(values) if choices is not None else values[0]
    return data


DEEDS = {
    "take": "Take them over",
    "give": "Give them to",
    "release": "Make them nobody's",
    "note": "Write a note to each",
    "aside": "Set them aside",
}


class BulkForm(forms.Form):
    """What is done with the things chosen. Nothing here decides anything."""

    what = forms.ChoiceField(label="What to do", error_messages={"required": "Choose what to do"})
    to = forms.ModelChoiceField(
        User.objects.none(),
        label="To whom, if they are given",
        required=False,
        empty_label="choose somebody",
    )
    words = forms.CharField(
        label="Note",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, user: User, aside: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        share = can(check_can_share_out, user)
        left_out = set() if share else {"release", "aside"}
        if not aside:
            left_out.add("aside")
        what: Any = self.fields["what"]
        what.choices = [each for each in DEEDS.items() if each[0] not in left_out]
        to: Any = self.fields["to"]
        to.queryset = colleagues(user)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("what") == "give" and not data.get("to"):
            self.add_error("to", "Choose to whom they are given")
        if data.get("what") in ("note", "aside") and not data.get("words", "").strip():
            self.add_error("words", "Write what is to be known")
        return data


def colleagues(user: User) -> Any:
    """To whom this person may give work: their department; a registrar to everybody who works with logs."""
    found = User.objects.filter(is_active=True, role__in=WORKERS)
    if not user.may(Permission.ALL_DEPARTMENTS):
        wide = [role for role in WORKERS if Permission.ALL_DEPARTMENTS in permissions_of(role)]
        found = found.filter(Q(department__in=names_of(user)) | Q(role__in=wide))
    return found.order_by("department", "username")


class AuthorityForm(forms.Form):
    """What is asked for, and why."""

    what = forms.ChoiceField(
        label="What do you ask for?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you ask for"},
    )
    words = forms.CharField(
        label="Why?",
        max_length=5000,
        help_text="Name the ground or the evidence, and what the victim was told.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say why"},
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        from onrecord.supervision.lists.models import AuthorityRequest

        super().__init__(*args, **more)
        what: Any = self.fields["what"]
        what.choices = AuthorityRequest.What.choices


class AnswerForm(forms.Form):
    words = forms.CharField(
        label="Why it is not done",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why"},
    )
