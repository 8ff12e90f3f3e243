"""Who-looked-at-what, and the sessions of those who look, have a connection of their own, and on SQLite a file of their
own: a long import, which there holds the record's only write lock, then keeps neither a page nor a sign-in waiting."""

from typing import Any

from django.conf import settings

_OWN = {("people", "readrecord"), ("sessions", "session"), ("api", "tokenuse")}


class ReadsRouter:
    def db_for_read(self, model: Any, **hints: object) -> str | None:
        return "reads" if (model._meta.app_label, model._meta.model_name) in _OWN else None

    db_for_write = db_for_read

    def allow_migrate(
        self, db: str, app_label: str, model_name: str | None = None, **hints: object
    ) -> bool | None:
        if settings.ONE_DATABASE:
            # Its tables are made once, under the name default.
            return db == "default"
        own = (app_label, model_name) in _OWN
        if db == "reads":
            return own
        return not own if model_name else None
