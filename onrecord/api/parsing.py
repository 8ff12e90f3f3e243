"""What comes in as JSON: read strictly, so that nothing odd gets as far as an action or a database."""

import json
from typing import Any, NoReturn, cast

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser

from onrecord.api.problems import Problem

DEEPEST = 30
# What both databases and other programs' JSON hold exactly.
LARGEST = 2**63 - 1


class StrictParser(Parser):
    """Only JSON in UTF-8, without characters that no store takes, numbers that none holds, or endless nesting."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        if request.content_type != "application/json":
            raise Problem(
                "wrong-type",
                "Send JSON, with the header Content-Type: application/json.",
                field="header.content-type",
            )
        charset = (request.content_params or {}).get("charset", "utf-8").lower()
        if charset not in ("utf-8", "utf8"):
            raise Problem("wrong-type", "Send the JSON in UTF-8.", field="header.content-type")
        try:
            text = request.body.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Problem(
                "not-readable", f"The body is not UTF-8: byte {error.start} can't be read."
            ) from None
        try:
            data = json.loads(text, parse_constant=_no_number)
        except RecursionError:
            raise _too_deep() from None
        except json.JSONDecodeError as error:
            raise Problem(
                "not-readable",
                f"The body is not JSON: {error.msg} at line {error.lineno}, character {error.colno}.",
            ) from None
        except ValueError:  # a number of thousands of digits
            raise Problem("not-readable", "The body holds a number that is too long.") from None
        check_plain(data, "body")
        return cast(dict[str, Any], data)

    def parse_querydict(
        self, data: MultiValueDict, list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        found = super().parse_querydict(data, list_fields, request)
        check_plain(found, "query")
        return found


def _no_number(word: str) -> NoReturn:
    raise Problem("not-readable", f"{word} is no number that JSON knows.")


def _too_deep() -> Problem:
    return Problem("not-readable", f"The body is nested deeper than {DEEPEST} levels.")


def check_plain(data: Any, where: str) -> None:
    """Raise Problem for what no record can hold, naming its place. Doesn't recurse: the depth is what is checked."""
    waiting = [(data, where, 0)]
    while waiting:
        value, place, depth = waiting.pop()
        if depth > DEEPEST:
            raise _too_deep()
        if isinstance(value, str):
            _check_text(value, place)
        elif isinstance(value, bool) or value is None:
            continue
        elif isinstance(value, int):
            if abs(value) > LARGEST:
                raise Problem("not-valid", f"{place}: the number is too large.", field=place)
        elif isinstance(value, float):
            if value in (float("inf"), float("-inf")):
                raise Problem("not-valid", f"{place}: the number is too large.", field=place)
        elif isinstance(value, dict):
            for key, each in value.items():
                _check_text(key, place)
                waiting.append((each, f"{place}.{key[:40]}", depth + 1))
        elif isinstance(value, list):
            waiting += [(each, f"{place}.{n}", depth + 1) for n, each in enumerate(value)]


def _check_text(text: str, place: str) -> None:
    if "\0" in text:
        raise Problem("not-valid", f"{place}: it holds a NUL character.", field=place)
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        raise Problem(
            "not-valid", f"{place}: it holds half of a character (a lone surrogate).", field=place
        )
