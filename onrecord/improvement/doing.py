"""A posted form that does one thing, done."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.form_parts import DeedForm


def done(request: HttpRequest, form: DeedForm) -> Any:
    """What the form kept (True where that is nothing to name). None where it wasn't posted or can't be done: the form then
    says why, and is shown again."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        kept = form.act()
    except ImprovementError as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, form.done)
    return kept if kept is not None else True
