"""Django's `migrate`; in an empty database the tables are made as they are today, not step by step as they came about."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

from onrecord.web.tables import is_empty, make_all

# Whoever asks for one of these wants the steps themselves.
_OF_STEPS = ("app_label", "migration_name", "fake", "fake_initial", "plan", "prune")


class Command(Migrate):
    """Brings the tables of a database up to date."""

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        steps = options["check_unapplied"] or any(options[name] for name in _OF_STEPS)
        if not steps and is_empty(connection):
            make_all(connection, verbosity=options["verbosity"])
        else:
            super().handle(*args, **options)
