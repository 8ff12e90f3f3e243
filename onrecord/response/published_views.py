"""Published responses, for everybody and without signing in, once the commissioner's office has switched them on."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from onrecord.documents.files import FORMS
from onrecord.documents.html import html_body
from onrecord.documents.pdf import NoPdf
from onrecord.home import is_demonstration
from onrecord.improvement.doing import done
from onrecord.improvement.errors import ImprovementError
from onrecord.people.access import page, shown, whoever
from onrecord.people.sent import sent
from onrecord.response import published
from onrecord.response.facts import edition_document, edition_json
from onrecord.response.finishing_forms import WithdrawForm
from onrecord.response.models import Edition
from onrecord.response.opening import is_open, switch
from onrecord.response.policies import check_can_sign_response


def _check_open() -> None:
    """Nobody learns whether there is anything while the page is switched off."""
    if not is_open():
        raise Http404("Nothing is published here.")


def _to_everybody(answer: HttpResponse) -> HttpResponse:
    """Caches may keep it, but ask each time: what is withdrawn must be gone at once."""
    answer["Cache-Control"] = "public, no-cache"
    return answer


@login_not_required
@require_safe
def published_responses(request: HttpRequest) -> HttpResponse:
    """Every response that was published, with its versions."""
    _check_open()
    context = {"rows": published.responses(), "demonstration": is_demonstration()}
    return _to_everybody(render(request, "response/published_list.html", context))


@login_not_required
@require_safe
def published_response(request: HttpRequest, ref: str, number: int = 0) -> HttpResponse:
    """The version that stands, or another; of a withdrawn one only that it was, when and why."""
    _check_open()
    rows = published.versions(ref)
    one = _one(rows, number)
    answer = render(request, "response/published.html", {**context_of(one, rows), "live": True})
    if one.withdrawal is not None:
        answer.status_code = 410
    return _to_everybody(answer)


def context_of(one: published.Version, rows: list[published.Version]) -> dict[str, Any]:
    """What the page of a version is given, here and in an exported folder."""
    edition = one.edition
    return {
        "one": one,
        "edition": edition,
        "inspection": edition.response.inspection,
        # Every word of it is escaped where it is set.
        "body": mark_safe(html_body(edition_document(edition))) if not one.withdrawal else "",  # noqa: S308
        "forms": [(form, name) for form, (name, _) in FORMS.items() if form != "html"],
        "rows": rows,
        "demonstration": is_demonstration(),
    }


@login_not_required
@require_safe
def published_file(request: HttpRequest, ref: str, number: str, form: str) -> HttpResponse:
    """A version as a file; none of a withdrawn one."""
    _check_open()
    one = _one(published.versions(ref), int(number))
    if one.withdrawal is not None:
        return HttpResponse(status=410)
    if form == "json":
        body: bytes | str = as_json(one)
        kind = "application/json"
    else:
        try:
            body, kind = published.file_of(one.edition, form), FORMS[form][1]
        except NoPdf:
            return HttpResponse("No PDF can be made here. Take another form.", status=503)
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="response-{ref}-{number}.{form}"'
    return _to_everybody(answer)


def as_json(one: published.Version) -> str:
    """The version for programs, with what became of it."""
    held = {**edition_json(one.edition), "state": one.state, "corrected_by_version": one.later}
    return json.dumps(held, indent=1, ensure_ascii=False)


def _one(rows: list[published.Version], number: int) -> published.Version:
    """The version with this number; without one that which stands, or the newest where all were withdrawn."""
    wanted = [
        each
        for each in rows
        if (each.edition.number == number if number else each.state == published.STANDS)
    ]
    if not wanted and (number or not rows):
        raise Http404("There is no such response.")
    return (wanted or rows)[0]


@require_POST
@page(check_can_sign_response)
def published_switch(request: HttpRequest) -> HttpResponse:
    """The commissioner's office shows its published responses to everybody, or hides them."""
    try:
        row = switch(by=whoever(request), on=request.POST.get("on") == "yes")
        words = "Published responses are there for everybody."
        messages.success(request, words if row.on else "Published responses are hidden.")
    except ImprovementError as error:
        messages.error(request, str(error))
    return redirect("responses")


@page(check_can_sign_response, reads="published response to withdraw")
def edition_withdraw(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    held = get_object_or_404(
        Edition.objects.select_related("response__inspection"),
        response__inspection__ref=ref,
        number=number,
    )
    shown(request, f"response:{ref}:version:{number}")
    form = WithdrawForm(user=whoever(request), about=held, **sent(request))
    if done(request, form) is not None:
        return redirect("response-edition", ref, number)
    context = {"form": form, "inspection": held.response.inspection, "about": f"Version {number}"}
    return render(request, "response/form.html", context)
