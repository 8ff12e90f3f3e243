"""Values of a published content as people read them. Pure."""

from datetime import date


def shown(value: str, shape: str) -> str:
    """A value as it was published, with its unit; empty where there is none."""
    if not value:
        return ""
    if shape == "share":
        return f"{100 * float(value):.1f} %"
    return f"{float(value):.1f} hours" if shape == "hours" else f"{float(value):,.0f}"


def window(since: str, until: str) -> str:
    last = day(until)
    return last if since == until else f"{day(since)} to {last}"


def day(text: str) -> str:
    """2026-03-01 as 1 March 2026."""
    held = date.fromisoformat(text)
    return f"{held.day} {held:%B %Y}"
