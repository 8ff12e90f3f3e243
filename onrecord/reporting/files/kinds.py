"""Which files are taken in from the public and from partners. What a file is, `onrecord.calls.kinds` tells from its bytes.

Programs, web pages and drawings that hold scripts are refused. What is merely unknown is kept, closed: cameras of shops and
houses write formats of their own, and those are evidence.
"""

from typing import BinaryIO

from django.utils.translation import gettext as _

from onrecord.calls.kinds import PAGE, PROGRAM, Kind, kind_of
from onrecord.reporting.errors import ReportError


class FileRefused(ReportError):
    """The file isn't taken in; the message says why and what to do, in the reader's language. Nothing of it was kept."""


def kind_taken(file: BinaryIO, size: int) -> Kind:
    """What the bytes are. Raises FileRefused for an empty file, a program or a page."""
    if not size:
        raise FileRefused(_("This file is empty. Choose it again, or go on without it."))
    kind = kind_of(file, size)
    if kind.what == PROGRAM:
        raise FileRefused(
            _("This file is a program, whatever its name says. Programs are not taken in. If it is evidence, say in your report that you have it, and we will tell you how to hand it over.")
        )  # fmt: skip
    if kind.what == PAGE:
        raise FileRefused(
            _("This file is a web page or a drawing that can hold a program, whatever its name says. Such files are not taken in. Take a picture of the screen, or save it as PDF, and add that.")
        )  # fmt: skip
    return kind


def clean_name(name: str) -> str:
    """The name as given, without folders and without characters that no page can show."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in last if c.isprintable() or c in "\u200c\u200d").strip()
    shown = shown.encode("utf-8", "replace").decode()
    return (shown if len(shown) <= 150 else f"{shown[:120]}…{shown[-25:]}") or "file"
