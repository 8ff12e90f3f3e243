"""Pages on which an administrator lets other programs in, and ends that; and the description of the API."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render

from onrecord.api import actions, queries
from onrecord.api.bearer import Bearer
from onrecord.api.content import token_subject
from onrecord.api.forms import RevokeForm, TokenForm
from onrecord.api.models import Token
from onrecord.api.policies import check_can_manage_tokens
from onrecord.api.problems import Problem, answer, problem_of
from onrecord.api.scopes import Scope
from onrecord.api.v1.service import description
from onrecord.ledger.queries import history
from onrecord.people.access import NotAllowed, page, shown, whoever
from onrecord.people.models import User
from onrecord.people.sent import sent


@page(check_can_manage_tokens, reads="API tokens")
def token_list(request: HttpRequest) -> HttpResponse:
    return render(request, "api/tokens.html", {"rows": queries.tokens()})


@page(check_can_manage_tokens)
def token_new(request: HttpRequest) -> HttpResponse:
    """Make a token; its secret is on the page that answers, once."""
    form = TokenForm(**sent(request), user=whoever(request))
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = actions.make_token(by=whoever(request), **form.cleaned_data)
        except (actions.TokenError, NotAllowed) as error:
            form.add_error(None, str(error))
        else:
            return render(request, "api/token_made.html", {"token": token, "secret": secret})
    return render(request, "api/token_new.html", {"form": form})


@page(check_can_manage_tokens, reads="API token")
def token_page(request: HttpRequest, token_id: int) -> HttpResponse:
    """One token; a POST revokes it."""
    token = get_object_or_404(Token.objects.select_related("user"), pk=token_id)
    shown(request, token_subject(token))
    form = RevokeForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.revoke_token(token=token, by=whoever(request), why=form.cleaned_data["why"])
        except actions.TokenError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"The token for {token.label} no longer works.")
            return redirect("tokens")
    context = {
        "row": queries.shown(token),
        "token": token,
        "scopes": [scope for scope in Scope if scope in token.scopes],
        "form": form,
        "versions": history(token_subject(token)),
    }
    return render(request, "api/token.html", context)


@login_not_required
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of the API, for those with a token and those who are signed in."""
    if request.method not in ("GET", "HEAD"):
        wrong = Problem(
            "wrong-method", "The description can only be read.", headers={"Allow": "GET, HEAD"}
        )
        return answer(wrong)
    user = request.user
    if not (isinstance(user, User) and not user.must_change_password):
        try:
            Bearer(None)(request)
        except Problem as problem:
            return answer(problem_of(problem))
    return JsonResponse(description())
