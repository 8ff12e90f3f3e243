"""Making an installation, and asking whether there is one."""

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.utils import DatabaseError


def is_installed(*, people: bool = False) -> bool:
    """Whether the tables are there; with `people`, whether anybody can sign in."""
    from onrecord.people.models import User

    try:
        tables = connections["default"].introspection.table_names()
    except DatabaseError:
        return False
    if "people_user" not in tables:
        return False
    return User.objects.exists() if people else True


def make_installation() -> None:
    """Create or update every table, in both databases, and what follows from force.toml. Safe to repeat: it is also the
    upgrade, and done again whenever force.toml has changed. Raises ForceError."""
    from onrecord.contact.meanings import keep_in_step

    # On a PostgreSQL server both names lead to the same tables.
    for alias in ["default"] if settings.ONE_DATABASE else connections:
        call_command("migrate", database=alias, verbosity=0, interactive=False)
    keep_in_step()
