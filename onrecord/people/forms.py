"""Forms of sign-in and of people."""

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.forms import PasswordChangeForm

from onrecord.day_input import DayInput
from onrecord.people.models import User
from onrecord.people.roles import ROLE_WORDS, Qualification, Role


class SignInForm(LoginForm):
    """allauth's form, which counts wrong passwords, with our words."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = "User name"
        password.label, password.help_text = "Password", ""
        login.error_messages["required"] = "Enter your user name"
        password.error_messages["required"] = "Enter your password"
        for field in (login, password):
            field.widget.attrs.pop("placeholder", None)
        login.widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


class OwnPasswordForm(PasswordChangeForm):
    def __init__(self, user: User, *args: object, **kwargs: object) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields["old_password"].label = "Password you have now"
        self.fields["old_password"].error_messages["required"] = "Enter the password you have now"
        self.fields["old_password"].widget.attrs.pop("autofocus", None)
        first, second = self.fields["new_password1"], self.fields["new_password2"]
        first.label, second.label = "New password", "New password again"
        first.help_text = (
            "At least 12 characters, and not one of the passwords that everybody uses. Three words that don't belong "
            "together are easy to keep in mind."
        )
        second.help_text = ""
        first.error_messages["required"] = "Enter a new password"
        second.error_messages["required"] = "Enter the new password again"
        self.error_messages = {
            **self.error_messages,
            "password_incorrect": "That is not the password you have now",
            "password_mismatch": "The two new passwords are not the same",
        }


class AccessForm(forms.Form):
    """Role and department."""

    role = forms.ChoiceField(
        label="Role",
        widget=forms.RadioSelect,
        # People of partners are added under their organisation (onrecord.partners).
        choices=[
            (role.value, f"{role.label}. {ROLE_WORDS[role]}")
            for role in Role
            if role != Role.PARTNER
        ],
        error_messages={"required": "Choose a role"},
    )
    department = forms.CharField(
        label="Department",
        required=False,
        max_length=200,
        help_text=(
            "As the logs spell it. A call-taker, an officer and a supervisor see the logs of this department only; "
            "leave it empty if the exports name no departments."
        ),
    )


class AddressForm(forms.Form):
    """Where the digest is sent to. What is no address the action says, so that every way in hears the same."""

    address = forms.CharField(
        label="E-mail address",
        required=False,
        max_length=254,
        help_text="Leave it empty to have none.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


class QualificationsForm(forms.Form):
    """What a person is trained or appointed for."""

    qualifications = forms.MultipleChoiceField(
        label="Trained or appointed as",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=Qualification.choices,
        help_text="Decides who may cancel and reclassify crimes (Crime Recording Rules 2026/27, pp. 13, 25 and 26).",
    )


class PersonForm(AccessForm):
    """A new person."""

    username = forms.CharField(
        label="User name",
        max_length=150,
        help_text="What they sign in with. Letters, digits and . - _ @ + only.",
        error_messages={"required": "Enter a user name"},
    )
    name = forms.CharField(
        label="Name", required=False, max_length=200, help_text="As others will see it."
    )
    field_order = ["username", "name", "role", "department"]


class ReadsFilter(forms.Form):
    """What to look for among the reads."""

    username = forms.CharField(label="User name", required=False, max_length=150)
    subject = forms.CharField(
        label="Looked at", required=False, max_length=200, help_text="Begins with, such as log:"
    )
    since = forms.DateField(
        label="From",
        required=False,
        widget=DayInput(),
        error_messages={"invalid": "Enter a date such as 31/12/2026"},
    )
    only = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[("", "Everything"), ("refused", "Refusals only")],
    )
