"""What several modules have: worlds that are made once for each, people and their logs under the names that tests call them by,
and installations for tests of several processes.

A module that means another by one of these names has its own.
"""

import os
import shutil
import uuid
from contextlib import ExitStack

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from onrecord.calls import files
from onrecord.calls.models import Recording
from onrecord.contact.actions import open_log
from onrecord.contact.models import Log
from onrecord.people.models import User
from onrecord.people.roles import Qualification, Role
from onrecord.reporting.models import Switch
from tests import findings_world, response_world
from tests.audit_world import make_audit, make_logs
from tests.calls_made import DATA, attached
from tests.integration import crime_world, kept_log, pages_world
from tests.processes import ROOT, python


@pytest.fixture(scope="module")
def made_pages(made_once, tmp_path_factory):
    """The force of pages_world; a test takes a copy."""
    return made_once(lambda: pages_world.build(tmp_path_factory.mktemp("exports")))


@pytest.fixture(scope="module")
def made_audit(made_once):
    """The audit of audit_world, frozen and not read; a test takes a copy."""

    def make():
        make_logs()
        return make_audit()

    return made_once(make)


@pytest.fixture(scope="module")
def made_reading(made_once):
    """The people of findings_world and their audit, read to the end; a test takes a copy."""
    return made_once(lambda: (findings_world.people(), findings_world.read_audit()))


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    """The signing key stays where it is; the recordings of each test are its own."""
    (tmp_path / "calls").mkdir(mode=0o700)
    monkeypatch.setattr(files, "folder", lambda: tmp_path / "calls")
    return tmp_path / "calls"


@pytest.fixture
def people() -> dict[str, User]:
    """One person of each role, by role."""
    limited = (Role.CALL_TAKER, Role.OFFICER, Role.SUPERVISOR)
    return {
        role.value: User.objects.create(
            username=role.value, role=role, department="North" if role in limited else ""
        )
        for role in Role
    }


@pytest.fixture
def log(people) -> Log:
    """Kept by the call taker of `people`."""
    return open_log(by=people["call_taker"], source="999 call", text="He hit me.")


@pytest.fixture
def recording(people, log) -> Recording:
    """Of `log`, two minutes and twenty seconds long."""
    return attached(log, people["call_taker"], DATA, about="First call")


@pytest.fixture
def signed(people, client):
    """A function that signs in the person of a role."""

    def sign(role: str) -> Client:
        client.force_login(people[role])
        return client

    return sign


@pytest.fixture
def keys(tmp_path, monkeypatch):
    """The installation's folder, and with it its keys, is each test's own."""
    monkeypatch.setenv("ONRECORD_HOME", str(tmp_path))


@pytest.fixture
def open_house(keys):
    """The public's front door is open; what is reported there goes to the department Contact."""
    Switch.objects.create(
        pk=1, on=True, department="Contact", by="reg", at=timezone.now(), entry_seq=0
    )


@pytest.fixture
def public():
    """A browser with cookies switched off, that Django asks for its CSRF token."""
    held = Client(enforce_csrf_checks=True)
    yield held
    assert not held.cookies


@pytest.fixture
def fresh():
    """Nothing is left in the cache of what another test worked out."""
    cache.clear()


@pytest.fixture
def cal():
    return kept_log.person("cal", Role.CALL_TAKER)


@pytest.fixture
def sue():
    return kept_log.person("sue", Role.SUPERVISOR)


@pytest.fixture
def olu():
    return User.objects.create(
        username="olu", first_name="Olu", role=Role.OFFICER, department="North"
    )


@pytest.fixture
def sam():
    return User.objects.create(username="sam", role=Role.SUPERVISOR, department="North")


@pytest.fixture
def rowan():
    return User.objects.create(username="rowan", first_name="Rowan", role=Role.REGISTRAR)


@pytest.fixture
def who():
    """Those of a commissioner's response, by user name."""
    return response_world.everybody()


@pytest.fixture
def ddm():
    """A designated decision maker."""
    return crime_world.person("dee", Role.SUPERVISOR, qualifications=[Qualification.DDM])


def own_settings(folder, stack, copied=""):
    """The environment of an installation in this folder, with a database of its own on a PostgreSQL server."""
    settings = {
        **os.environ,
        "ONRECORD_HOME": str(folder),
        "DJANGO_SETTINGS_MODULE": "onrecord.web.settings",
        "PYTHONPATH": str(ROOT),
    }
    server = settings.get("DATABASE_URL")
    if server:
        import psycopg

        name = f"own_{uuid.uuid4().hex[:12]}"

        def on_server(statement):
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(statement)

        on_server(f"CREATE DATABASE {name}" + (f" TEMPLATE {copied}" if copied else ""))
        stack.callback(on_server, f"DROP DATABASE {name} WITH (FORCE)")
        settings["DATABASE_URL"] = server.rsplit("/", 1)[0] + f"/{name}"
    return settings


@pytest.fixture(scope="session")
def empty_installation(tmp_path_factory):
    with ExitStack() as stack:
        settings = own_settings(tmp_path_factory.mktemp("installation") / "home", stack)
        make = "from onrecord.web.installation import make_installation; make_installation()"
        python(settings, "-c", f"import django; django.setup(); {make}")
        yield settings


@pytest.fixture
def installation(empty_installation, tmp_path):
    """The environment of an installation of its own, with its tables made: real files, or a database of its own, so that
    processes see each other's commits."""
    shutil.copytree(empty_installation["ONRECORD_HOME"], tmp_path / "home")
    with ExitStack() as stack:
        copied = empty_installation.get("DATABASE_URL", "").rsplit("/", 1)[-1]
        yield own_settings(tmp_path / "home", stack, copied)
