"""Commands that make an installation, serve it, copy it and look it over."""

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
