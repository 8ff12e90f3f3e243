"""One shape for everything that goes wrong in the API (RFC 9457): what, why, and which field.

Actions refuse in words; here the words get a number that programs understand.
"""

import json
import logging
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from ninja.errors import AuthenticationError, HttpError, ValidationError

from crimerules import CaseError, NoDate
from onrecord.contact import actions as contact
from onrecord.deciding import errors as deciding
from onrecord.fulldisk import disk_is_full
from onrecord.ledger.entry import EntryError
from onrecord.partners.errors import PartnerError
from onrecord.partners.given import GivenError
from onrecord.people.access import NotAllowed

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
_MOST_SHOWN = 20
# What databases say when they can't write now, but could later: the lock is held, the disk is full, the server restarts.
_BUSY = re.compile(
    r"locked|full|readonly|read-only|timeout|deadlock|connection|could not extend", re.I
)

# kind: (status, title)
KINDS: dict[str, tuple[int, str]] = {
    "not-readable": (400, "The request can't be read"),
    "no-key": (400, "The Idempotency-Key is missing"),
    "no-token": (401, "A token that works is needed"),
    "not-allowed": (403, "The token may not do this"),
    "not-found": (404, "There is nothing here"),
    "wrong-method": (405, "This can't be done here"),
    "conflict": (409, "It was changed meanwhile"),
    "key-used": (409, "The Idempotency-Key was used before"),
    "too-large": (413, "The request is too large"),
    "wrong-type": (415, "The content type can't be used here"),
    "not-valid": (422, "Something that was sent is not as described"),
    "refused": (422, "It can't be done"),
    "too-many": (429, "Too many requests"),
    "failed": (500, "Something went wrong on the server"),
    "busy": (503, "The server can't write now"),
}
_BY_STATUS = {
    400: "not-readable",
    401: "no-token",
    403: "not-allowed",
    404: "not-found",
    405: "wrong-method",
    413: "too-large",
    415: "wrong-type",
    429: "too-many",
    503: "busy",
}
_WORDS = {
    400: "The server could not make sense of the request. Look at its address, headers and body.",
    404: "No address of this API is spelt like this, or the record isn't there. The description is at /api/v1/openapi.json.",
    405: "The address is right, the method isn't. The header Allow names those that are.",
    413: "The request is larger than this address takes.",
}


