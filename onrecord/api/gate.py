"""The gate every endpoint goes through, as `people.access.page` is for pages: token, scope, policy, and the record of
the look.

    @endpoint(part, "GET", "/logs/{log_id}", Scope.LOGS_READ, 200, LogOut, reads="log")
    def get_log(request, log_id): ...
        shown(request, subject_of(log))

An endpoint returns what its answer shows; who acts is `request.user`, the token's user.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from ninja.operation import Operation

from onrecord.api import keys
from onrecord.api.bearer import Bearer, refuse
from onrecord.api.problems import Problem
from onrecord.api.scopes import Scope
from onrecord.people.access import NotAllowed, record_read

Endpoint = Callable[..., Any]
# One for all: the methods of one address must meet in one place, or all but the first are refused.
ROUTER = Router()


class Part(NamedTuple):
    """A chapter of the description."""

    tag: str


_KEY_PARAMETER = {
    "in": "header",
    "name": keys.HEADER,
    "required": True,
    "description": "A fresh one for each new request, the same one when it is sent again. A UUID does.",
    "schema": {"type": "string", "minLength": 8, "maxLength": 255, "pattern": "^[!-~]{8,255}$"},
}


def endpoint(
    part: Part,
    method: str,
    path: str,
    scope: Scope | None,
    status: int,
    shape: type[Schema],
    *,
    reads: str,
    keyed: bool | None = None,
    at_once: bool = True,
    extra: dict[str, Any] | None = None,
) -> Callable[[Endpoint], Endpoint]:
    """Register an endpoint. `reads`: the name under which a look, or a refusal, is kept.

    `keyed`: needs an Idempotency-Key (every POST, unless said otherwise). `at_once`: all of it in one transaction with
    its kept answer; else the endpoint keeps its answer itself and returns a response.
    """
    if keyed is None:
        keyed = method == "POST"

    def wrap(view: Endpoint) -> Endpoint:
        @wraps(view)
        def gate(request: HttpRequest, **sent: Any) -> HttpResponse:
            def work() -> HttpResponse:
                made = view(request, **sent)
                return made if isinstance(made, HttpResponse) else render(made, shape, status)

            _check_query(request, asked)
            token = keys.token_of(request)
            name = f"{reads} (API token {token.pk})"
            try:
                answer = keys.once(request, request.body, work) if keyed and at_once else work()
            except NotAllowed as error:
                refuse(request, name, error)
                raise
            record_read(request, name, subject=getattr(request, "read_subject", request.path))
            return answer

        details = dict(extra or {})
        if keyed:
            details["parameters"] = [*details.get("parameters", []), _KEY_PARAMETER]
        details["x-scope"] = scope.value if scope else ""
        register = getattr(ROUTER, method.lower())
        register(
            path,
            auth=Bearer(scope),
            response={status: shape},
            openapi_extra=details,
            tags=[part.tag],
            summary=(view.__doc__ or view.__name__).strip().splitlines()[0].rstrip("."),
        )(gate)
        asked = _query_names(gate._ninja_operation)  # type: ignore[attr-defined]
        return view

    return wrap


def _query_names(operation: Operation) -> set[str]:
    """The names that an endpoint knows after the question mark."""
    return {
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    }


def _check_query(request: HttpRequest, known: set[str]) -> None:
    """A filter that is misspelt would otherwise filter nothing, and nobody would notice."""
    for name in request.GET:
        if name not in known:
            names = ", ".join(sorted(known)) or "none"
            raise Problem(
                "not-valid",
                f"{name[:60]!r} is not asked for here. Possible: {names}.",
                field=f"query.{name[:60]}",
            )


def render(made: Any, shape: type[Schema], status: int) -> HttpResponse:
    """The answer as JSON, in the shape that the description promises."""
    if not isinstance(made, shape):
        made = shape.model_validate(made)
    return HttpResponse(
        made.model_dump_json(by_alias=True), status=status, content_type="application/json"
    )
