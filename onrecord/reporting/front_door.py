"""Who writes into the log what the public reported: nobody of the force, and no account that could sign in."""

from typing import Final

from onrecord.people.models import User

# No person may have these names (see onrecord.people.actions).
FRONT_DOOR: Final = "on-line-report"
# What pages say instead: neither somebody of the force nor an account wrote it.
IN_WORDS: Final = "reporting on line (nobody of the force)"


def front_door(department: str = "") -> User:
    """As whom an on-line report is written down. Never saved: it has no password, no role and no rights.

    `department`: whose people see the logs.
    """
    return User(
        username=FRONT_DOOR,
        first_name="On-line",
        last_name="report",
        role="",
        department=department,
        is_active=False,
    )
