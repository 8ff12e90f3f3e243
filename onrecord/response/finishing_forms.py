"""The forms with which a response is signed off, published, corrected and sent, and that of office holders."""

from typing import Any

from django.utils import timezone

from onrecord.improvement.form_parts import DeedForm, day, prose, short
from onrecord.response import finishing, opening, wordings
from onrecord.response.holders import keep_holder
from onrecord.response.models import Edition, Response, Sending, Wording
from onrecord.response.queries import standing


class ReviewForm(DeedForm):
    title = "Send it to be signed off"
    done = "It is with whoever signs it off."
    button = "Send it"
    note_above = "Nothing can be changed while it is read. Whoever signs it off should be somebody who wrote none of it."
    about: Response

    def act(self) -> Any:
        return finishing.send_for_review(response=self.about, by=self.user)


class SignForm(DeedForm):
    title = "Sign it off"
    done = "Signed off. It can be published, word for word as it is."
    button = "I have read it and sign it off"
    sole_reason = short(
        "Why a writer signs it off",
        300,
        "Only if you wrote in it and nobody else can sign it off.",
        required=False,
    )
    about: Response

    def act(self) -> Any:
        return finishing.sign_off(response=self.about, by=self.user, **self.cleaned_data)


class SendBackForm(DeedForm):
    title = "Send it back"
    done = "It is sent back."
    button = "Send it back"
    words = prose("What has to be changed")
    about: Response

    def act(self) -> Any:
        return finishing.send_back(response=self.about, by=self.user, **self.cleaned_data)


class TakeUpForm(DeedForm):
    title = "Take it up again"
    done = "It can be changed. It has to be signed off anew."
    button = "Take it up again"
    note_above = "It loses its sign-off."
    about: Response

    def act(self) -> Any:
        return finishing.take_up_again(response=self.about, by=self.user)


class PublishForm(DeedForm):
    title = "Publish it"
    done = "Published. Now send it to the Secretary of State and the inspectorate."
    button = "Publish it now"
    note_above = (
        "What is published stays published. A correction is another version, with its reason."
    )
    on = day("Published on", "The day on which it is on your website for everybody.")
    late_reason = short(
        "Why it is late", 300, "Needed after day 56. It is kept with it.", required=False
    )
    about: Response

    def set_up(self) -> None:
        self.fields["on"].initial = timezone.localdate()
        if not standing(self.about.inspection).late:
            del self.fields["late_reason"]

    def act(self) -> Any:
        return finishing.publish(response=self.about, by=self.user, **self.cleaned_data)


class CorrectForm(DeedForm):
    title = "Correct what is published"
    done = "The correction is begun. What is published stays until the next version is."
    button = "Begin the correction"
    reason = prose("Why it is corrected", "It is published with the new version.")
    about: Response

    def act(self) -> Any:
        return finishing.correct(response=self.about, by=self.user, **self.cleaned_data)


class WithdrawForm(DeedForm):
    title = "Withdraw this version"
    done = "Withdrawn. Nobody outside reads it any more."
    button = "Withdraw it"
    note_above = (
        "For what should not have been published, such as somebody's name. Nobody outside reads it any more; the reason and the "
        "day stand in its place, and the record keeps it. What others copied, nobody can call back."
    )
    reason = short("Why it is withdrawn", 300, "It is published. Name nobody.")
    about: Edition

    def act(self) -> Any:
        return opening.withdraw(edition=self.about, by=self.user, **self.cleaned_data)


class StrikeForm(DeedForm):
    title = "Strike out an earlier wording"
    done = "Its words are gone. Its hash, its day and the reason stay."
    button = "Strike it out"
    note_above = (
        "For words that should never have been typed, such as a name. They can't be brought back."
    )
    reason = short("Why it is struck out", 300, "Without the words themselves.")
    about: Wording

    def act(self) -> Any:
        return wordings.strike(wording=self.about, by=self.user, **self.cleaned_data)


class SentForm(DeedForm):
    """`about` is (edition, to whom)."""

    title = "Write down that it was sent"
    done = "Written down."
    on = day("Sent on")
    how = short("How", 200, "Such as by e-mail to the private office")
    about: tuple[Edition, str]

    def set_up(self) -> None:
        self.fields["on"].initial = timezone.localdate()

    def act(self) -> Any:
        edition, to = self.about
        return finishing.record_sending(
            edition=edition, by=self.user, to=Sending.To(to), **self.cleaned_data
        )


class HolderForm(DeedForm):
    title = "Add an office holder"
    button = "Add them"
    name = short("Name", 150)
    office = short("Office", 200, "Such as Chief Constable of Ashshire")
    since = day("Since")

    def act(self) -> Any:
        return keep_holder(by=self.user, **self.cleaned_data)
