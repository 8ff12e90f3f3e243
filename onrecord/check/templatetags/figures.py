"""How figures are written everywhere: 78.2 %, 1,234."""

from django import template

register = template.Library()


@register.filter
def percent(value: float | None, places: int = 1) -> str:
    """A share as a percentage: 0.782 becomes "78.2 %"; nothing becomes a dash."""
    return "–" if value is None else f"{100 * float(value):.{places}f} %"


@register.filter
def points(value: float | None, places: int = 1) -> str:
    """A half-width in percentage points: 0.0287 becomes "2.9"."""
    return "–" if value is None else f"{100 * float(value):.{places}f}"


@register.filter
def count(value: float | None) -> str:
    """A number with commas; nothing becomes a dash."""
    return "–" if value is None else f"{round(float(value)):,}"
