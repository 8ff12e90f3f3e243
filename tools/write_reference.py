"""Write the pages of docs/reference that follow from the code and its data. `make docs`.

A test holds each page against its source, so that a page out of step fails the build (tests/unit/test_reference.py).
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"


def pages() -> dict[str, Callable[[], str]]:
    """File name in docs/reference -> function that returns its text."""
    from onrecord.exchange.docs import states_page
    from onrecord.people.docs import permissions_page
    from onrecord.screening.docs import suspect_rules_page

    from onrecord.web.docs import commands_page

    return {
        "suspect-rules.md": suspect_rules_page,
        "permissions.md": permissions_page,
        "states.md": states_page,
        "commands.md": commands_page,
    }


def main() -> None:
    os.environ["ONRECORD_HOME"] = tempfile.mkdtemp()
    os.environ["DJANGO_SETTINGS_MODULE"] = "onrecord.web.settings"
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    for name, write in pages().items():
        (REFERENCE / name).write_text(write(), encoding="utf-8")
        print(f"docs/reference/{name}")


if __name__ == "__main__":
    main()
