"""The form of a body: who is in it, how often it meets, what its packs hold."""

from typing import Any

from django import forms

from onrecord.boards.bodies_keep import keep_body
from onrecord.boards.body import EVERY, MONTHS, OFFICES, PARTS, Body
from onrecord.boards.codes import SECTIONS
from onrecord.boards.models import BodyVersion
from onrecord.improvement.form_parts import DeedForm, prose, short

_MONTHS = [(str(number), name) for number, name in enumerate(MONTHS, 1)]
_SECTIONS = [(code, title) for code, title in SECTIONS.items() if code != "hidden-crimes"]
HIDDEN = "hidden-crimes"


class BodyForm(DeedForm):
    """Make a body, or change it. `about`: the body that is changed, or None."""

    title, done, button = "A body that meets", "The body is kept.", "Keep the body"

    name = short("Name", 90)
    purpose = prose("What it is for", rows=2)
    members = prose(
        "Who is in it",
        "One office a line, by its title, never by name. After a semicolon: "
        f"{' or '.join(OFFICES)}; after another: {', '.join(PARTS)}. One office chairs. Such as: Deputy Chief Constable; force; chair",
        rows=10,
    )
    standing = prose(
        "Items on every agenda",
        "One a line. The first opens the meeting; the others come after what is open and the papers.",
        rows=4,
        required=False,
    )
    every = forms.ChoiceField(label="It meets", choices=list(EVERY.items()))
    months = forms.MultipleChoiceField(
        label="In these months", help_text="Where it meets in named months.", choices=_MONTHS, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    day = forms.IntegerField(
        label="About which day of the month", min_value=1, max_value=28, initial=15,
        error_messages={"required": "Write a day from 1 to 28"},
    )  # fmt: skip
    sections = forms.MultipleChoiceField(
        label="Its packs hold",
        choices=_SECTIONS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    hidden_months = forms.MultipleChoiceField(
        label="It gets the report on hidden crimes in these months", choices=_MONTHS, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    retired = forms.BooleanField(label="It doesn't meet any more", required=False)
    why = short("Why it is changed", 300, required=False)

    def set_up(self) -> None:
        if self.about is None:
            del self.fields["why"], self.fields["retired"]
        else:
            self.fields["why"].required = True

    @staticmethod
    def first(body: Body) -> dict[str, Any]:
        """What the form begins with."""
        return {
            "name": body.title,
            "purpose": body.about,
            "members": "\n".join(
                f"{each.title}; {each.office}; {each.part}" for each in body.members
            ),
            "standing": "\n".join(body.standing),
            "every": body.every,
            "months": [str(each) for each in body.months],
            "day": body.day,
            "sections": list(body.sections),
            "hidden_months": [
                str(m) for each in body.reports if each.section == HIDDEN for m in each.months
            ],
            "retired": body.retired,
        }

    def act(self) -> BodyVersion:
        data, body = self.cleaned_data, self.about
        reports = [
            {"section": each.section, "months": list(each.months)}
            for each in (body.reports if body else ())
            if each.section != HIDDEN
        ]
        if data["hidden_months"]:
            reports.append(
                {"section": HIDDEN, "months": [int(each) for each in data["hidden_months"]]}
            )
        chosen = set(data["sections"])
        kept = [each for each in (body.sections if body else ()) if each in chosen]
        definition = {
            "title": data["name"],
            "about": data["purpose"],
            "members": [_member(line) for line in _lines(data["members"])],
            "standing": _lines(data["standing"]),
            "schedule": {
                "every": data["every"], "months": [int(each) for each in data["months"]], "day": data["day"],
            },
            # In the order that the body had them; new ones in that of the list.
            "sections": [*kept, *(code for code, _ in _SECTIONS if code in chosen and code not in kept)],
            "reports": reports,
            "order": body.order if body else 100,
            "retired": data.get("retired", False),
        }  # fmt: skip
        return keep_body(
            definition=definition,
            by=self.user,
            why=data.get("why", ""),
            slug=body.slug if body else "",
        )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _member(line: str) -> dict[str, str]:
    title, office, part = ([*(each.strip() for each in line.split(";")), "", ""])[:3]
    return {"title": title, "office": office or "force", "part": part or "member"}
