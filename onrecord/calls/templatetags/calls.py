"""How places in a recording are written on pages."""

from django import template

from onrecord.calls.timecodes import write_timecode

register = template.Library()


@register.filter
def timecode(ms: int | None) -> str:
    """Milliseconds as 02:14, or 1:02:14; empty where they aren't known."""
    return "" if ms is None else write_timecode(ms)


@register.filter
def seconds(ms: int) -> int:
    """The whole second, for links into a recording."""
    return ms // 1000
