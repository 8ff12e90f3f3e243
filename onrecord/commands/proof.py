"""Commands that prove the record."""

from pathlib import Path
from typing import Annotated

import typer

from onrecord.commands.terminal import need_installation, progress_bar, say

app = typer.Typer()


@app.command()
def verify(
    records: Annotated[
        bool,
        typer.Option(
            "--records/--no-records", help="Also hold every log and crime against its ledger entry."
        ),
    ] = True,
    against: Annotated[
        list[Path] | None,
        typer.Option("--against", help="A checkpoint that somebody outside kept. May be repeated."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable result.")] = False,
) -> None:
    """Prove that nothing was changed: finds and locates any edited, dropped, added or re-ordered entry.

    Exit codes: 0 all is as it was recorded; 1 something was changed; 2 it could not be checked;
    3 the program itself broke off, which says nothing about the record.
    """
    need_installation()
    from onrecord.ledger.cli import verify_report

    with progress_bar() as report:
        ok, lines = verify_report(
            records=records, as_json=as_json, against=against or (), progress=report
        )
    for line in lines:
        say.print(line, markup=False, highlight=False)
    raise SystemExit(0 if ok else 1)


@app.command("export-ledger")
def export_ledger(
    out: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    bodies: Annotated[
        bool,
        typer.Option(
            "--bodies/--no-bodies",
            help="With what was recorded (police data), or only the proof without a word of it.",
        ),
    ] = True,
    compressed: Annotated[bool, typer.Option("--gzip", help="Compress the entries.")] = False,
) -> None:
    """Write the ledger to a folder that an outsider can check with `onrecord-verify`, without this system."""
    need_installation()
    from onrecord.ledger.export import export_ledger as export

    with progress_bar() as report:
        export(out, bodies=bodies, compressed=compressed, progress=report)
    say.print(f"Written to {out}. Check it with: onrecord-verify {out}", highlight=False)
