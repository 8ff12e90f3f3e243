"""`onrecord doctor`: one sentence for each thing that an installation needs."""

import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator

from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from onrecord.home import home, is_demonstration

Finding = tuple[bool, str]


def examine() -> Iterator[Finding]:
    """Findings in the order in which to mend them: (well, sentence)."""
    yield sys.version_info >= (3, 11), f"Python {sys.version.split()[0]} (3.11 or newer is needed)."
    free = shutil.disk_usage(home()).free / 2**30
    yield (
        free > 2,
        f"{free:.0f} GB free in {home()} (2 GB or more is safe; a force-year takes about 5 GB).",
    )
    for name in ("secret.key", "keys/ledger.key"):
        path = home() / name
        if not path.exists():
            yield True, f"{name} isn't there yet; it is made at first use."
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        yield (
            mode & 0o077 == 0,
            f"{name} is readable by its owner only."
            if mode & 0o077 == 0
            else (f"{name} can be read by other people of this machine: chmod 600 {path}"),
        )
    yield _force()
    yield _published()
    yield from _patterns()
    yield from _database()
    for found in run_checks(include_deployment_checks=False):
        if found.level >= ERROR:
            yield False, f"{found.msg} {found.hint or ''}"
    yield True, f"Times are shown in {settings.TIME_ZONE}."
    if is_demonstration():
        yield True, "This is a demonstration: don't put real records into it."
    elif not settings.SESSION_COOKIE_SECURE:
        yield (
            False,
            "Sign-in goes over plain HTTP (ONRECORD_HTTPS=0): put a TLS proxy in front and set ONRECORD_HTTPS=1.",
        )


def _patterns() -> Iterator[Finding]:
    """The force's own patterns of the finder, if it has some: readable, and true to their own examples."""
    from onrecord.screening.rules.engine import wrong_examples
    from onrecord.screening.rules.load import WORD_FILES, broken, every_rule
    from onrecord.screening.rules.own import own

    files = own(WORD_FILES).files
    if not files:
        return
    if problem := broken():
        yield False, f"The force's own patterns are left out: {problem}"
        return
    book, names = every_rule(), {path.name for path in files}
    listed = [rule for rule in book.words if rule.file in names]
    wrong = [(rule, text) for rule in listed for text in wrong_examples(rule, book)]
    for rule, text in wrong:
        yield (
            False,
            f"The pattern {rule.id} of {rule.file} doesn't do what its example says: “{text}”.",
        )
    if not wrong:
        yield True, f"{len(listed)} patterns of the force's own do what their examples say."


def _force() -> Finding:
    from onrecord.contact.force import ForceError, force

    try:
        own = force()
    except ForceError as error:
        return False, str(error)
    where = (
        "force.toml" if (home() / "force.toml").exists() else "the defaults; there is no force.toml"
    )
    return True, f"Codes, grades and references of {own.name} can be used ({where})."


def _published() -> Finding:
    from onrecord.public.models import Edition
    from onrecord.public.policies import is_open
    from onrecord.public.rules import PublicError, rules

    try:
        rules()
        shown, last = is_open(), Edition.objects.first()
    except PublicError as error:
        return False, str(error)
    except DatabaseError:
        return True, "The published proof can't be looked at yet: the database isn't there."
    if last is None:
        return True, "No proof has been published."
    where = "everybody may see it" if shown else "its page is hidden"
    return (
        True,
        f"The published proof is edition {last.number} of {last.made_at:%d/%m/%Y}; {where}.",
    )


def _database() -> Iterator[Finding]:
    from onrecord.calls.integrity import doctors_findings
    from onrecord.finding.index import doctors_finding
    from onrecord.ledger.models import LedgerEntry
    from onrecord.measures.sending.timers import doctors_findings as timers_findings
    from onrecord.people.models import User
    from onrecord.people.roles import Role
    from onrecord.reporting.guard.health import doctors_findings as guards_findings
    from onrecord.reporting.health import doctors_findings as reporting_findings
    from onrecord.web.installation import is_installed

    store = (
        "PostgreSQL" if connection.vendor == "postgresql" else f"SQLite {sqlite3.sqlite_version}"
    )
    if not is_installed():
        yield False, f"The store ({store}) holds no installation: run `onrecord init`."
        return
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield (
        not waiting,
        f"The store is {store} and up to date."
        if not waiting
        else (
            f"The store ({store}) is older than the program: run `onrecord init` to bring it up to date."
        ),
    )
    yield (
        True,
        f"The ledger holds {LedgerEntry.objects.count():,} entries; `onrecord verify` proves them.",
    )
    if not waiting:
        yield from doctors_findings()
        yield doctors_finding()
        yield from timers_findings(timers=not is_demonstration())
        yield from guards_findings()
        yield from reporting_findings()
    administrators = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).count()
    yield (
        administrators > 0,
        f"{User.objects.filter(is_active=True).count()} people can sign in, {administrators} of them administrators.",
    )
