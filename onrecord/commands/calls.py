"""Commands for recordings of calls."""

from pathlib import Path
from typing import Annotated

import typer

from onrecord.commands.terminal import need_installation, progress_bar, say, stop

calls_app = typer.Typer(no_args_is_help=True, help="Recordings of calls.")


CallBy = Annotated[str, typer.Option("--by", help="User name of whoever does it, for the ledger.")]


LogSystem = Annotated[
    str, typer.Option("--system", help="Source system, if several have a log of that reference.")
]


@calls_app.command("attach")
def calls_attach(
    log: Annotated[str, typer.Argument(help="Reference of the log.")],
    file: Annotated[Path, typer.Argument(help="wav, mp3, m4a, opus, ogg or flac.")],
    by: CallBy,
    about: Annotated[str, typer.Option(help="What it is, in a few words.")] = "",
    system: LogSystem = "",
) -> None:
    """Attach a recording to a log, exactly as it is: for those that are too large for the page."""
    need_installation()
    from onrecord.calls.cli import attach

    if not file.is_file():
        stop(f"there is no file {file}. Check the name and the folder.")
    sentence = attach(reference=log, file=file, by=by, about=about, system=system)
    say.print(sentence, markup=False, highlight=False)


@calls_app.command("transcribe")
def calls_transcribe(
    log: Annotated[str, typer.Argument(help="Reference of the log.")],
    by: CallBy,
    system: LogSystem = "",
    recording: Annotated[
        int | None, typer.Option(help="Only this one: the number in its page's address.")
    ] = None,
) -> None:
    """Make a machine transcript (not evidence) of a log's recordings. Needs the extra `onrecord[transcript]`."""
    need_installation()
    from onrecord.calls.cli import transcribe

    with progress_bar() as report:
        lines = transcribe(
            reference=log, by=by, system=system, recording=recording, progress=report
        )
    for line in lines:
        say.print(line, markup=False, highlight=False)


@calls_app.command("erase")
def calls_erase(
    recording: Annotated[int, typer.Argument(help="The number in the address of its page.")],
    by: CallBy,
    why: Annotated[
        str, typer.Option(help="Why: it stays on record. Nothing of what is said in it.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask whether you are sure.")] = False,
) -> None:
    """Erase a recording for good, with its marks and machine transcripts. The ledger still verifies."""
    need_installation()
    from onrecord.calls.cli import erase, to_erase

    found = to_erase(recording=recording, by=by)
    if not (found.is_erased or yes):
        say.print(found.words, markup=False, highlight=False)
        if not typer.confirm("Erase it for good? It can't be brought back."):
            stop("nothing was erased.")
    say.print(erase(found, why=why), markup=False, highlight=False)
