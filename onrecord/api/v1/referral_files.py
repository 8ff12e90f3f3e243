"""Files for a referral of a partner: sent one by one beforehand, and then named in the referral."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import Field

from onrecord.api.gate import Part, endpoint, render
from onrecord.api.keys import fingerprint, keep_answer, kept_answer, origin_of
from onrecord.api.problems import Problem
from onrecord.api.scopes import Scope
from onrecord.api.shapes import In, Out, Told
from onrecord.calls.files import AT_ONCE
from onrecord.calls.files import Draft as Bytes
from onrecord.partners.files import add_one
from onrecord.partners.policies import organisation_of
from onrecord.people.access import shown, whoever
from onrecord.reporting.files.keeping import MB
from onrecord.reporting.guard.settings import limits

PART = Part("Referrals of partners")
_BODY = {
    "requestBody": {
        "required": True,
        "description": "The file as it is: a photograph, film, sound or document. What it is is told from its bytes.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class FileAsked(In):
    """What is said of the file."""

    file_name: Annotated[str, Field(min_length=1, max_length=255)] = Field(
        description="As you call it; its ending is not believed."
    )


class FileOut(Out):
    """A file that waits to be sent with a referral."""

    file: str = Field(description="Its name for `files` of a referral.")
    name: str
    media_type: str = Field(description="What its bytes are.")
    size: int
    sha256: str
    erased_at: Told = Field(description="When it is erased, unless it was sent before.")


@endpoint(
    PART,
    "POST",
    "/referrals/files",
    Scope.REFERRALS,
    201,
    FileOut,
    reads="file for a referral",
    at_once=False,
    extra=_BODY,
)
def add(request: HttpRequest, asked: Query[FileAsked]) -> HttpResponse:
    """Send one file, to be named in a referral within two days. The body is the file itself.

    Send its length (Content-Length). Programs and web pages are refused. Nobody sees it before it is sent with a referral.
    """
    user = whoever(request)
    organisation = organisation_of(user)
    _check_sent(request)
    with Bytes() as store:
        while chunk := request.read(AT_ONCE):
            store.write(chunk)
        same = fingerprint(request, store.sha256.encode())
        before = kept_answer(request, same)
        if before is not None:
            return before
        store.file.seek(0)
        row = add_one(
            organisation=organisation,
            by=user,
            origin=origin_of(request, same),
            name=asked.file_name,
            chunks=iter(lambda: store.file.read(AT_ONCE), b""),
        )
    shown(request, f"partner:{organisation.key}")
    told = FileOut(
        file=row.origin,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        erased_at=row.draft.expires_at,
    )
    return keep_answer(request, same, render(told, FileOut, 201))


def _check_sent(request: HttpRequest) -> None:
    """What can be known before the first byte is read."""
    if request.content_type != "application/octet-stream":
        raise Problem(
            "wrong-type",
            "Send the file as it is, with the header Content-Type: application/octet-stream.",
            field="header.content-type",
        )
    size = request.headers.get("Content-Length", "")
    if not (size.isascii() and size.isdecimal() and len(size) < 19):
        raise Problem(
            "not-readable",
            "Send the header Content-Length: files in pieces of unknown number are not taken.",
            field="header.content-length",
        )
    most = limits().film_mb
    if int(size) > most * MB:
        raise Problem("too-large", f"A file may have {most} MB at most.", field="body")
