"""What anybody may read without signing in: published versions, which of them stands, and their files. Nothing of a draft."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from onrecord.documents.content import Document
from onrecord.documents.files import write
from onrecord.response.models import Edition, Response, Withdrawal
from onrecord.response.queries import published_editions, stands

STANDS, CORRECTED, WITHDRAWN = "current", "corrected since", "withdrawn"


@dataclass(frozen=True)
class Version:
    """A published version and what became of it. `later`: the number of the version that stands instead, 0 for none."""

    edition: Edition
    state: str
    later: int
    withdrawal: Withdrawal | None

    @property
    def colour(self) -> str:
        return {STANDS: "green", CORRECTED: "amber"}.get(self.state, "red")


def versions_of(editions: Iterable[Edition]) -> list[Version]:
    """The versions of one response, the newest first. The newest that was not withdrawn stands."""
    rows = sorted(editions, key=lambda each: -each.number)
    gone = {each.pk: getattr(each, "withdrawal", None) for each in rows}
    held, _ = stands(rows)
    standing = held.number if held else 0
    return [
        Version(
            each,
            WITHDRAWN if gone[each.pk] else STANDS if each.number == standing else CORRECTED,
            standing if standing > each.number else 0,
            gone[each.pk],
        )
        for each in rows
    ]


def responses() -> list[tuple[Response, list[Version]]]:
    """Every response that has been published, the latest report first."""
    found: dict[int, list[Edition]] = {}
    for each in published_editions().select_related("withdrawal").defer("document", "facts"):
        found.setdefault(each.response_id, []).append(each)
    return [(rows[0].response, versions_of(rows)) for rows in found.values()]


def versions(ref: str) -> list[Version]:
    """The versions of the response to one report, the newest first; none where nothing was published."""
    rows = published_editions().select_related("withdrawal").filter(response__inspection__ref=ref)
    return versions_of(rows)


def file_of(edition: Edition, form: str) -> bytes:
    """The document as a file. It is made once: whoever asks may not be signed in, and a PDF takes a second. Raises NoPdf."""
    return _file(edition.pk, edition.digest, form)


@lru_cache(maxsize=64)
def _file(pk: int, digest: str, form: str) -> bytes:
    """By its digest: what is published never changes."""
    return write(Document.from_json(Edition.objects.get(pk=pk, digest=digest).document), form)
