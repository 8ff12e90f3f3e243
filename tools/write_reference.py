"""Write the pages of docs/reference that follow from the code and its data: `make docs`.

A test holds each page against its source (tests/unit/test_reference.py), so a page out of step fails the build.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"


def pages() -> dict[str, Callable[[], str]]:
    """File name in docs/reference -> function that returns its text. Django must be set up."""
    from onrecord.api.reference import api_page
    from onrecord.audit.findings.states import findings_section
    from onrecord.audit.programmes.docs import programmes_page
    from onrecord.audit.states import states_section as audit_states
    from onrecord.boards.states import boards_section
    from onrecord.deciding.states import states_section
    from onrecord.exchange.docs import states_page
    from onrecord.improvement.recommendations.states import improvement_section
    from onrecord.measures.alerts.states import sending_section
    from onrecord.measures.catalogue import catalogue_section
    from onrecord.measures.registry import measures_page
    from onrecord.partners.states import partners_section
    from onrecord.people.roles import permissions_page
    from onrecord.reporting.states import reporting_section
    from onrecord.response.original import original_page
    from onrecord.response.states import response_section
    from onrecord.screening.fates.states import fates_section
    from onrecord.screening.rules.reference import reference_page
    from onrecord.training.states import training_section
    from onrecord.web.docs import commands_page

    return {
        "api.md": api_page,
        "commands.md": commands_page,
        "measures.md": lambda: f"{measures_page()}\n{catalogue_section()}",
        "permissions.md": permissions_page,
        "programmes.md": programmes_page,
        "response-2019.md": original_page,
        "states.md": lambda: "\n".join(
            section()
            for section in (
                states_page,
                states_section,
                audit_states,
                findings_section,
                fates_section,
                sending_section,
                training_section,
                improvement_section,
                response_section,
                boards_section,
                reporting_section,
                partners_section,
            )
        ),
        "suspect-rules.md": reference_page,
    }


def main() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "onrecord.web.settings"
    with tempfile.TemporaryDirectory() as home:
        os.environ["ONRECORD_HOME"] = home
        import django

        django.setup()
        for name, write in pages().items():
            (REFERENCE / name).write_text(write(), encoding="utf-8")
            sys.stdout.write(f"docs/reference/{name}\n")


if __name__ == "__main__":
    main()
