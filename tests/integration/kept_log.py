"""A log kept here, and the people who keep it, for the tests of live recording."""

from typing import Any

from onrecord.contact.actions import open_log
from onrecord.contact.models import Log
from onrecord.people.models import User
from onrecord.people.roles import Role

FIRST = "He has just hit me and he's kicking the door. She said: “he'll be back”. 😢"

# Reports no crime on its face, so that it may be closed with no more ado.
QUIET = "Lost dog, reunited with its owner. 🐕"


def person(username: str = "cal", role: str = Role.CALL_TAKER, department: str = "Contact") -> User:
    made = User(
        username=username, first_name=username.capitalize(), role=role, department=department
    )
    made.set_unusable_password()
    made.save()
    return made


def kept_log(by: User, **more: Any) -> Log:
    return open_log(**{"by": by, "source": "999 call", "text": FIRST, **more})
