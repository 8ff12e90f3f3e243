"""The languages of the pages that the public and partners see: English and Welsh. Staff pages stay English.

The address says which (`?lang=cy`), and a draft and a report keep it: no cookie is needed. What the registrar writes on the
pages of types has its Welsh beside it; without one it is shown in English and marked so (WCAG 3.1.2).
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import formats, translation
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext

ENGLISH: Final = "en"
WELSH: Final = "cy"
LANGUAGES: Final = {ENGLISH: "English", WELSH: "Cymraeg"}
# Only under these addresses a page may be in another language.
SPOKEN_UNDER: Final = ("/report/", "/partners/")
# ... but not here, where staff keep the organisations.
NOT_UNDER: Final = ("/partners/organisations/",)
# Apps with a catalogue of their own (see tools/translate.py).
CATALOGUES: Final = ("reporting", "partners")
UNCHECKED: Final = "entries that nobody has checked yet"


class LanguageMiddleware:
    """Show the pages for the public in the language that their address asks for, and forget it afterwards."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(SPOKEN_UNDER) or request.path.startswith(NOT_UNDER):
            return self.get_response(request)
        with translation.override(_code(asked(request))):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language())
        return response


def asked(request: HttpRequest) -> str:
    """The language that the address asks for; "" when it doesn't say."""
    wanted = request.GET.get("lang", "")
    return wanted if wanted in LANGUAGES else ""


def speak(request: HttpRequest, kept: str = "") -> str:
    """Go on in the language that the address asks for, else in the one that is `kept` with a draft or report. Returns it, so
    that the draft can keep it. Only on pages under SPOKEN_UNDER, whose middleware ends it again."""
    wanted = asked(request) or (kept if kept in LANGUAGES else ENGLISH)
    translation.activate(_code(wanted))
    return wanted


def language() -> str:
    """The language of the page that is being made: "en" or "cy"."""
    return WELSH if (translation.get_language() or "").startswith(WELSH) else ENGLISH


def _code(wanted: str) -> str:
    return WELSH if wanted == WELSH else settings.LANGUAGE_CODE


def in_words(text: str, own: Mapping[str, str] | None = None) -> tuple[str, str]:
    """A text of the data in the language of the page, and the language it is in after all. `own`: Welsh that the registrar
    wrote, by the English."""
    if not text.strip() or language() == ENGLISH:
        return text, ENGLISH
    found = (own or {}).get(text) or gettext(text)
    same = found == text and any(each.isalpha() for each in text)
    return found, ENGLISH if same else WELSH


def said(text: object, own: Mapping[str, str] | None = None) -> str:
    """A text of the data for a page: in the page's language, or in English and marked as such."""
    words, spoken = in_words(str(text), own)
    if spoken == language() or not words.strip():
        return format_html("{}", words)
    return format_html('<span lang="en">{}</span>', words)


def day_said(day: date) -> str:
    """A day as the public reads it, in the language of the page: 30 November 2026, 30 Tachwedd 2026."""
    return f"{day.day} {formats.date_format(day, 'F')} {day.year}"


# Welsh answers a question with its verb: how the question begins, and its yes and no. Elsewhere the catalogue's own stand.
YES_NO: Final = (
    ("A oes ", "Oes", "Nac oes"),
    ("A oedd ", "Oedd", "Nac oedd"),
    ("A oeddent ", "Oeddent", "Nac oeddent"),
    ("A allai ", "Gallai", "Na allai"),
    ("A yw", "Ydy", "Nac ydy"),
    ("A ydych ", "Ydw", "Nac ydw"),
    ("A gawsoch ", "Do", "Naddo"),
)


def answer_in_words(asks: str, text: str, own: Mapping[str, str] | None = None) -> str:
    """An answer to choose, in the language of the page; yes and no as Welsh says them to this question."""
    if language() == WELSH and text in ("Yes", "No"):
        begins = in_words(asks, own)[0]
        for start, yes, no in YES_NO:
            if begins.startswith(start):
                return yes if text == "Yes" else no
    return in_words(text, own)[0]


def answer_said(asks: str, text: str, own: Mapping[str, str] | None = None) -> str:
    """The same for a page: in English it is marked as such."""
    words = answer_in_words(asks, text, own)
    return said(text, own) if words == text else format_html("{}", words)


def unchecked() -> int:
    """How many of the Welsh words were drafted by a machine and not yet checked by a person."""
    with translation.override(WELSH):
        held = [pgettext(name, UNCHECKED) for name in CATALOGUES]
    return sum(int(each) for each in held if each.isdecimal())
