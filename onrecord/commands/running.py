"""Commands that make an installation and keep it running."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from onrecord.commands.terminal import (
    complain,
    need_installation,
    progress_bar,
    say,
    start_django,
    stop,
)

app = typer.Typer()
user_app = typer.Typer(no_args_is_help=True, help="People who may sign in.")


@app.command()
def init(
    registrar: Annotated[str | None, typer.Option(help="User name of the first registrar.")] = None,
) -> None:
    """Make an empty installation in ONRECORD_HOME, with its signing key and a first administrator."""
    start_django()
    from onrecord.finding.index import catch_up
    from onrecord.web.installation import is_installed, make_installation

    make_installation()
    with progress_bar() as report:
        catch_up(report)
    say.print(
        "The installation is ready."
        if not is_installed(people=True)
        else "The installation is up to date."
    )
    if not is_installed(people=True):
        from onrecord.people.actions import add_person
        from onrecord.people.roles import Role

        for username, role in [
            ("administrator", Role.ADMINISTRATOR),
            (registrar or "registrar", Role.REGISTRAR),
        ]:
            _, password = add_person(username=username, role=role, by="onrecord init")
            say.print(
                f"{role.label}: sign in as [bold]{username}[/bold] with the one-time password [bold]{password}[/bold]"
            )


@user_app.command("add")
def user_add(
    username: str,
    role: Annotated[
        str,
        typer.Option(
            help="call_taker, officer, supervisor, auditor, registrar, chief_officer, commissioner or administrator"
        ),
    ],
    department: str = "",
) -> None:
    """Add a person; prints a one-time password."""
    need_installation()
    from onrecord.people.actions import PersonError, add_person

    try:
        _, password = add_person(
            username=username, role=role, department=department, by="onrecord user add"
        )
    except PersonError as error:
        stop(str(error))
    say.print(f"{username} can sign in with the one-time password [bold]{password}[/bold]")


@app.command()
def demo(
    days: Annotated[int, typer.Option(min=1, max=366, help="Days of logs.")] = 30,
    calls_per_day: Annotated[
        int, typer.Option(min=10, help="Logs a day; the West Midlands had 5,700.")
    ] = 5700,
    seed: Annotated[int, typer.Option(help="Same seed: same force, byte for byte.")] = 1,
    out: Annotated[
        Path | None, typer.Option(help="Only write the files to this folder; no installation.")
    ] = None,
    if_empty: Annotated[
        bool,
        typer.Option(
            "--if-empty", help="Do nothing if ONRECORD_HOME already holds an installation."
        ),
    ] = False,
) -> None:
    """Make a demonstration force: invented calls, logs, crimes and people, with known truth.

    Its logs, entries and crimes are written as exports to ONRECORD_HOME/demonstration/ and taken in. The truth (which
    crimes were missed, where and why) is kept apart in ONRECORD_HOME/demonstration/truth/ and never enters the system,
    so that an estimate can be held against it. Every page is marked as a demonstration.
    """
    if out is not None:
        from onrecord.simulation.generate import make_force

        with progress_bar() as report:
            make_force(days=days, calls_per_day=calls_per_day, seed=seed, out=out, progress=report)
        say.print(
            f"Written to {out}: logs.csv, entries.csv, crimes.csv; the truth is in {out / 'truth'}.",
            highlight=False,
        )
        return
    start_django()
    from onrecord.simulation.demonstration import DemonstrationError, is_ready, make_demonstration

    if if_empty and is_ready():
        return
    try:
        with progress_bar() as report:
            if not complain.is_terminal:
                say.print("onrecord: making a demonstration force (one to three minutes) ...")
            summary = make_demonstration(
                days=days, calls_per_day=calls_per_day, seed=seed, progress=report
            )
    except DemonstrationError as error:
        stop(str(error))
    say.print(summary, highlight=False)


@app.command("back-up")
def back_up_(
    folder: Annotated[Path, typer.Argument(help="A folder that isn't there yet, on another disk.")],
) -> None:
    """Copy the whole installation into a new folder, beside the running server.

    Both databases, recordings, photographs and other files, keys and settings are in it: keep it as you keep the installation.
    With PostgreSQL make a dump of the database first (`pg_dump`): it isn't in the folder. To restore, stop the server, put the
    folder in the place of ONRECORD_HOME, and run `onrecord doctor` and `onrecord verify`.
    """
    need_installation()
    from onrecord.web.backup import BackupError, back_up

    try:
        databases = back_up(folder)
    except BackupError as error:
        stop(str(error))
    held = "with its databases" if databases else "without the PostgreSQL database: dump that, too"
    say.print(f"The installation is copied to {folder}, {held}.", highlight=False)


@app.command()
def serve(
    port: int = 8000,
    host: Annotated[
        str, typer.Option(help="Address to listen on; this machine only by default.")
    ] = "127.0.0.1",
    workers: int = 2,
) -> None:
    """Serve the pages; stop with Ctrl+C."""
    need_installation()
    from onrecord.contact.force import ForceError
    from onrecord.contact.meanings import keep_in_step
    from onrecord.web.serving import ServingError, serve_pages

    try:
        keep_in_step()
    except ForceError as error:
        stop(str(error))
    try:
        serve_pages(
            host=host, port=port, workers=workers, say=lambda line: say.print(line, highlight=False)
        )
    except ServingError as error:
        stop(str(error))


@app.command()
def find(
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the index anew from the records.")
    ] = False,
) -> None:
    """Bring the search up to date: put into its index what was recorded since it last read.

    The program does this by itself, after every import and every change. By hand it is needed only when a page says that
    much can't be found yet, or after an update of the program that says so. It may be stopped at any time and goes on where
    it was. With `--rebuild` the index is emptied first and made anew; until that is done, pages say what is missing.
    """
    need_installation()
    from onrecord.finding.index import catch_up, rebuild_from_start

    with progress_bar() as report:
        if rebuild:
            rebuild_from_start()
        written = catch_up(report)
    what = "record was" if written == 1 else "records were"
    say.print(f"The search is up to date: {written:,} {what} read.", highlight=False)


@app.command()
def sweep(
    day: Annotated[
        datetime | None,
        typer.Option(
            "--day", formats=["%Y-%m-%d"], help="The day, as 2026-03-01. Default: yesterday."
        ),
    ] = None,
    everything: Annotated[
        bool,
        typer.Option("--all", help="Every log there is whose score is old, not those of a day."),
    ] = False,
    model: Annotated[
        Path | None,
        typer.Option(
            "--model",
            help="With --all: take this model of the force's own (see `train-finder`) into use first.",
        ),
    ] = None,
    no_model: Annotated[
        bool, typer.Option("--no-model", help="With --all: use no model of the force's own.")
    ] = False,
    by: Annotated[
        str, typer.Option("--by", help="Who takes the model into use; kept in the ledger.")
    ] = "onrecord sweep",
) -> None:
    """Look again at every log that was closed on a day: which of them seem to report a crime that nobody recorded?

    Meant for every night, so that a miss is seen within 24 hours. The suspects are on the page of suspects; this prints how
    many there are, and nothing of what is in them.

    `--all` goes through the whole archive, after an update of the program or with a new model. Logs that already have the
    present score are passed over, so it may be stopped at any time and goes on where it was.
    """
    if (model or no_model) and not everything:
        stop("--model and --no-model go with --all: a new model makes every score old.")
    if model and no_model:
        stop("give either --model or --no-model.")
    if day and everything:
        stop("give either --day or --all.")
    need_installation()
    from django.utils import timezone

    from onrecord.measures.sending.timers import SWEEP, ran
    from onrecord.screening.actions import screen_all
    from onrecord.screening.actions import sweep as look_again
    from onrecord.screening.finder.linear import ModelError, load_model
    from onrecord.screening.scoring.scorers import adopt_model, standing

    if everything:
        try:
            if model or no_model:
                adopt_model(model=load_model(model) if model else None, by=by)
            with progress_bar() as report:
                suspects = screen_all(report, processes=os.cpu_count() or 1)
        except ModelError as error:
            stop(str(error))
        ran(SWEEP)
        now = standing().scorer
        say.print(
            f"All logs have the score of finder {now}; {suspects:,} of them are suspects.",
            markup=False,
            highlight=False,
        )
        return
    found = look_again(day.date() if day else timezone.localdate() - timedelta(days=1))
    if day is None:
        ran(SWEEP)
    say.print(
        f"{found.day:%d/%m/%Y}: {found.closed:,} logs closed, {found.suspects:,} of them suspects",
        markup=False,
        highlight=False,
    )


@app.command("scan-files")
def scan_files() -> None:
    """Have the force's scanner look at files that came with reports on line and were not looked at yet.

    Run it from the system's timer, for instance every ten minutes. The scanner is set with ONRECORD_SCAN_COMMAND. What it finds
    harmful stays, closed: only the registrar can take it out. A file without an answer waits for the next time.
    """
    need_installation()
    from onrecord.reporting.files.scanning import command, scan_waiting

    if not command():
        stop(
            "no scanner is set up. Name it in ONRECORD_SCAN_COMMAND, for instance "
            '"/usr/bin/clamdscan --fdpass --no-summary".'
        )
    counts = scan_waiting(lambda words: complain.print(words, markup=False))
    say.print(
        f"{counts['clean']:,} clean, {counts['found']:,} harmful, {counts['waiting']:,} wait for another try.",
        highlight=False,
    )


@app.command("report-drafts")
def report_drafts() -> None:
    """Erase reports on line that somebody began and did not send in time, with their files.

    Run it from the system's timer each night. Until they are erased nobody can open them any more; how long they may be gone
    on with is set in stops.toml. What was sent is never touched.
    """
    need_installation()
    from onrecord.measures.sending.timers import ran
    from onrecord.reporting.front.drafts import erase_lapsed
    from onrecord.reporting.health import DRAFTS

    number = erase_lapsed()
    ran(DRAFTS)
    say.print(f"{number:,} erased.", highlight=False)


@app.command()
def doctor() -> None:
    """Look over this installation: folder, disk, database, keys, ledger, time zone, people."""
    start_django()
    from onrecord.web.doctor import examine

    bad = 0
    for ok, sentence in examine():
        bad += not ok
        say.print(
            ("[green]ok[/green]   " if ok else "[red]mend[/red] ") + sentence, highlight=False
        )
    raise SystemExit(1 if bad else 0)
