"""Searching, as on the page: the same words, the same results, only what the token's user may see."""

from html import unescape
from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils.html import strip_tags
from ninja import Query
from pydantic import Field

from onrecord.api.gate import Part, endpoint
from onrecord.api.scopes import Scope
from onrecord.api.shapes import Day, In, Out, Told
from onrecord.finding import showing
from onrecord.finding.asking import understand
from onrecord.finding.index import catch_up_a_little
from onrecord.finding.models import Kind
from onrecord.finding.policies import check_can_find
from onrecord.finding.queries import Filter, Hit, find
from onrecord.people.access import shown, whoever

PART = Part("Search")
_KINDS = {"logs": Kind.LOG, "crimes": Kind.CRIME, "people": Kind.PERSON, "places": Kind.PLACE}


class Asked(In):
    """What is looked for."""

    q: Annotated[str, Field(min_length=1, max_length=200)] = Field(
        description='Words, "several together", begin*, -without; references, telephone numbers, postcodes.'
    )
    kind: Literal["logs", "crimes", "people", "places"] = "logs"
    text: bool = Field(default=False, description="Of logs: only in what was said and written.")
    state: Literal["", "open", "closed"] = ""
    since: Day | None = None
    until: Day | None = None
    department: Annotated[str, Field(max_length=200)] | None = None
    after: Annotated[str, Field(max_length=100)] = Field(
        default="", description="Of the page before: its `after`."
    )


class Found(Out):
    """One result. `id` is of the log or crime; for people and places, of the log that names them."""

    id: int
    title: str
    at: Told | None
    facts: list[str]
    where: str
    snippet: str
    near: bool = Field(description="A name that is only spelt nearly as asked.")


class Results(Out):
    """A page of results, newest first. `after` goes on, empty at the end."""

    results: list[Found]
    after: str
    count: int | None = Field(description="How many there are in all, where that is known.")
    left_out: list[str] = Field(
        description="What was asked and can't be looked for, with the reason."
    )


@endpoint(PART, "GET", "/search", Scope.SEARCH_READ, 200, Results, reads="search")
def search(request: HttpRequest, asked: Query[Asked]) -> Results:
    """Search logs, crimes, people or places."""
    user = whoever(request)
    check_can_find(user)
    shown(request, asked.q)
    catch_up_a_little()
    question = understand(asked.q)
    kind = _KINDS[asked.kind]
    filters = Filter(
        department=asked.department,
        state=asked.state,
        since=asked.since,
        until=asked.until,
        text=asked.text,
    )
    found = find(user, kind, question, filters, asked.after)
    terms = found.terms or question.terms
    results = []
    for hit in found.hits:
        # One at a time: a record that has gone meanwhile leaves no gap between results and ids.
        for row in showing.rows(kind, [hit], terms):
            results.append(_told(hit, row))
    return Results(
        results=results,
        after=found.after,
        count=found.count,
        left_out=list(question.left_out),
    )


def _told(hit: Hit, row: showing.Row) -> Found:
    return Found(
        id=hit.id if hit.log_id is None else hit.log_id,
        title=row.title,
        at=row.at,
        facts=row.facts,
        where=row.where,
        snippet=unescape(strip_tags(row.snippet)),
        near=row.near,
    )
