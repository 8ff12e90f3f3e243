"""The reading screen: one record of the sample a page, made for the keyboard."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from onrecord.audit import queries
from onrecord.audit.actions import AuditError, record_reading
from onrecord.audit.models import Audit, Phase, Reading, SampleItem
from onrecord.audit.policies import check_can_read_given, phase_for, reads_given_only
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.programmes.programme import Programme
from onrecord.audit.reading import second_queries as check_queries
from onrecord.audit.reading.beside import beside
from onrecord.audit.reading.faces import face_of
from onrecord.audit.reading.following import next_for
from onrecord.audit.reading.form import ReadingForm
from onrecord.audit.reading.given import share_of
from onrecord.audit.reading.judgement import DISCLOSED, PARKED, REFERRED
from onrecord.audit.reading.parts import in_words
from onrecord.audit.reading.rules import ask, panel_of
from onrecord.people.access import page, shown, whoever

BUSY = (
    "An import is being taken in, and only one can write at a time. Your answer is not saved yet: it is still below. "
    "Wait a minute and save again."
)
# A record that lay open longer was not being read all the time.
LONGEST = 2 * 3600
_SALT = "onrecord.audit.seen"
# What a key does, in words, and the usual key: digits for answers, and no letter that elsewhere means its opposite.
KEYS = (
    *((f"answer-{n}", f"Answer {n}", str(n)) for n in range(1, 10)),
    ("answer-0", "Cannot be decided", "0"),
    ("next", "Next question", "."),
    ("back", "Question before", ","),
    ("save", "Save and next", "s"),
    ("park", "Park it", "p"),
    ("refer", "Refer to the registrar", "r"),
    ("play", "Play or stop the recording", "l"),
    ("list", "Show the keys", "?"),
)


@page(check_can_read_given, reads="log of a sample")
def reading(request: HttpRequest, audit_id: int, position: int) -> HttpResponse:
    """Read a record and answer; saving goes on to the next one that waits for this reader."""
    audit = get_object_or_404(Audit.objects.select_related("programme"), pk=audit_id)
    item = get_object_or_404(
        SampleItem.objects.select_related("log", "crime", "incident__log", "stratum"),
        audit=audit,
        position=position,
    )
    item.audit = audit
    user = whoever(request)
    face = face_of(item)
    shown(request, f"{item.kind}:{face.system}:{face.ref_key}")
    phase = phase_for(user, item)
    programme = programme_of(audit)
    held = queries.current_readings([item], phase).get(item.pk)
    start = held or (check_queries.settled_reading(item) if phase == Phase.FINAL else None)
    on = timezone.localdate(face.at) if face.at else timezone.localdate()
    rules = None
    if request.method == "POST" and ("ask" in request.POST or "more" in request.POST):
        changed: dict[str, str] = {}
        if "ask" in request.POST:
            changed, rules = ask(request.POST, on, item.log_ref)
        else:
            changed = {"rows": str(_rows(request) + 3)}
        form = ReadingForm(programme=programme, held={**request.POST.dict(), **changed})
    elif request.method == "POST":
        form = ReadingForm(request.POST, programme=programme, reading=start)
        rules = panel_of(str(request.POST.get("interview", "")), on, item.log_ref)
        if form.is_valid() and _kept(request, form, item, phase):
            return _onwards(request, audit, position, phase)
    else:
        form = ReadingForm(programme=programme, reading=start, held={"seen": _now()})
    # The one script of the page (keys, branches) and the player are let through by the page's policy.
    request.runs_script = True  # type: ignore[attr-defined]
    context = {
        "audit": audit,
        "item": item,
        "face": face,
        "programme": programme,
        "phase": phase,
        "phase_words": Phase(phase).label,
        "form": form,
        "rules": rules,
        "held": held,
        "others": _others(item, phase),
        "keys": KEYS,
        "leads": _leads(programme),
        **beside(request, item, programme),
        **(share_of(user, item) if reads_given_only(user) else _neighbours(audit, position)),
    }
    return render(request, "audit/reading.html", context)


def _kept(request: HttpRequest, form: ReadingForm, item: SampleItem, phase: str) -> bool:
    judgement = form.judgement
    try:
        record_reading(
            item=item,
            by=request.user.get_username(),
            phase=phase,
            outcome=judgement.outcome,
            answers=judgement.answers,
            crimes=judgement.crimes,
            undecidable=judgement.counts.undecidable,
            comment=judgement.comment,
            seconds=_seconds(str(request.POST.get("seen", ""))),
            **({} if judgement.crimes else judgement.counts.counts()),
        )
    except AuditError as error:
        form.add_error(None, str(error))
        return False
    except OperationalError as error:
        if "locked" not in str(error):
            raise
        # The answer stays in the form: reading a log twice because of somebody's import is one time too many.
        form.add_error(None, BUSY)
        return False
    if judgement.outcome == PARKED:
        messages.success(
            request, f"{item.log_ref} is parked. It comes back when the others are read."
        )
    if judgement.outcome == REFERRED:
        messages.success(request, f"{item.log_ref} is with the registrar.")
    return True


def _others(item: SampleItem, phase: str) -> list[tuple[str, Reading, list[tuple[str, str]]]]:
    """The readings beside which a third reader or the registrar decides: "A" and "B" for the third, names for the
    registrar. A first or second reader sees none."""
    if phase not in (Phase.THIRD, Phase.FINAL):
        return []
    programme = programme_of(item.audit)
    readings = [
        r
        for r in item.readings.filter(current=True).order_by("pk")
        if phase == Phase.FINAL or r.phase in (Phase.FIRST, Phase.SECOND)
    ]
    if phase == Phase.FINAL:
        return [
            (f"{r.get_phase_display().capitalize()}, {r.reader}", r, in_words(programme, r))
            for r in readings
        ]
    # Which of the two was first would weigh with some: they stand in the order of their text, not of their time.
    readings.sort(key=lambda r: (str(r.crimes), str(r.answers), r.outcome, r.pk % 2))
    return [
        (f"Reading {letter}", r, in_words(programme, r))
        for letter, r in zip("AB", readings, strict=False)
    ]


def _onwards(request: HttpRequest, audit: Audit, position: int, phase: str) -> HttpResponse:
    """The next record that waits for this person in the same kind of reading, or what to do when there is none."""
    user = whoever(request)
    if phase in (Phase.SECOND, Phase.THIRD):
        following = check_queries.next_check(audit, user, position)
        if following is None:
            messages.success(request, "No other record waits for you to read it a second time.")
    elif phase == Phase.FINAL:
        messages.success(request, "Your decision is kept. The other readings stand beside it.")
        return redirect("audit", audit.pk)
    elif reads_given_only(user):
        following = queries.next_unread(audit, position, user.get_username(), own_only=True)
        if following is None:
            messages.success(request, "Every record of this audit that was given to you is read.")
            return redirect("audit-given")
    else:
        following, passed = next_for(audit, user, position)
        if following is None and passed:
            messages.success(
                request,
                "What is left of this sample is for somebody else to read: you worked on it.",
            )
            return redirect("audit", audit.pk)
        if following is None:
            messages.success(request, "Every log of this sample is read.")
            if check_queries.checks_of(audit).waiting:
                return redirect("audit", audit.pk)
            return redirect("audit-estimate", audit.pk)
    if following is None:
        return redirect("audit", audit.pk)
    return redirect("audit-reading", audit.pk, following.position)


def _neighbours(audit: Audit, position: int) -> dict[str, Any]:
    there = audit.items.filter(position=position + 1).exists()
    return {
        "progress": queries.progress_of(audit),
        "place": position,
        "before": reverse("audit-reading", args=[audit.pk, position - 1]) if position > 1 else "",
        "after": reverse("audit-reading", args=[audit.pk, position + 1]) if there else "",
    }


def _leads(programme: Programme) -> list[tuple[str, str]]:
    """To which question each answer about disclosed crimes leads, for the page's script."""
    question = programme.question(DISCLOSED)
    if question is None:
        return []
    values = {"crime": "crimes", "none": "none"}
    return [(values[a.say], a.goes_to) for a in question.answers if a.say in values]


def _rows(request: HttpRequest) -> int:
    text = str(request.POST.get("rows") or "")
    return int(text) if text.isdecimal() and len(text) < 4 else 0


def _now() -> str:
    """When the record was put before the reader, in a form nobody can change."""
    return signing.dumps(int(timezone.now().timestamp()), salt=_SALT)


def _seconds(seen: str) -> int | None:
    """How long the record was before the reader; None when that can't be known."""
    try:
        began = signing.loads(seen, salt=_SALT)
    except signing.BadSignature:
        return None
    took = int(timezone.now().timestamp()) - began
    return took if 0 <= took <= LONGEST else None
