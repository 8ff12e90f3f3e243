"""What every page knows: the installation, and where this person may go."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from onrecord import __version__
from onrecord.home import is_demonstration
from onrecord.people.models import User
from onrecord.people.roles import Permission as P
from onrecord.people.roles import Role
from onrecord.reporting.policies import is_open

# (label, name of the page, permissions of which one is enough)
NAVIGATION: list[tuple[str, str, tuple[P, ...]]] = [
    ("My day", "my-day", (P.VIEW_LOGS,)),
    ("Find", "find", (P.VIEW_LOGS,)),
    ("Logs", "logs", (P.VIEW_LOGS,)),
    ("Decide", "decisions", (P.DECIDE,)),
    ("In the street", "field", (P.DECIDE,)),
    ("Worklists", "worklists", (P.VIEW_LOGS,)),
    ("Reviews", "reviews", (P.REVIEW_DECISIONS,)),
    ("Crimes", "crimes", (P.VIEW_CRIMES, P.CHANGE_CRIMES)),
    ("Incidents", "incidents", (P.VIEW_CRIMES, P.CHANGE_CRIMES)),
    ("Suspects", "suspects", (P.VIEW_SUSPECTS,)),
    ("Audits", "audits", (P.VIEW_ESTIMATE, P.READ_SAMPLE)),
    ("Findings", "findings", (P.VIEW_LOGS,)),
    ("Measures", "measures", (P.VIEW_FIGURES,)),
    ("Figures", "figures", (P.VIEW_FIGURES,)),
    ("Improvement", "recommendations", (P.VIEW_IMPROVEMENT,)),
    ("Publish", "public-manage", (P.PUBLISH_PROOF,)),
    ("On line", "reporting", (P.KEEP_REPORTING,)),
    ("Training", "training", (P.LEARN,)),
    ("Messages", "messages", (P.MAKE_MESSAGES, P.VIEW_ESTIMATE)),
    ("Imports", "imports", (P.IMPORT_FILES,)),
    ("Ledger", "ledger", (P.VIEW_LEDGER,)),
    ("Departments", "departments", (P.KEEP_DEPARTMENTS,)),
    ("Partners", "partners", (P.KEEP_PARTNERS,)),
    ("People", "people", (P.MANAGE_PEOPLE,)),
    ("Alerts out", "alert-queue", (P.MANAGE_HOOKS,)),
    ("Who looked", "reads", (P.VIEW_READS,)),
]


@dataclass(frozen=True)
class Place:
    """One link of the navigation."""

    label: str
    url: str
    current: bool


def places(user: User, path: str) -> list[Place]:
    """The parts of the system that this person's role may enter."""
    found = []
    for label, name, permissions in NAVIGATION:
        if any(user.may(permission) for permission in permissions):
            url = reverse(name)
            found.append((label, url))
    # Only one is the place where somebody is: the nearest, where one address stands under another.
    here = max((url for _, url in found if path.startswith(url)), key=len, default="")
    return [Place(label, url, url == here) for label, url in found]


def installation(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    found: list[Place] = []
    role = ""
    if isinstance(user, User):
        role = Role(user.role).label if user.role in Role.values else ""
        found = [] if user.must_change_password else places(user, request.path)
    return {
        "demonstration": is_demonstration(),
        "version": __version__,
        "places": found,
        "role_label": role,
        # Called only by pages that show it.
        "reporting_open": is_open,
    }
