"""Uploads that are too large and writes that fail are answered with a sentence; checkpoints are made as time passes."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

from onrecord.fulldisk import disk_is_full
from onrecord.ledger.actions import LedgerError, checkpoint_if_due
from onrecord.ledger.keys import KeyProblem
from onrecord.people.carried import carry
from onrecord.reporting.front.busy import busy, is_public

logger = logging.getLogger(__name__)

_FORM_ALLOWANCE = 1_000_000  # bytes of a form around its file
_GIVE_UP_AFTER = 20  # times the limit: whoever sends that much is cut off without a page


class UploadLimitMiddleware:
    """Must stand before anything that reads the form, since reading it stores the whole file first.

    A view that takes larger files than others names the setting: `view.upload_limit = "CALL_UPLOAD_LIMIT"`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limit: int = settings.UPLOAD_LIMIT
        try:
            size = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            size = 0
        if size <= limit + _FORM_ALLOWANCE:
            return self.get_response(request)
        own = _own_limit(request)
        if own is not None:
            limit = own
            if size <= limit + _FORM_ALLOWANCE:
                return self.get_response(request)
        # A browser shows the answer only when it could send all of its question.
        if size <= limit * _GIVE_UP_AFTER:
            while request.read(1 << 20):
                pass
        public = request.path_info.startswith("/report/")
        context = {"size": size, "limit": limit, "own": own is not None, "public": public}
        return render(request, "413.html", context, status=413)


def _own_limit(request: HttpRequest) -> int | None:
    """What the view that answers this address takes, if it takes more than others."""
    try:
        name = getattr(resolve(request.path_info).func, "upload_limit", "")
    except Resolver404:
        return None
    return getattr(settings, name) if name else None


class BusyMiddleware:
    """Writing failed for a reason that passes: somebody else is writing (SQLite takes one at a time), or the disk is
    full. Nothing is half-written then, and what was typed is on the page, to be sent again.

    Where it fails before or after the page itself (a file on its way in, the session), `onrecord.web.errors` says it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if disk_is_full(exception):
            logger.error("the disk is full: %s", exception)
            if is_public(request):
                return busy(request, 507)
            return render(request, "507.html", {"carried": carry(request)}, status=507)
        if isinstance(exception, OperationalError) and is_public(request):
            # Whatever kept the store from it: whoever reports can only try again, or call.
            logger.error("the store can't be written: %s", exception)
            return busy(request)
        if isinstance(exception, OperationalError) and "locked" in str(exception):
            answer = render(request, "503.html", {"carried": carry(request)}, status=503)
            answer.headers["Retry-After"] = "60"
            return answer
        return None


class CheckpointMiddleware:
    """Signs the hour's and the day's checkpoint once a page was served; a missing key never stops a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        try:
            checkpoint_if_due()
        except (KeyProblem, LedgerError, DatabaseError) as error:
            logger.warning("no checkpoint was made: %s", error)
        return response
