"""The first version of the API, and its description (OpenAPI), written from the code."""

import copy
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from crimerules.schema import case_schema
from onrecord.api.gate import ROUTER
from onrecord.api.parsing import StrictParser
from onrecord.api.problems import KINDS, MEDIA_TYPE, on_exception
from onrecord.api.shapes import Problem
from onrecord.api.v1 import (
    around,
    call_marks,
    calls,
    crime_steps,
    crimes,
    decisions,
    logs,
    me,
    referral_challenges,
    referrals,
    rules,
    search,
    writing,
)

# Imported for the endpoints that they register.
PARTS = (
    me,
    logs,
    writing,
    around,
    rules,
    decisions,
    crimes,
    crime_steps,
    calls,
    call_marks,
    search,
    referrals,
    referral_challenges,
)

VERSION = "1"
ROOT = "/api/v1"
CASE = "x-case"
DESCRIPTION = """\
Open logs and write in them, make recording decisions, attach recordings of calls, look things up: by the same rules as on the
pages, as the user to whom the token belongs.

Every request carries a token (`Authorization: Bearer onr_...`), every POST but the trying of a decision an `Idempotency-Key`. What
goes wrong is told as `application/problem+json`. Whatever is read is kept with who and when, as on the pages. Within a version fields
may be added to answers; nothing is taken away or changed in meaning.
"""
# What may be answered besides success; 413, 415 and 409 only where something is sent.
_ALWAYS = (400, 401, 403, 404, 422, 429, 503)
_SENT = (409, 413, 415)


class Service(NinjaAPI):
    """Ninja's API with our parser, our problems, and both in the description."""

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        return on_exception(request, exc)

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: Any = None
    ) -> OpenAPISchema:
        described = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        return _complete(described)


def _complete(described: OpenAPISchema) -> OpenAPISchema:
    parts = described["components"].setdefault("schemas", {})
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    parts |= problem.pop("$defs", {})
    parts["Problem"] = problem
    parts |= _case_parts()
    described["components"]["securitySchemes"] = {
        "Bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "A token that an administrator made, under People, API tokens.",
        }
    }
    paths = copy.deepcopy(described["paths"])
    for methods in paths.values():
        for details in methods.values():
            details["responses"] = {
                **{str(status): each for status, each in details["responses"].items()},
                **{str(status): _problem(status) for status in _statuses(details)},
            }
    described["paths"] = _with_case(paths)
    described["components"]["schemas"] = _with_case(parts)
    return described


def _statuses(details: dict[str, Any]) -> tuple[int, ...]:
    keyed = any(each["name"] == "Idempotency-Key" for each in details.get("parameters", ()))
    return (*_ALWAYS, *(_SENT if keyed or "requestBody" in details else ()))


def _problem(status: int) -> dict[str, Any]:
    titles = [title for number, title in KINDS.values() if number == status]
    told: dict[str, Any] = {
        "description": "; or: ".join(titles),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in (429, 503):
        told["headers"] = {
            "Retry-After": {
                "description": "Seconds to wait.",
                "required": True,
                "schema": {"type": "integer", "minimum": 1},
            }
        }
    if status == 401:
        told["headers"] = {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}}
    return told


def _case_parts() -> dict[str, Any]:
    """The published layout of a case, so that the description says every word that the rules know."""
    layout = case_schema()
    layout.pop("$schema", None)
    found = {f"Case.{name}": each for name, each in layout.pop("$defs", {}).items()}
    return {"Case": _moved(layout), **{name: _moved(each) for name, each in found.items()}}


def _moved(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: f"#/components/schemas/Case.{each.removeprefix('#/$defs/')}"
            if key == "$ref" and isinstance(each, str)
            else _moved(each)
            for key, each in value.items()
        }
    return [_moved(each) for each in value] if isinstance(value, list) else value


def _with_case(value: Any) -> Any:
    """Where a shape says "a case", the layout of a case is put."""
    if isinstance(value, dict):
        if CASE in value:
            return {"$ref": "#/components/schemas/Case"}
        return {key: _with_case(each) for key, each in value.items()}
    return [_with_case(each) for each in value] if isinstance(value, list) else value


api = Service(
    title="onrecord",
    version=VERSION,
    description=DESCRIPTION,
    openapi_url=None,
    docs_url=None,
    urls_namespace="api-v1",
    parser=StrictParser(),
)
api.add_router("", ROUTER)


@cache
def description() -> dict[str, Any]:
    """The OpenAPI description of this version."""
    return dict(api.get_openapi_schema(path_prefix=f"{ROOT.strip('/')}/"))
