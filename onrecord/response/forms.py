"""The forms of a response; each does one thing (`improvement.form_parts.DeedForm`)."""

from typing import Any

from django import forms
from django.utils import timezone

from onrecord.improvement.form_parts import DeedForm, day, prose, short
from onrecord.improvement.models import Inspection, Recommendation
from onrecord.improvement.queries import recommendations
from onrecord.response import commenting, quoting, writing
from onrecord.response.clock import due
from onrecord.response.finishing_forms import (
    CorrectForm,
    PublishForm,
    ReviewForm,
    SendBackForm,
    SignForm,
    TakeUpForm,
)
from onrecord.response.models import Answer, Quoted, Response

TYPED = "An empty line ends a paragraph; lines that begin with a hyphen are a list. Web addresses become links."


class BeginForm(DeedForm):
    title = "Begin the response"
    done = "The response is begun."
    button = "Begin it"
    office = short("Your office in full", 200, "Such as Police and Crime Commissioner for Ashshire")
    about: Inspection

    def set_up(self) -> None:
        last = Response.objects.order_by("-made_at").first()
        if last is not None:
            self.fields["office"].initial = last.office

    def act(self) -> Any:
        return writing.open_response(inspection=self.about, by=self.user, **self.cleaned_data)


class InviteForm(DeedForm):
    title = "Invite the chief constable to comment"
    done = "The invitation is written down."
    note_above = "Send the invitation as you send letters, and write down here that it went out and by when comments are to come."
    office = short(
        "Who is invited", 200, "Such as Chief Constable of Ashshire. The office is enough."
    )
    on = day("Invited on")
    comments_by = day("Comments by")
    about: Response

    def set_up(self) -> None:
        row, today = self.about, timezone.localdate()
        clock = due(row.inspection.published_on)
        self.fields["office"].initial = row.invited_office
        self.fields["on"].initial = row.invited_on or today
        self.fields["comments_by"].initial = (
            row.comments_by
            if row.comments_by and row.comments_by >= today
            else clock.half_way(today)
        )
        self.fields["comments_by"].help_text = f"The response is due on {clock.last:%d/%m/%Y}."

    def act(self) -> Any:
        return commenting.invite(response=self.about, by=self.user, **self.cleaned_data)


class NoneCameForm(DeedForm):
    title = "No comments came"
    done = "Written down: no comments came. The response will say so."
    words = prose(
        "Who said so, and when",
        "Needed before the day for comments is over. It is published. Leave it empty afterwards.",
        required=False,
    )
    about: Response

    def act(self) -> Any:
        return commenting.say_none_came(response=self.about, by=self.user, **self.cleaned_data)


class CommentsForm(DeedForm):
    title = "Send the force's comments"
    done = "The comments are with the commissioner."
    button = "Send them"
    note_above = "The force's answers to the recommendations go with them, as they stand in the register. They are published."
    words = prose("Comments on the whole report", TYPED, rows=8, required=False)
    about: Response

    def set_up(self) -> None:
        self.fields["words"].initial = self.about.comments_words

    def act(self) -> Any:
        return commenting.send_comments(response=self.about, by=self.user, **self.cleaned_data)


class OverallForm(DeedForm):
    title = "Write the overall response"
    overall = prose("Overall response", TYPED, rows=16)
    legal = prose(
        "Paragraph on the law", "Stands before the overall response.", rows=6, required=False
    )
    office = short("Your office in full", 200)
    about: Response

    def set_up(self) -> None:
        for name in ("overall", "legal", "office"):
            self.fields[name].initial = getattr(self.about, name)

    def act(self) -> Any:
        return writing.write_overall(response=self.about, by=self.user, **self.cleaned_data)


class ReplyForm(DeedForm):
    title = "Answer the chief constable's comments"
    words = prose(
        "Your response to the comments on the whole report", TYPED, rows=8, required=False
    )
    about: Response

    def set_up(self) -> None:
        self.fields["words"].initial = self.about.to_comments

    def act(self) -> Any:
        return writing.reply(response=self.about, by=self.user, **self.cleaned_data)


