"""The forms for what partners say of hidden crimes."""

from django import forms

from onrecord.boards import partners
from onrecord.boards.asking_forms import SaidForm
from onrecord.boards.hidden import kinds
from onrecord.boards.models import PartnerView
from onrecord.improvement.form_parts import DeedForm, day, prose, short


class ViewForm(SaidForm):
    title, done, button = "What a partner says", "The view is kept.", "Keep it"
    note_above = (
        "A service that victims go to says how reports are received. Nothing of a person or a case: no name, no day of an event, "
        "no reference."
    )

    kind = forms.ChoiceField(label="Speaks of")
    partner = short(
        "Service", 150, "Such as: a refuge network, the sexual assault referral centre."
    )
    said_on = day("Said on")
    bears = forms.ChoiceField(
        label="How reports are received, as it says", choices=PartnerView.Bears.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose how reports are received"},
    )  # fmt: skip
    words = prose("In its words", rows=5)

    def set_up(self) -> None:
        self.fields["kind"].choices = [(each.code, each.words) for each in kinds()]  # type: ignore[attr-defined]

    def act(self) -> PartnerView:
        return partners.keep_view(by=self.user, **self.cleaned_data)


class ViewWithdrawForm(DeedForm):
    title, done, button = (
        "Withdraw a view",
        "Withdrawn. It stays readable, with the reason.",
        "Withdraw it",
    )

    why = short("Why it is withdrawn", 300)

    def act(self) -> PartnerView:
        return partners.withdraw_view(view=self.about, by=self.user, **self.cleaned_data)
