"""What is done once an import has been taken in. Apart from the import itself, so that naming it loads no file readers."""

from collections.abc import Callable

from onrecord.exchange.models import Import

# Upper floors add theirs when the program starts (see onrecord.web.apps).
AFTER_IMPORT: list[Callable[[Import], None]] = []
