"""Places in a recording as people say them: 02:14, or 1:02:14 after the first hour. Inside, whole milliseconds."""

import re

_TIMECODE = re.compile(r"(?:([0-9]{1,2}):)?([0-9]{1,2}):([0-5][0-9])\Z")


class TimecodeError(ValueError):
    """That is no place in a recording; the message says how to write one."""


def read_timecode(text: str) -> int:
    """Milliseconds from the start of the recording. Raises TimecodeError."""
    found = _TIMECODE.match(text.strip())
    hours, minutes, seconds = found.groups() if found else (None, "99", "00")
    if found is None or (hours is not None and int(minutes) > 59):
        raise TimecodeError(
            f"“{text.strip()[:30]}” is no time in a recording. Write minutes and seconds, such as 02:14, "
            "or hours too: 1:02:14."
        )
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000


def write_timecode(ms: int) -> str:
    """The time-code of the second that a place falls in: 134500 -> 02:14."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, rest = divmod(minutes, 60)
    return f"{hours}:{rest:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"
