"""What a person of the force must check before the public reads it, and whether somebody did: the numbers and addresses of other
services, and the Welsh. A check counts for what was seen: whatever changes afterwards is to be checked again."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from django.db import DatabaseError

from onrecord.reporting import catalogue, languages
from onrecord.reporting.models import Checked
from onrecord.reporting.switch.outside import Named, named_now

SERVICES: Final = "services"
WELSH: Final = "welsh"


@dataclass(frozen=True)
class Standing:
    """One thing to check as it is now. `digest`: what stands for it; `held`: what a check keeps; `last`: the newest check."""

    what: str
    digest: str
    held: dict[str, Any]
    last: Checked | None

    @property
    def stands(self) -> bool:
        """Whether somebody checked it as it is now."""
        return self.last is not None and self.last.digest == self.digest

    @property
    def changed(self) -> bool:
        """Whether somebody checked it, and it is another since."""
        return self.last is not None and not self.stands


def _services() -> tuple[str, dict[str, Any]]:
    found = [each.as_dict() for each in named_now()]
    text = json.dumps(found, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest(), {"services": found}


def _welsh() -> tuple[str, dict[str, Any]]:
    return catalogue.version(), {"texts": len(catalogue.texts())}


CHECKS: Final[dict[str, Callable[[], tuple[str, dict[str, Any]]]]] = {
    SERVICES: _services,
    WELSH: _welsh,
}


def standing(what: str) -> Standing:
    """How one of them stands now."""
    digest, held = CHECKS[what]()
    last = Checked.objects.filter(what=what).order_by("-number").first()
    return Standing(what, digest, held, last)


def new_since(found: Standing) -> list[tuple[Named, bool]]:
    """Each service as it stands, and whether it is new or another since the last check."""
    seen = found.last.held.get("services", []) if found.last else []
    return [(each, bool(found.last) and each.as_dict() not in seen) for each in named_now()]


def welsh_is_drafted() -> bool:
    """Whether the Welsh on the pages is still a machine's that nobody has checked. Where nobody can say, it is."""
    if not languages.unchecked():
        return False
    try:
        last = Checked.objects.filter(what=WELSH).order_by("-number").values_list("digest", flat=True).first()  # fmt: skip
    except DatabaseError:
        return True
    return last is None or last != catalogue.version()
