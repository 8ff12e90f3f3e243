"""The reading screen: one log of the sample a page, made for the keyboard."""

from django.contrib import messages
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from onrecord.audit import queries
from onrecord.audit.actions import record_reading
from onrecord.audit.forms import ReadingForm
from onrecord.audit.models import Audit, SampleItem
from onrecord.audit.policies import check_can_read_sample
from onrecord.contact.page import crimes_of, recording_gap
from onrecord.contact.queries import entries_of
from onrecord.people.access import page, shown
from onrecord.people.sent import sent

MOST_ENTRIES = 500
BUSY = (
    "An import is being taken in, and only one can write at a time. Your answer is not saved yet: it is still below. "
    "Wait a minute and save again."
)


@page(check_can_read_sample, reads="log of a sample")
def reading(request: HttpRequest, audit_id: int, position: int) -> HttpResponse:
    """Read a log and answer; saving goes on to the next one that nobody has read."""
    audit = get_object_or_404(Audit, pk=audit_id)
    item = get_object_or_404(
        SampleItem.objects.select_related("log", "stratum"), audit=audit, position=position
    )
    log = item.log
    shown(request, f"log:{log.system}:{log.ref_key}")
    held = queries.current_readings([item]).get(item.pk)
    form = ReadingForm(**sent(request), reading=held)
    if request.method == "POST" and form.is_valid():
        try:
            record_reading(
                item=item,
                by=request.user.get_username(),
                undecidable=form.answers.undecidable,
                comment=form.answers.comment,
                **form.answers.counts(),
            )
        except OperationalError as error:
            if "locked" not in str(error):
                raise
            # The answer stays in the form: reading a log twice because of somebody's import is one time too many.
            form.add_error(None, BUSY)
        else:
            return _onwards(request, audit, position)
    lines = entries_of(log, MOST_ENTRIES)
    context = {
        "audit": audit,
        "item": item,
        "log": log,
        "lines": lines[:MOST_ENTRIES],
        "more_lines": len(lines) > MOST_ENTRIES,
        "crimes": crimes_of(log),
        "gap": recording_gap(log),
        "form": form,
        "held": held,
        "progress": queries.progress_of(audit),
        "before": reverse("audit-reading", args=[audit.pk, position - 1]) if position > 1 else "",
        "after": _after(audit, position),
    }
    return render(request, "audit/reading.html", context)


def _onwards(request: HttpRequest, audit: Audit, position: int) -> HttpResponse:
    """The next log that nobody has read, or the estimate when there is none."""
    following = queries.next_unread(audit, position)
    if following is None:
        messages.success(request, "Every log of this sample is read.")
        return redirect("audit-estimate", audit.pk)
    return redirect("audit-reading", audit.pk, following.position)


def _after(audit: Audit, position: int) -> str:
    there = audit.items.filter(position=position + 1).exists()
    return reverse("audit-reading", args=[audit.pk, position + 1]) if there else ""