class AnswerForm(DeedForm):
    """The commissioner's answer to one recommendation; `about` is (response, recommendation)."""

    title = "Answer the recommendation"
    kind = forms.ChoiceField(
        label="What you say",
        choices=Answer.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose whether action was taken, is proposed, or there is none"
        },
    )
    words = prose(
        "The action, or why there is none",
        f"A refusal with its reasons is an answer that the law knows. {TYPED}",
        rows=10,
    )
    revisit = prose(
        "What would bring it back",
        "Such as: no improvement by the next audit. May stay empty.",
        rows=3,
        required=False,
    )
    earlier = short(
        "Answered before, at",
        500,
        "The address of an earlier response, if there is one.",
        required=False,
    )
    about: tuple[Response, Recommendation]

    def set_up(self) -> None:
        response, recommendation = self.about
        held = Answer.objects.filter(response=response, recommendation=recommendation).first()
        if held is not None:
            for name in ("kind", "words", "revisit", "earlier"):
                self.fields[name].initial = getattr(held, name)

    def act(self) -> Any:
        response, recommendation = self.about
        return writing.answer(
            response=response, recommendation=recommendation, by=self.user, **self.cleaned_data
        )


class _QuoteForm(DeedForm):
    side = forms.ChoiceField(
        label="Who quotes it",
        choices=Quoted.Side.choices,
        initial=Quoted.Side.COMMISSIONER,
        widget=forms.RadioSelect,
    )
    recommendation = forms.ChoiceField(label="Where it stands", required=False)
    about: Response

    def set_up(self) -> None:
        rows = recommendations(self.about.inspection)
        field = self.fields["recommendation"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- for the type checker
        field.choices = [("", "Overall response"), *((str(row.number), row.label) for row in rows)]

    def chosen(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        number = values.pop("recommendation")
        rows = recommendations(self.about.inspection)
        values["recommendation"] = next((row for row in rows if str(row.number) == number), None)
        return values


class QuoteMeasureForm(_QuoteForm):
    title = "Quote a figure of the record"
    note_above = "It is quoted as it is now, with its number, interval and days."
    measure = forms.ChoiceField(label="Measure")
    since = day(
        "First day", "Empty: the latest month that is over, or the latest audit.", required=False
    )
    until = day("Last day", required=False)
    field_order = ["measure", "since", "until", "side", "recommendation"]

    def set_up(self) -> None:
        super().set_up()
        field = self.fields["measure"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- for the type checker
        field.choices = quoting.choices()

    def act(self) -> Any:
        return quoting.quote_measure(response=self.about, by=self.user, **self.chosen())


class QuoteTypedForm(_QuoteForm):
    title = "Type in a figure"
    note_above = (
        "For a figure that isn't worked out here. It is published as typed in, with its source; what the source doesn't give is "
        "published as not given."
    )
    what = short("What it is of", 200)
    value = short("The figure", 60, "Such as 38 %, or 71.8 % to 80.0 %")
    source = short("Source", 300, "Who worked it out, and where it stands")
    n = forms.IntegerField(label="Number of records it rests on", required=False, min_value=1)
    interval = short("Interval", 60, "Such as 36.1 to 39.9 %, 95 % confidence", required=False)
    window = short(
        "Days it speaks of", 100, "Such as 1 October to 31 December 2018", required=False
    )
    as_of = day("As of", required=False)
    field_order = [
        "what",
        "value",
        "source",
        "n",
        "interval",
        "window",
        "as_of",
        "side",
        "recommendation",
    ]

    def act(self) -> Any:
        return quoting.quote_typed(response=self.about, by=self.user, **self.chosen())


DEEDS: dict[str, type[DeedForm]] = {
    "invite": InviteForm,
    "none-came": NoneCameForm,
    "send-comments": CommentsForm,
    "overall": OverallForm,
    "reply": ReplyForm,
    "quote": QuoteMeasureForm,
    "type": QuoteTypedForm,
    "review": ReviewForm,
    "sign": SignForm,
    "send-back": SendBackForm,
    "take-up": TakeUpForm,
    "publish": PublishForm,
    "correct": CorrectForm,
}
