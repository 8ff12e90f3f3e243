"""Commands that prove the record."""

from pathlib import Path
from typing import Annotated

import typer

from onrecord.commands.terminal import need_installation, progress_bar, say, stop

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


@app.command()
def publish(
    out: Annotated[
        Path, typer.Option(help="A new folder, or one that an earlier edition was written to.")
    ],
    edition: Annotated[
        int | None, typer.Option(min=1, help="Which edition; the newest unless given.")
    ] = None,
    new: Annotated[
        str,
        typer.Option(metavar="USER", help="First publish a new edition, in this registrar's name."),
    ] = "",
    note: Annotated[str, typer.Option(help="What is to be known of the new edition.")] = "",
) -> None:
    """Write the published proof as web pages: HTML, CSV and JSON with how to cite them, checkpoint and key.

    The folder needs nothing else and fetches nothing from elsewhere: copy it to any web server.
    """
    need_installation()
    from onrecord.people.access import NotAllowed
    from onrecord.people.models import User
    from onrecord.public.actions import publish as publish_now
    from onrecord.public.export import export
    from onrecord.public.models import Edition
    from onrecord.public.rules import PublicError

    try:
        if new:
            by = User.objects.filter(username=new, is_active=True).first()
            if by is None:
                raise PublicError(f"Nobody here is called {new}.")
            publish_now(by=by, note=note)
        rows = Edition.objects.all()
        row = (rows.filter(number=edition) if edition else rows).first()
        if row is None:
            raise PublicError(
                "There is no such edition. Publish one: --new USER, or on the page Publish."
            )
        files = export(row, out)
    except (PublicError, NotAllowed) as error:
        stop(str(error))
    say.print(f"Edition {row.number} is in {out}: {', '.join(files)}.", highlight=False)
