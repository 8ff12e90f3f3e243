"""Searching, as on the page: the same words, the same results, only what the token's user may see."""

from html import unescape
from typing import Annotated, Literal

from django.http import HttpRequest
from django.urls import resolve
from django.utils.html import strip_tags
from ninja import Query
from pydantic import Field

from onrecord.api.gate import Part, endpoint
from onrecord.api.scopes import Scope
from onrecord.api.shapes import Day, In, Out, Told
from onrecord.finding import showing
from onrecord.finding.asking import understand
from onrecord.finding.index import catch_up_a_little
from onrecord.finding.models import Group
from onrecord.finding.policies import check_can_find
from onrecord.finding.queries import Filter, find
from onrecord.people.access import shown, whoever

PART = Part("Search")


class Asked(In):
    """What is looked for."""

    q: Annotated[str, Field(min_length=1, max_length=200)] = Field(
        description='Words, "several together", begin*, -without; references, telephone numbers, postcodes.'
    )
    kind: Literal[tuple(group.value for group in Group)] = Group.LOGS.value  # type: ignore[valid-type]
    text: bool = Field(default=False, description="Of logs: only in what was said and written.")
    state: Literal["", "open", "closed"] = ""
    since: Day | None = None
    until: Day | None = None
    department: Annotated[str, Field(max_length=200)] | None = None
    after: Annotated[str, Field(max_length=100)] = Field(
        default="", description="Of the page before: its `after`."
    )


class Found(Out):
    """One result: which record it is, or which record names the person or place that was found."""

    record: str = Field(description="log, crime, incident or recording")
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
    filters = Filter(
        department=asked.department,
        state=asked.state,
        since=asked.since,
        until=asked.until,
        text=asked.text,
    )
    found = find(user, Group(asked.kind), question, filters, asked.after)
    rows = showing.rows(found.hits, found.terms or question.terms, user)
    return Results(
        results=[_told(row) for row in rows],
        after=found.after,
        count=found.count,
        left_out=list(question.left_out),
    )


def _told(row: showing.Row) -> Found:
    page = resolve(row.url)
    return Found(
        record=page.url_name or "",
        id=next(iter(page.kwargs.values())),
        title=row.title,
        at=row.at,
        facts=row.facts,
        where=row.where,
        snippet=unescape(strip_tags(row.snippet)),
        near=row.near,
    )
