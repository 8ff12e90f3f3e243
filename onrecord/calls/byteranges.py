"""Which bytes a player asks for (RFC 9110, section 14: Range Requests). Pure.

A player jumps about in a recording of hours without fetching all of it. One range is answered; several at once, which no
player asks for, may be ignored by the RFC (14.2) and are.
"""

import re

_ONE_RANGE = re.compile(r"bytes=\s*([0-9]{0,19})-([0-9]{0,19})\s*\Z", re.IGNORECASE)


class OutOfRange(ValueError):
    """Nothing of what is asked for is there (status 416)."""


def read_range(header: str, size: int) -> tuple[int, int] | None:
    """First byte and the byte after the last; None where the header is to be ignored and all is sent.

    `bytes=-500` are the last 500. Raises OutOfRange.
    """
    found = _ONE_RANGE.match(header.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if first == "":
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None  # not a range at all (14.1.1), so ignored
    if start >= size or start >= end:
        raise OutOfRange
    return start, end
