"""Forms of the audit pages: the plan, a filled sheet, a settlement, shares. The reading form is in `reading/form.py`."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from onrecord.audit.models import Audit, Reading
from onrecord.audit.planning.figures import default_planning
from onrecord.audit.programmes.kept import USUAL, all_current, programme_of
from onrecord.audit.reading.eligible import given_readers, readers
from onrecord.audit.sample.design import MIN_SAMPLE
from onrecord.audit.stopping.design import MOST_OF_ANY, StopRule
from onrecord.day_input import DayInput
from onrecord.people.models import User
from onrecord.statistics.sequential import MOST

_DATE_WRONG = {"invalid": "Enter a date such as 31/12/2026"}
FIXED, EARLY, OWN = "fixed", "early", "own"
WAYS = (
    (FIXED, "A fixed number of records, as the programme draws them"),
    (EARLY, "In order, until it is shown on which side of a target the rate lies"),
    (OWN, "Each log by its own chance, from its screening score"),
)
ONLY_EARLY = ("target", "level", "most")
LEVELS = (
    ("0.95", "95 %: wrong in at most 1 of 20"),
    ("0.90", "90 %: wrong in at most 1 of 10"),
    ("0.99", "99 %: wrong in at most 1 of 100"),
)


class PlanForm(forms.Form):
    """An audit to be made."""

    programme = forms.ChoiceField(
        label="Programme",
        required=False,
        help_text="What is audited, and what is asked. The audit keeps it as it stands now.",
    )
    name = forms.CharField(
        label="Name",
        max_length=120,
        help_text="Such as: Recording accuracy, March 2026",
        error_messages={"required": "Give the audit a name"},
    )
    date_from = forms.DateField(
        label="Logs received from", required=False, widget=DayInput(), error_messages=_DATE_WRONG,
        help_text="Leave both dates empty for every log there is.",
    )  # fmt: skip
    date_to = forms.DateField(
        label="Logs received to", required=False, widget=DayInput(), error_messages=_DATE_WRONG
    )
    sample_size = forms.IntegerField(
        label="How many logs will you read?",
        min_value=MIN_SAMPLE,
        max_value=50_000,
        error_messages={
            "required": "Say how many logs you will read",
            "invalid": "Enter a whole number",
            "min_value": f"A sample of fewer than {MIN_SAMPLE} logs says nothing",
            "max_value": "50,000 logs are the most",
        },
    )
    seed = forms.CharField(
        label="Seed",
        max_length=64,
        help_text=(
            "Any word or number; best one that nobody could choose, such as a throw of dice in front of a witness. The "
            "same seed and the same logs give the same sample on any machine."
        ),
        error_messages={"required": "Give a seed for the draw"},
    )

    way = forms.ChoiceField(
        label="How is it read?",
        required=False,
        choices=WAYS,
        help_text="An audit that may stop early is read in an order drawn for it; the number above is then the most that is read. Its interval is wider: one that holds whenever you look. Chances by score read the logs more often whose answer is hard to foretell, and about as many as you say.",
    )
    target = forms.DecimalField(
        label="Target rate in per cent", required=False, min_value=1, max_value=99, decimal_places=2,
        help_text="On which side of this rate does the true one lie? Choose it before anybody reads.",
        error_messages={
            "invalid": "Enter a rate such as 85",
            "min_value": "The target must lie between 1 and 99 per cent",
            "max_value": "The target must lie between 1 and 99 per cent",
        },
    )  # fmt: skip
    level = forms.ChoiceField(
        label="How sure must it be?", required=False, choices=LEVELS,
        help_text="Of test and interval.",
    )  # fmt: skip
    most = forms.IntegerField(
        label="The most crimes missed, or on record, in one log", required=False, min_value=1, max_value=MOST_OF_ANY, initial=MOST,
        help_text="Where crimes are counted. A log that holds more ends the test on one side; a higher number needs more reading.",
        error_messages={
            "invalid": "Enter a whole number",
            "min_value": "A log may hold one crime at least",
            "max_value": f"{MOST_OF_ANY} crimes in one log are the most",
        },
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sample_size"].initial = default_planning().sample_size
        _choose(
            self.fields["programme"],
            [(each.programme.slug, each.programme.title) for each in all_current()],
        )
        self.fields["programme"].initial = USUAL

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if Audit.objects.filter(name=name).exists():
            raise ValidationError("There is an audit of this name already")
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("date_from") and data.get("date_to") and data["date_from"] > data["date_to"]:
            self.add_error("date_to", "The last day is before the first one")
        if data.get("way") == EARLY and not data.get("target") and "target" not in self.errors:
            self.add_error("target", "Give the target that the test is to decide about")
        if data.get("way") != EARLY and data.get("target"):
            self.add_error(
                "target",
                "A target is for an audit that may stop early: choose that, or leave this empty",
            )
        return data

    @property
    def plain(self) -> list[forms.BoundField]:
        """The fields of every audit."""
        return [field for field in self if field.name not in ONLY_EARLY]

    @property
    def only_early(self) -> list[forms.BoundField]:
        """Those of an audit that may stop early: folded away where it isn't one."""
        return [self[name] for name in ONLY_EARLY]

    @property
    def early_open(self) -> bool:
        return self["way"].value() == EARLY or any(field.errors for field in self.only_early)

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked, as `freeze_audit` and `preview_audit` take it."""
        data = self.cleaned_data
        names = ("programme", "name", "date_from", "date_to", "sample_size", "seed")
        return {
            **{name: data[name] for name in names},
            "stop": self._stop_rule(),
            "own": data["way"] == OWN,
        }

    def _stop_rule(self) -> StopRule | None:
        data = self.cleaned_data
        if data["way"] != EARLY:
            return None
        level = float(data["level"] or LEVELS[0][0])
        return StopRule(float(data["target"]) / 100, level, data["most"] or MOST)


class ShareForm(forms.Form):
    """Between whom the unread records are shared out."""

    readers = forms.MultipleChoiceField(
        label="Readers",
        widget=forms.CheckboxSelectMultiple,
        help_text="Records go round in the order of reading, which is random: nobody gets an easier share.",
        error_messages={"required": "Choose at least one reader"},
    )

    def __init__(self, *args: Any, audit: Audit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["readers"], _people(audit))


class HandOverForm(forms.Form):
    """Who takes over what somebody has not read yet."""

    leaver = forms.ChoiceField(
        label="Who leaves", error_messages={"required": "Choose whose records they are"}
    )
    to = forms.ChoiceField(label="Who takes over", required=False)

    def __init__(self, *args: Any, audit: Audit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holders = sorted(set(audit.items.exclude(reader="").values_list("reader", flat=True)))
        # Somebody may also have parked records without having been given any.
        begun = Reading.objects.filter(item__audit=audit, current=True)
        names = sorted({*holders, *begun.values_list("reader", flat=True)})
        _choose(self.fields["leaver"], [("", "Choose"), *((name, name) for name in names)])
        _choose(self.fields["to"], [("", "Whoever reads next"), *_people(audit)])


def _choose(field: Any, choices: list[tuple[str, str]]) -> None:
    """Give a field its choices when the form is made: they come from the database."""
    field.choices = choices


def _people(audit: Audit) -> list[tuple[str, str]]:
    roles = programme_of(audit).readers.roles
    given = [user for user in given_readers() if user.role in roles]
    return [
        *((user.username, str(user)) for user in readers()),
        *((user.username, f"{user}, supervisor{_of(user)}") for user in given),
    ]


def _of(user: User) -> str:
    return f" of {user.department}" if user.department else ""


class SheetForm(forms.Form):
    """A reading sheet that was filled in elsewhere."""

    file = forms.FileField(
        label="Filled reading sheet (CSV or XLSX)",
        error_messages={"required": "Choose the filled sheet", "empty": "The file is empty"},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > min(settings.UPLOAD_LIMIT, 100_000_000):
            raise ValidationError("The file is too large to be a reading sheet")
        return file
