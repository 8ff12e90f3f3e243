"""Commands that the system's timer runs: what nobody should have to remember."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from onrecord.commands.terminal import complain, need_installation, progress_bar, say, stop

app = typer.Typer()


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
