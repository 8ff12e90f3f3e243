"""What is read: the draft, what was published, the letters; each on a page and as files."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe

from onrecord.documents.content import Document
from onrecord.documents.files import FORMS, write
from onrecord.documents.html import html_body
from onrecord.documents.pdf import NoPdf
from onrecord.improvement.doing import done
from onrecord.people.access import page, shown, whoever
from onrecord.people.sent import sent
from onrecord.response import policies
from onrecord.response.facts import edition_document, edition_json
from onrecord.response.finishing import draft_of
from onrecord.response.finishing_forms import SentForm
from onrecord.response.letters import addressee, letter
from onrecord.response.models import Edition, Response, Sending
from onrecord.response.opening import is_open
from onrecord.response.queries import stands
from onrecord.response.since import since


def file_of(
    request: HttpRequest, document: Document, form: str, name: str, back: str
) -> HttpResponseBase:
    """The document as a file; where a PDF can't be made here, back to the page with the remedy."""
    try:
        made = write(document, form)
    except NoPdf as error:
        messages.error(request, str(error))
        return redirect(back)
    answer = HttpResponse(made, content_type=FORMS[form][1])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


@page(policies.check_can_write_response, reads="draft of a response")
def draft(request: HttpRequest, ref: str) -> HttpResponse:
    row = _response(request, ref)
    context = {
        "row": row,
        "inspection": row.inspection,
        # Every word of it is escaped where it is set.
        "body": mark_safe(html_body(draft_of(row))),  # noqa: S308
        "forms": [(form, name) for form, (name, _) in FORMS.items()],
    }
    return render(request, "response/draft.html", context)


@page(policies.check_can_write_response, reads="draft of a response as a file")
def draft_file(request: HttpRequest, ref: str, form: str) -> HttpResponseBase:
    row = _response(request, ref)
    return file_of(request, draft_of(row), form, f"draft-{ref}", row.get_absolute_url())


@page(policies.check_can_see_responses, reads="published response")
def edition(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """A response as it was published, and what became of sending it."""
    held = _edition(request, ref, number)
    sendings = {each.to: each for each in held.sendings.all()}
    context = {
        "edition": held,
        "inspection": held.response.inspection,
        "body": mark_safe(html_body(edition_document(held))),  # noqa: S308
        "forms": [(form, name) for form, (name, _) in FORMS.items()],
        "newest": stands(held.response.editions.select_related("withdrawal"))[0] == held,
        "sendings": [(to, addressee(held, to), sendings.get(to)) for to in Sending.To.values],
        "writes": policies.can_write_response(whoever(request)),
        "signs": policies.can_sign_response(whoever(request)),
        "is_open": is_open(),
        "otherwise": since(held),
        "withdrawal": getattr(held, "withdrawal", None),
    }
    return render(request, "response/edition.html", context)


@page(policies.check_can_see_responses, reads="published response as a file")
def edition_file(request: HttpRequest, ref: str, number: str, form: str) -> HttpResponseBase:
    held = _edition(request, ref, int(number))
    name = f"response-{ref}-{held.number}"
    if form == "json":
        answer = JsonResponse(
            edition_json(held), json_dumps_params={"indent": 1, "ensure_ascii": False}
        )
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
        return answer
    return file_of(request, edition_document(held), form, name, held.response.get_absolute_url())


@page(policies.check_can_write_response, reads="letter with a response")
def letter_file(
    request: HttpRequest, ref: str, number: str, to: str, form: str
) -> HttpResponseBase:
    held = _edition(request, ref, int(number))
    name = f"letter-{to}-{ref}-{held.number}"
    return file_of(request, letter(held, to), form, name, held.response.get_absolute_url())


@page(policies.check_can_write_response)
def edition_sent(request: HttpRequest, ref: str, number: int, to: str) -> HttpResponse:
    """Write down that it was sent."""
    held = _edition(request, ref, number)
    if to not in Sending.To.values:
        raise Http404("It is sent to nobody of that name.")
    form = SentForm(user=whoever(request), about=(held, to), **sent(request))
    if done(request, form) is not None:
        return redirect("response-edition", ref, number)
    context = {"form": form, "inspection": held.response.inspection, "about": addressee(held, to)}
    return render(request, "response/form.html", context)


def _response(request: HttpRequest, ref: str) -> Response:
    row = get_object_or_404(Response.objects.select_related("inspection"), inspection__ref=ref)
    shown(request, f"response:{ref}")
    return row


def _edition(request: HttpRequest, ref: str, number: int) -> Edition:
    held = get_object_or_404(
        Edition.objects.select_related("response__inspection"),
        response__inspection__ref=ref,
        number=number,
    )
    shown(request, f"response:{ref}:version:{number}")
    return held
