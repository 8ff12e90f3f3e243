"""What every kind of test shares."""

import pytest
from hypothesis import HealthCheck, settings

# Generated cases are judged by what they find, not by how quick this machine is while others work on it.
settings.register_profile(
    "patient",
    parent=settings(),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("patient")


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


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords():
    """A password's hash takes a quarter of a second on purpose; what is tested here is not how long."""
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """PostgreSQL does not drop a database that the second connection (reads) still has open."""
    from django.db import connections

    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(scope="module")
def made_once(django_db_setup, django_db_blocker):
    """A function that makes something in the store once for all tests of a module, by a function that it is given.

    What is made lies in a transaction around all these tests; each test's own takes back what the test wrote. What a test
    gets should be a copy (copy.deepcopy), so that no test finds objects as another has left them. Files aren't taken back,
    and a module with tests that really commit (`transaction=True`) can't have it.
    """
    from django.db import connections
    from django.test import TestCase

    class Store(TestCase):
        databases = frozenset(connections)

    with django_db_blocker.unblock():
        around = Store._enter_atomics()

    def make(how):
        with django_db_blocker.unblock():
            return how()

    yield make
    with django_db_blocker.unblock():
        Store._rollback_atomics(around)
