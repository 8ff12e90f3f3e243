"""The forms of an inspection: the report, a figure, a finding, a recommendation. The actions check all of it again."""

from typing import Any

from django import forms

from onrecord.improvement.form_parts import DeedForm, day, per_cent, prose, short
from onrecord.improvement.inspections import actions
from onrecord.improvement.inspections.headlines import half_width
from onrecord.improvement.inspections.models import Headline, Inspection, InspectionFinding
from onrecord.improvement.inspections.scales import Scale, scales
from onrecord.improvement.recommendations import actions as recommendations
from onrecord.improvement.recommendations.models import Deadline, Recommendation


class InspectionForm(DeedForm):
    title, done = "An inspection", "The inspection is kept."

    name = short("Title of the report", 300)
    body = short("Who inspected", 120, "As it signs its reports, such as HMICFRS.")
    scope = forms.ChoiceField(
        label="The report is on", choices=Inspection.Scope.choices, widget=forms.RadioSelect
    )
    force = short("Which force", 120, "Blank for a national report.", required=False)
    published_on = day(
        "Published on", "Day 1 of the 56 days in which the commissioner has to answer."
    )
    link = short("Address of the report", 500, "Such as https://…", required=False)
    window_since = day("First day of the audited records", required=False)
    window_until = day("Last day of the audited records", required=False)
    grade = forms.ChoiceField(label="Overall judgement")
    summary = prose("Summary, as the report has it", required=False)
    conclusion = prose("Conclusion, as the report has it", required=False)
    theme = short(
        "Theme", 80, "A word that reports on the same thing share, such as crime recording.",
        required=False,
    )  # fmt: skip
    follows = forms.ModelChoiceField(
        Inspection.objects.all(), label="Comes back to", required=False,
        empty_label="no earlier inspection",
    )  # fmt: skip
    same_as = forms.ModelChoiceField(
        Inspection.objects.all(), label="Says the same as", required=False,
        empty_label="no other report",
        help_text="Where a national report and the force's own say the same, the force's own is answered.",
    )  # fmt: skip

    def set_up(self) -> None:
        self.fields["grade"].choices = [  # type: ignore[attr-defined]
            ("", ""),
            *(
                (
                    scale.words,
                    [(f"{scale.code}|{grade}", _grade(grade, scale)) for grade in scale.grades],
                )
                for scale in scales()
            ),
        ]
        if self.about is not None:
            rest = Inspection.objects.exclude(pk=self.about.pk)
            for name in ("follows", "same_as"):
                self.fields[name].queryset = rest  # type: ignore[attr-defined]

    @staticmethod
    def first(row: Inspection) -> dict[str, Any]:
        found = {name: getattr(row, name) for name in _SAME}
        return {**found, "name": row.title, "grade": f"{row.scale}|{row.judgement}"}

    def act(self) -> Inspection:
        data = self.cleaned_data
        scale, _, judgement = data["grade"].partition("|")
        values = {name: data[name] for name in _SAME}
        values |= {"title": data["name"], "scale": scale, "judgement": judgement}
        ref = self.about.ref if self.about is not None else ""
        return actions.keep_inspection(ref=ref, by=self.user, values=values)


def _grade(grade: str, scale: Scale) -> str:
    """A grade with its scale: the same word stands in several, and a chosen one is read without its heading."""
    return grade if len(scale.grades) == 1 else f"{grade} ({scale.words})"


_SAME = (
    *("body", "scope", "force", "published_on", "link", "window_since", "window_until"),
    *("summary", "conclusion", "theme", "follows", "same_as"),
)


