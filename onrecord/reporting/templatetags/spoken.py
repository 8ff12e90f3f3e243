"""What templates for the public need for two languages: {% load i18n spoken %}."""

from collections.abc import Mapping
from datetime import datetime

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from onrecord.contact.force import force
from onrecord.reporting import languages
from onrecord.reporting.models import ReportMessage
from onrecord.reporting.status import standing
from onrecord.reporting.switch.checks import welsh_is_drafted

register = template.Library()


@register.filter
def said(text: object, own: object = None) -> str:
    """A text of the data in the page's language, else in English and marked so: {{ question.asks|said:type.welsh }}."""
    return languages.said(text, own if isinstance(own, Mapping) else None)


@register.filter
def said_plain(text: object, own: object = None) -> str:
    """The same where no mark can stand: in the page's title and in attributes."""
    return languages.in_words(str(text), own if isinstance(own, Mapping) else None)[0]


@register.filter
def moment(at: datetime | None) -> SafeString | str:
    """A moment as the public reads it, in the language of the page: 30 November 2026 at 07:11."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    words = gettext("%(day)s at %(time)s") % {
        "day": languages.day_said(local.date()),
        "time": f"{local:%H:%M}",
    }
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), words)


@register.simple_tag
def page_language() -> str:
    """For the lang attribute of the page: "en" or "cy"."""
    return languages.language()


@register.simple_tag
def force_name() -> str:
    """Whose pages they are: the force's own name."""
    return force().name


@register.filter
def spoken(address: str) -> str:
    """An address without a draft or report behind it, so that it goes on in the language of this page."""
    if languages.language() == languages.ENGLISH:
        return address
    return f"{address}{'&' if '?' in address else '?'}lang={languages.language()}"


@register.simple_tag(takes_context=True)
def other_language(context: Context) -> SafeString | str:
    """The link to this page in the other language."""
    request = context.get("request")
    if not isinstance(request, HttpRequest):
        return ""
    other = languages.ENGLISH if languages.language() == languages.WELSH else languages.WELSH
    query = request.GET.copy()
    query["lang"] = other
    return format_html(
        '<a href="{}?{}" lang="{}" hreflang="{}">{}</a>',
        request.path, query.urlencode(), other, other, languages.LANGUAGES[other],
    )  # fmt: skip


@register.simple_tag
def machine_note() -> SafeString | str:
    """On a Welsh page: that a machine drafted the Welsh, until somebody who speaks it has checked these texts."""
    if languages.language() != languages.WELSH or not welsh_is_drafted():
        return ""
    note = gettext(
        "This translation was drafted by a machine and has not been checked yet. If anything is unclear, use the English page."
    )
    return format_html('<p class="panel small" role="note">{}</p>', note)


@register.filter
def promised(message: ReportMessage) -> datetime | None:
    """By when the reporter is promised an answer to a challenge: {{ message|promised|moment }}."""
    return standing.promised(message)
