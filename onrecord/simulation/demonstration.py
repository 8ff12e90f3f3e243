"""The demonstration installation: the made-up force, taken in through the ordinary import."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from django.db import connection, connections

from onrecord.audit.actions import freeze_audit, read_sheet_in
from onrecord.audit.findings.actions import send_findings
from onrecord.audit.sheet.out import write_sheet
from onrecord.exchange.actions import import_file
from onrecord.exchange.maps import load_map
from onrecord.exchange.models import Import, ImportState
from onrecord.finding.index import catch_up
from onrecord.home import demonstration_marker, home
from onrecord.measures.by_month.rollup import refresh as count_figures
from onrecord.partners.demonstration import make_partners
from onrecord.people.demonstration import PASSWORD, make_demo_accounts
from onrecord.people.models import User
from onrecord.public.actions import publish
from onrecord.screening.actions import screen_all
from onrecord.simulation.answered import make_responses
from onrecord.simulation.generate import make_force
from onrecord.simulation.inspected import make_inspections
from onrecord.simulation.meetings import make_meetings
from onrecord.simulation.planned import make_plans
from onrecord.simulation.reported import make_reports
from onrecord.simulation.shift import make_shift
from onrecord.simulation.tables import SYSTEM
from onrecord.simulation.truth import read_sheet_from_truth
from onrecord.web.installation import is_installed, make_installation

Progress = Callable[[int, int | None, str], None]
WHO = "demonstration"


class DemonstrationError(Exception):
    """No demonstration could be made; the message says why and what to do."""


def _marker() -> dict[str, object]:
    path = demonstration_marker()
    return json.loads(path.read_text()) if path.exists() else {}


def is_ready() -> bool:
    """Whether ONRECORD_HOME holds a finished demonstration, or an installation that isn't one and must be left alone."""
    marker = _marker()
    return marker.get("state") == "ready" if marker else is_installed()


def make_demonstration(*, days: int, calls_per_day: int, seed: int, progress: Progress) -> str:
    """Make it from nothing and return a sentence about it.

    A demonstration that was interrupted is begun again; a real installation is never touched.
    """
    if _marker().get("state") == "ready":
        raise DemonstrationError(
            f"{home()} already holds a demonstration. Remove that folder, or set ONRECORD_HOME to another."
        )
    if not _marker() and is_installed():
        raise DemonstrationError(
            f"{home()} holds a real installation; a demonstration won't be mixed into it. Set ONRECORD_HOME to another folder."
        )
    _clear_interrupted()
    demonstration_marker().write_text(json.dumps({"state": "being made"}))
    folder = home() / "demonstration"
    make_force(days=days, calls_per_day=calls_per_day, seed=seed, out=folder, progress=progress)
    make_installation()
    accounts = make_demo_accounts()
    for kind in ("logs", "entries", "crimes"):
        taken: Import = import_file(
            path=folder / f"{kind}.csv",
            kind=kind,
            # The map brings what the force's codes mean; the columns bear the neutral names anyway.
            mapping=load_map(folder / "codes.toml") if kind == "logs" else None,
            system=SYSTEM,
            by=WHO,
            progress=progress,
        )
        if taken.state != ImportState.DONE:
            raise DemonstrationError(f"the demonstration's {kind} were refused: {taken.message}")
    suspects = screen_all(progress, processes=os.cpu_count() or 1)
    _read_a_sample(folder, accounts[0])
    make_shift(accounts)
    make_partners(accounts)
    make_plans(accounts, make_inspections(accounts))
    make_responses(accounts)
    catch_up(progress)
    count_figures(report=progress)
    # Last: its pack shows what there is.
    make_meetings(accounts)
    publish(by=accounts[0])
    # After everything that is counted: they have only just come in.
    make_reports(accounts[0])
    marker = {
        "state": "ready",
        "days": days,
        "calls_per_day": calls_per_day,
        "seed": seed,
        "password": PASSWORD,
        "accounts": [[person.username, person.get_role_display()] for person in accounts],
    }
    fresh = demonstration_marker().with_suffix(".new")
    fresh.write_text(json.dumps(marker, indent=2))
    fresh.replace(demonstration_marker())
    return (
        f"A demonstration force is in {home()}: {days} days with {calls_per_day:,} logs a day, {suspects:,} suspects, one audit read.\n"
        f"Its exports are in {folder}; the truth is apart, in {folder / 'truth'}."
    )


def _read_a_sample(folder: Path, registrar: User) -> None:
    """One finished audit, read by the simulation from its own truth, so that the estimate page has something to show."""
    audit = freeze_audit(
        name="Demonstration audit, read from the known truth",
        seed="demonstration",
        sample_size=1000,
        by=WHO,
    )
    blank, filled = folder / "sample.csv", folder / "sample-read.csv"
    write_sheet(audit, blank)
    read_sheet_from_truth(blank, folder / "truth", filled)
    read_sheet_in(audit=audit, path=filled, by="simulated reader")
    # What failed is with the departments, so that the supervisor has something to answer.
    send_findings(audit=audit, by=registrar)


def _clear_interrupted() -> None:
    """Remove what an interrupted demonstration left. Only ever called where the marker says that one was being made, or nothing is there."""
    if not _marker():
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        return
    connections.close_all()
    for pattern in ("onrecord.sqlite3*", "reads.sqlite3*"):
        for path in home().glob(pattern):
            path.unlink()
    for name in ("imports", "frames", "demonstration", "keys"):
        shutil.rmtree(home() / name, ignore_errors=True)
