"""Earlier wordings of a response beside each other, for those who write it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from onrecord.documents.side_by_side import side_by_side
from onrecord.improvement.doing import done
from onrecord.people.access import page, shown, whoever
from onrecord.people.sent import sent
from onrecord.response.finishing_forms import StrikeForm
from onrecord.response.models import Response, Wording
from onrecord.response.policies import check_can_write_response
from onrecord.response.wordings import PARTS, parts_of


@page(check_can_write_response, reads="earlier wordings of a response")
def response_wordings(request: HttpRequest, ref: str, part: str) -> HttpResponse:
    """Two wordings of a part: the last two, or those that `before` and `after` name."""
    row = get_object_or_404(Response.objects.select_related("inspection"), inspection__ref=ref)
    shown(request, f"response:{ref}:wordings")
    parts = parts_of(row)
    if part not in parts and part not in PARTS and not part.startswith("answer-"):
        raise Http404("There is no such part of a response.")
    wordings = list(row.wordings.filter(part=part))
    numbers = {each.number: each for each in wordings}
    after = _chosen(request, "after", numbers) or (wordings[-1] if wordings else None)
    before = _chosen(request, "before", numbers) or (
        numbers.get(after.number - 1) if after else None
    )
    context = {
        "inspection": row.inspection,
        "parts": parts,
        "part": part,
        "name": parts.get(part) or PARTS.get(part) or "An answer",
        "wordings": wordings[::-1],
        "last": wordings[-1].number if wordings else 0,
        "before": before,
        "after": after,
        "pair": side_by_side(before.words, after.words) if before and after else None,
    }
    return render(request, "response/wordings.html", context)


def _chosen(request: HttpRequest, name: str, numbers: dict[int, Wording]) -> Wording | None:
    text = request.GET.get(name, "")
    return numbers.get(int(text)) if text.isdecimal() and len(text) < 9 else None


@page(check_can_write_response, reads="earlier wording of a response")
def wording_strike(request: HttpRequest, ref: str, part: str, number: int) -> HttpResponse:
    row = get_object_or_404(
        Wording.objects.select_related("response__inspection"),
        response__inspection__ref=ref,
        part=part,
        number=number,
    )
    shown(request, f"response:{ref}:wordings")
    form = StrikeForm(user=whoever(request), about=row, **sent(request))
    if done(request, form) is not None:
        return redirect("response-wordings", ref, part)
    context = {
        "form": form,
        "inspection": row.response.inspection,
        "about": f"Wording {number}",
    }
    return render(request, "response/form.html", context)
