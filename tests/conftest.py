"""What every kind of test shares."""

import pytest


def pytest_collection_modifyitems(items):
    """Tests that use the store may use both of its databases (see people.router)."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark is not None and "databases" not in mark.kwargs:
            item.add_marker(
                pytest.mark.django_db(*mark.args, **{**mark.kwargs, "databases": "__all__"}),
                append=False,
            )


@pytest.fixture(scope="session", autouse=True)
def _emptying_the_test_database_may_empty_the_ledger():
    """Tests with real commits empty the tables afterwards; the ledger's own rules would refuse that."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    from onrecord.ledger import triggers

    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_without_rules(operations, sql_list):
        if not any("ledger_ledgerentry" in statement for statement in sql_list):
            return flush(operations, sql_list)
        triggers.remove(operations.connection)
        try:
            return flush(operations, sql_list)
        finally:
            triggers.install(operations.connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush_without_rules)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """PostgreSQL does not drop a database that the second connection (reads) still has open."""
    from django.db import connections

    yield
    with django_db_blocker.unblock():
        connections.close_all()
