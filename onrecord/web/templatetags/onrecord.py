"""Components that hold other content, and how figures and times are written on every page."""

from datetime import datetime, timedelta

from django import template
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from onrecord.people.models import User
from onrecord.people.names import name_of
from onrecord.people.roles import Permission
from onrecord.web.slow_line import lasting as address
from onrecord.web.stacked import with_names

register = template.Library()

# Fields of the ledger that hold a user name, beside those that end in _by.
_WHOSE = frozenset({"by", "owner", "reader", "person", "giver", "head", "officer", "username"})
# A half-width (as a share) beyond which an interval says nothing of a rate.
NOTHING_SAID = 0.5

_PERMISSIONS = {permission.value: permission for permission in Permission}


@register.simple_block_tag
def table(content: str, caption: str, hide_caption: bool = False, stack: bool = False) -> str:
    """A data table in a region of its own, which scrolls sideways on a narrow screen and takes the keyboard's focus. `stack`:
    on a telephone each row is a card instead, its cells under one another, each with the heading of its column before it."""
    rows = mark_safe(with_names(content)) if stack else content  # noqa: S308
    return render_to_string(
        "components/table.html",
        {"content": rows, "caption": caption, "hide_caption": hide_caption, "stack": stack},
    )


@register.simple_block_tag
def summary(content: str) -> str:
    """A list of facts; fill it with {% fact %}."""
    return render_to_string("components/summary.html", {"content": content})


@register.simple_block_tag
def fact(content: str, name: str) -> str:
    """One fact of a summary. Empty content is shown as a dash, so that nobody wonders whether it went missing."""
    shown = content if content.strip() else mark_safe('<span class="quiet">not given</span>')
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", name, shown)


@register.simple_block_tag
def details(content: str, title: str, open: bool = False) -> str:
    return render_to_string(
        "components/details.html", {"content": content, "title": title, "open": open}
    )


@register.filter
def may(user: object, permission: str) -> bool:
    """Whether the person's role holds a permission: {% if user|may:"view_logs" %}."""
    return isinstance(user, User) and user.may(_PERMISSIONS[permission])


@register.filter
def who(username: str, user: object = None) -> str:
    """An account's full name; "you" where it is the `user` who looks."""
    return name_of(username or "", user)


@register.simple_tag
def lasting(name: str) -> str:
    """The address of a static file as it is now, which a browser keeps for good: {% lasting "onrecord.css" %}."""
    return address(name)


@register.filter
def when(moment: datetime | None, precision: str = "minute") -> SafeString | str:
    """A time as people here write it, no more exact than it was given."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    pattern = {"day": "%d/%m/%Y", "month": "%B %Y"}.get(precision, "%d/%m/%Y %H:%M")
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), local.strftime(pattern))


@register.filter
def percent(share: float | None, digits: int = 1) -> str:
    # The space may not break: a lone % at the beginning of a line reads badly.
    return "" if share is None else f"{100 * share:.{digits}f}\u00a0%"


@register.filter
def points(share: float | None, digits: int = 1) -> str:
    """A share as percentage points, without a sign."""
    return "" if share is None else f"{100 * share:.{digits}f}"


@register.filter
def half_width(share: float | None) -> str:
    """An expected half-width as percentage points; "too few" where it says nothing of a share, which lies between 0 and 100."""
    if share is None:
        return ""
    return f"± {points(share)}" if share <= NOTHING_SAID else "too few"


@register.filter(is_safe=True)
def lead(label: object) -> str:
    """A field's label before what is said of it: with a colon, unless it ends a sentence itself."""
    text = str(label).strip()
    return text if text.endswith(("?", ".", "!", ":")) else f"{text}:"


@register.filter
def whole(number: float | None) -> str:
    """A number of things, rounded, with commas."""
    return "" if number is None else f"{number:,.0f}"


@register.filter
def field_name(name: str) -> str:
    """A field's name as words: received_at -> Received at."""
    return name.replace("_", " ").capitalize()


@register.filter
def plain(value: object) -> str:
    """A value from the ledger as people read it: lists with commas, tables as name: value."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return "; ".join(f"{name}: {held}" for name, held in value.items())
    return str(value)


@register.filter
def held(value: object, field: str) -> str:
    """A value of a field from the ledger: as `plain`, and a person's name where the field holds a user name."""
    if isinstance(value, str) and (field in _WHOSE or field.endswith("_by")):
        return name_of(value)
    return plain(value)


@register.filter
def how_long(gap: timedelta | None) -> str:
    """A span of time in the two largest units that matter for a 24-hour limit."""
    if gap is None:
        return ""
    minutes = int(abs(gap).total_seconds()) // 60
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"


@register.filter
def size(count: int | None) -> str:
    """A file's size."""
    amount = float(count or 0)
    for unit in ("bytes", "KB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    return ""


@register.filter
def sets_filter(query: QueryDict) -> bool:
    """Whether the address of a list asks for some of it; where a page of the list begins is no filter."""
    return any(value for name, value in query.items() if name not in ("after", "before"))


@register.simple_tag
def link_with(query: QueryDict, **changes: object) -> str:
    """The page's own address with some of its filters changed; an empty value takes the filter off."""
    changed = query.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value not in (None, ""):
            changed[name] = str(value)
    return f"?{changed.urlencode()}"


@register.simple_tag
def link_with_from(query: QueryDict, start: object) -> str:
    """As `link_with`, for the filter named "from", which is a word of Python's."""
    return link_with(query, **{"from": start})
