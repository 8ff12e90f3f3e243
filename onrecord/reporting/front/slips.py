"""What was sent and could not be taken. It is kept for a while and shown where it was written, on a page that was asked for and
not answered to a form: so Back, forward and reload never ask anybody whether to send it again.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.forms import Form
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

from onrecord.contact.actions.base import clean

# More than any field takes; a form of two million letters is told all the same, and what is kept of it is still to be shortened.
MOST: Final = 300_000
# What belongs to the page and not to its answer.
_LEAVE: Final = ("seen", "keep", "skip", "remove", "add", "do")


def typed(request: HttpRequest) -> dict[str, list[str]]:
    """The fields of a form as they were typed, for a row of the store."""
    fields = {name: values for name, values in request.POST.lists() if name not in _LEAVE}
    return {clean(name)[:100]: [clean(str(one))[:MOST] for one in values] for name, values in fields.items()}  # fmt: skip


def as_sent(held: Mapping[str, Any]) -> QueryDict:
    """The same for a form."""
    found = QueryDict(mutable=True)
    for name, values in held.items():
        found.setlist(name, list(values))
    return found


def here(request: HttpRequest) -> HttpResponse:
    """To the page itself, in its language."""
    return HttpResponseRedirect(request.get_full_path())


def tell(form: Form, errors: list[tuple[str, str]]) -> None:
    """Say on a form that was not sent what was wrong with the one before: pairs of a field ("" for the whole) and words."""
    form._errors = ErrorDict()  # type: ignore[attr-defined]
    form.cleaned_data = {}
    for name, words in errors:
        form.add_error(name or None, words)
