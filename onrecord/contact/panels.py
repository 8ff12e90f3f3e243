"""Parts of the log page that other apps bring: the decisions, the recording of the call, what was found missing.

Contact stands below them and doesn't know them. Whoever has something to show about a log registers a panel (in its
AppConfig.ready).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from onrecord.contact.models import Log
from onrecord.people.models import User


@dataclass(frozen=True)
class Panel:
    """One part of the log page.

    `order`: smaller is higher. `template`: rendered with what `context` returns, and `log`. `may_see`: asked first.
    `context` may return None: nothing to show.
    """

    name: str
    order: int
    template: str
    context: Callable[[HttpRequest, Log], Mapping[str, Any] | None]
    may_see: Callable[[User, Log], bool] = lambda user, log: True


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    """Put a panel on the log page. Registering a name again replaces it."""
    _panels[panel.name] = panel


def panels() -> list[Panel]:
    return sorted(_panels.values(), key=lambda panel: (panel.order, panel.name))


def shown_panels(request: HttpRequest, user: User, log: Log) -> list[dict[str, Any]]:
    """What the log page renders: the template and context of each panel that has something to show to this person."""
    found = []
    for panel in panels():
        if panel.may_see(user, log):
            context = panel.context(request, log)
            if context is not None:
                found.append(
                    {
                        "name": panel.name,
                        "template": panel.template,
                        "context": {**context, "log": log},
                    }
                )
    return found
