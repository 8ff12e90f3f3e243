"""Accounts are made by an administrator; nobody signs up, and some may not sign in."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from onrecord.people.backends import refusal
from onrecord.people.models import User


class NoSignupAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "The user name or the password is not right.",
        "too_many_login_attempts": "Too many wrong passwords. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: object) -> HttpResponse | None:
        # allauth brings people here whose password is right even when the backend refuses them.
        reason = refusal(user)
        if not reason:
            return None
        messages.error(request, reason)
        return HttpResponseRedirect(reverse("sign-in"))

    def add_message(self, *args: object, **kwargs: object) -> None:
        """allauth's own messages ("Successfully signed in as ...") say nothing a person needs."""
