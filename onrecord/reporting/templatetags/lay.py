"""Texts of the data on pages for the public: in the page's language, with the name of the force filled in."""

from collections.abc import Mapping
from typing import Protocol

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from onrecord.contact.force import force
from onrecord.reporting.languages import in_words, said

register = template.Library()
NAME = "{force}"


class HasWelsh(Protocol):
    """A type of report, or a form of partners: with the registrar's own Welsh, by the English."""

    @property
    def welsh(self) -> Mapping[str, str]: ...


@register.filter
def lay(text: object, kind: HasWelsh | None = None) -> SafeString:
    """{{ question.asks|lay:kind }}: marked as English where there is no Welsh."""
    # said() escapes; what is filled in is escaped here.
    return mark_safe(said(text, kind.welsh if kind else None).replace(NAME, escape(force().name)))  # noqa: S308


@register.filter
def lay_plain(text: object, kind: HasWelsh | None = None) -> str:
    """The same without a mark, for titles and attributes."""
    return in_words(str(text), kind.welsh if kind else None)[0].replace(NAME, force().name)
