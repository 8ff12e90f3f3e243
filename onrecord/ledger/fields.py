"""The column type of sequence numbers."""

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class SeqField(models.BigIntegerField):
    """A 64-bit number that we give out ourselves.

    SQLite keeps rows in the order of a key of type `integer` without a second index, which halves the work of an
    import; of a key of type `bigint` it doesn't.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        if connection.vendor == "sqlite" and self.primary_key:
            return "integer"
        return super().db_type(connection)