class Problem(Exception):
    """What the caller is told. `kind` is a key of KINDS; `field` names the part of the request, such as body.grade."""

    def __init__(
        self,
        kind: str,
        detail: str,
        *,
        field: str = "",
        errors: list[dict[str, str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.field = kind, detail, field
        self.errors = errors or []
        self.headers = dict(headers or {})

    @property
    def status(self) -> int:
        return KINDS[self.kind][0]


def answer(problem: Problem) -> HttpResponse:
    """The problem as an answer."""
    status, title = KINDS[problem.kind]
    told: dict[str, Any] = {
        "type": f"urn:onrecord:problem:{problem.kind}",
        "title": title,
        "status": status,
        "detail": problem.detail,
        "field": problem.field,
    }
    if problem.errors:
        told["errors"] = problem.errors
    return HttpResponse(
        json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"),
        status=status,
        content_type=MEDIA_TYPE,
        headers=problem.headers,
    )


def problem_for_status(status: int) -> Problem:
    """The problem for an answer that came from elsewhere in the server, which knows only the status."""
    kind = _BY_STATUS.get(status, "not-readable" if status < 500 else "failed")
    if KINDS[kind][0] != status and status >= 500:
        kind = "failed"
    words = _WORDS.get(status) or f"The server answered {status} {HTTPStatus(status).phrase}."
    return Problem(kind, words)


def on_exception(request: HttpRequest, error: Exception) -> HttpResponse:
    """The answer to anything that an endpoint raises."""
    return answer(problem_of(error))


def problem_of(error: BaseException) -> Problem:
    """The problem that an error of the framework, of an action or of a policy is."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, HttpError) and isinstance(error.__cause__, Problem):
        return error.__cause__
    if isinstance(error, ValidationError):
        return _not_valid(error.errors)
    if isinstance(error, NotAllowed | PermissionDenied):
        return Problem("not-allowed", str(error) or "That is not allowed.")
    if isinstance(error, Http404):
        return Problem("not-found", "There is no such record, or it was given by another number.")
    if isinstance(error, contact.Conflict | deciding.Conflict):
        return Problem("conflict", str(error), field="body.version")
    if isinstance(error, contact.LogError | deciding.DecisionError):
        if isinstance(error.__cause__, OSError) or isinstance(
            getattr(error.__cause__, "__cause__", None), OSError
        ):
            return Problem("busy", str(error), headers={"Retry-After": "60"})
        return Problem("refused", str(error))
    if isinstance(error, GivenError):
        return _given(error)
    if isinstance(error, PartnerError):
        return Problem("refused", str(error))
    if isinstance(error, CaseError):
        return _case(error)
    if isinstance(error, NoDate):
        return Problem("refused", f"{str(error)[:1].upper()}{str(error)[1:]}.", field="body.on")
    if isinstance(error, EntryError):
        return Problem("refused", f"The ledger can't keep this: {error}")
    return _of_the_server(error)


def _of_the_server(error: BaseException) -> Problem:
    if isinstance(error, RequestDataTooBig):
        return Problem("too-large", "The body is larger than this address takes: 2.5 MB at most.")
    if isinstance(error, AuthenticationError):
        return Problem("no-token", "Send a token: Authorization: Bearer onr_...")
    if isinstance(error, SuspiciousOperation | UnreadablePostError | HttpError):
        return Problem("not-readable", _WORDS[400])
    if disk_is_full(error) or (isinstance(error, OperationalError) and _BUSY.search(str(error))):
        logger.warning("the API could not write: %s", error)
        return Problem(
            "busy",
            "Somebody else is writing, or the server's disk is full. Nothing was written. Send the same again with the "
            "same Idempotency-Key.",
            headers={"Retry-After": "60"},
        )
    logger.error("the API failed", exc_info=error)
    return Problem(
        "failed",
        "This is a fault of the program; it was written to the server's log. Nothing was kept. Tell whoever looks after "
        "the server.",
    )


def _not_valid(errors: list[dict[str, Any]]) -> Problem:
    """Errors of the types: each with its field; what was sent is not repeated."""
    told = [
        {"field": ".".join(map(str, _place(each["loc"]))), "detail": each["msg"]}
        for each in errors[:_MOST_SHOWN]
    ]
    first = told[0] if told else {"field": "", "detail": "Something is missing."}
    return Problem(
        "not-valid",
        f"{first['field']}: {first['detail']}" if first["field"] else first["detail"],
        field=first["field"],
        errors=told,
    )


def _given(error: GivenError) -> Problem:
    """What was filled in of a referral, field by field; several of a batch stand under their number."""
    told = [
        {"field": f"body.{where}" if where else "body", "detail": words}
        for where, words in error.problems[:_MOST_SHOWN]
    ]
    first = told[0]
    return Problem(
        "not-valid", f"{first['field']}: {first['detail']}", field=first["field"], errors=told
    )


def _place(loc: Any) -> list[Any]:
    """("body", "sent", "grade") is body.grade: the name of our parameter is nobody else's business."""
    parts = list(loc)
    return [parts[0], *parts[2:]] if len(parts) > 1 and parts[0] == "body" else parts


def _case(error: CaseError) -> Problem:
    told = [
        {"field": f"body.case.{each.field}", "detail": f"{each.problem} {each.remedy}".strip()}
        for each in error.problems[:_MOST_SHOWN]
    ]
    return Problem(
        "not-valid",
        "The case can't be read: " + " ".join(each["detail"] for each in told[:3]),
        field=told[0]["field"] if told else "body.case",
        errors=told,
    )