class HeadlineForm(DeedForm):
    title, done = "A figure of the report", "The figure is kept."

    what = short(
        "What it is of",
        200,
        "Such as: violent crime recorded. Name it as in the report before, so that both stand side by side.",
    )
    share = per_cent("Figure, in per cent", "Such as 78.2")
    plus_minus = per_cent("Plus and minus, in points", "As printed, such as 2.87")
    low = per_cent("Or lower bound, in per cent")
    high = per_cent("Upper bound, in per cent")
    n = forms.IntegerField(
        label="n: records it rests on", min_value=1, required=False,
        help_text="Blank where the report doesn't say.",
        error_messages={"invalid": "Enter a whole number"},
    )  # fmt: skip
    confidence = forms.FloatField(
        label="Confidence, in per cent", initial=95, min_value=50, max_value=99.99
    )
    withheld = forms.BooleanField(label="The report gives no such figure", required=False)
    note = short("Why not, or a note", 500, required=False)

    @staticmethod
    def first(row: Headline) -> dict[str, Any]:
        def shown(value: float | None, places: int | None) -> float | str | None:
            if value is None or places is None:
                return None if value is None else round(100 * value, 4)
            return f"{100 * value:.{places}f}"

        half = half_width(row)
        found = {
            "what": row.what,
            "share": shown(row.share, row.places),
            "n": row.n,
            "withheld": row.withheld,
        }
        found |= {"note": row.note, "confidence": shown(row.confidence, None)}
        if half is not None:
            return {**found, "plus_minus": shown(half, row.interval_places)}
        return {
            **found,
            "low": shown(row.low, row.interval_places),
            "high": shown(row.high, row.interval_places),
        }

    def act(self) -> Headline:
        data = self.cleaned_data

        def share(name: str) -> float | None:
            return None if data[name] is None else round(data[name] / 100, 8)

        inspection, number = self.about
        return actions.keep_headline(
            inspection=inspection,
            by=self.user,
            number=number,
            what=data["what"],
            share=share("share"),
            half_width=share("plus_minus"),
            low=share("low"),
            high=share("high"),
            n=data["n"],
            confidence=share("confidence") or 0,
            withheld=data["withheld"],
            note=data["note"],
            places=self._decimals("share"),
            interval_places=self._decimals("plus_minus", "low", "high"),
        )

    def _decimals(self, *names: str) -> int | None:
        """The most decimals of what was typed, noughts at the end among them: 2.70 stays 2.70."""
        typed = [str(self.data.get(self.add_prefix(name), "")).strip() for name in names]
        return max((len(each.partition(".")[2]) for each in typed if each), default=None)


class FindingForm(DeedForm):
    title, done = "What the report found", "Kept."

    kind = forms.ChoiceField(
        label="It is a", choices=InspectionFinding.Kind.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is"},
    )  # fmt: skip
    text = prose("Text, as the report has it", rows=6)

    @staticmethod
    def first(row: InspectionFinding) -> dict[str, Any]:
        return {"kind": row.kind, "text": row.text}

    def act(self) -> InspectionFinding:
        inspection, number = self.about
        return actions.keep_finding(
            inspection=inspection, by=self.user, number=number, **self.cleaned_data
        )


class RecommendationForm(DeedForm):
    title, done = "A recommendation", "The recommendation is in the register."

    kind = forms.ChoiceField(
        label="It is", choices=Recommendation.Kind.choices, widget=forms.RadioSelect,
        initial=Recommendation.Kind.RECOMMENDATION,
    )  # fmt: skip
    text = prose("Text, as the report has it", rows=6)
    addressed = short(
        "Addressed to", 120, "Blank: this force, alone or among all forces. Else who: another force, the Home Office.", required=False
    )  # fmt: skip
    deadline = forms.ChoiceField(label="To be done", choices=[("", ""), *Deadline.choices])
    due_on = day("By this day", "Only where the report names a day.", required=False)
    cause = forms.ModelChoiceField(
        InspectionFinding.objects.none(), label="Cause of concern", required=False,
        empty_label="belongs to none",
    )  # fmt: skip
    register_id = short("Number in the inspectorate's register", 40, required=False)
    theme = short("Theme", 80, "Blank: the report's.", required=False)
    department = forms.ChoiceField(label="Falls to", required=False)
    owner = forms.ChoiceField(label="Owner", required=False)

    def set_up(self) -> None:
        causes = self.about.findings.filter(kind=InspectionFinding.Kind.CAUSE)
        self.fields["cause"].queryset = causes  # type: ignore[attr-defined]

    def act(self) -> Recommendation:
        return recommendations.open_recommendation(
            inspection=self.about, by=self.user, **self.cleaned_data
        )
