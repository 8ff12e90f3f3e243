"""Sending a recording's bytes to a player: whole, or the range it asks for (RFC 9110, section 14)."""

from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from onrecord.calls.byteranges import OutOfRange, read_range
from onrecord.calls.models import Recording

# A player that asks for "everything from here" takes the answer at the speed of the sound, and would keep one of the
# server's few threads for hours. It gets so much, and asks again.
MOST_IN_A_RANGE = 2 << 20
_CHUNK = 64 << 10


def send(request: HttpRequest, recording: Recording) -> HttpResponseBase:
    """The answer to a player: 200, 206 or 416. Raises FileNotFoundError when the file is gone."""
    size = recording.path.stat().st_size
    tag = f'"{recording.sha256}"'
    start, end, status = 0, size, 200
    header = request.headers.get("Range", "")
    # If-Range: the player holds a part already and wants more only of the very same bytes.
    if header and request.headers.get("If-Range", tag) == tag:
        try:
            wanted = read_range(header, size)
        except OutOfRange:
            refused = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
            return _with_headers(refused, recording, tag)
        if wanted is not None:
            start, end = wanted
            end = min(end, start + MOST_IN_A_RANGE)
            status = 206
    answer: HttpResponseBase
    if request.method == "HEAD":
        answer = HttpResponse(status=status)
    else:
        answer = StreamingHttpResponse(_parts(recording.path, start, end), status=status)
    if status == 206:
        answer.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    answer.headers["Content-Length"] = str(end - start)
    return _with_headers(answer, recording, tag)


def _with_headers(answer: HttpResponseBase, recording: Recording, tag: str) -> HttpResponseBase:
    answer.headers["Content-Type"] = recording.media_type
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    shown = content_disposition_header(as_attachment=False, filename=recording.file_name)
    answer.headers["Content-Disposition"] = shown or "inline"
    return answer


def _parts(path: Path, start: int, end: int) -> Iterator[bytes]:
    # Opened only when the first byte is asked for: an answer that nobody takes leaves no file open.
    with path.open("rb") as file:
        file.seek(start)
        left = end - start
        while left > 0 and (chunk := file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk
