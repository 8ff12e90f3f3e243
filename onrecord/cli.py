"""The command line, put together. Each command is a few lines in `onrecord.commands`: the work is in the packages.

Nothing of Django is imported before a command asks for it, so that `--help` is quick and `check` can choose its own folder.
"""

import os
import traceback
from pathlib import Path
from typing import Annotated

import typer

from onrecord import __version__
from onrecord.commands import answering, audits, calls, files, measuring, proof, running, timed
from onrecord.commands.terminal import say, stop

app = typer.Typer(
    name="onrecord",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="""Every reported crime on record, and proof of it.

**With two exports and no server:** `onrecord check --logs LOGS.csv --crimes CRIMES.csv --out report/`

**With a server:** `onrecord init`, `onrecord user add`, `onrecord serve`; or `make run` for a demonstration.

All data of an installation is in one folder, ONRECORD_HOME (default: `var` in the current folder).""",
)
for commands in (files.app, running.app, timed.app, measuring.app, proof.app):
    app.add_typer(commands)
app.add_typer(running.user_app, name="user")
app.add_typer(calls.calls_app, name="calls")
app.add_typer(audits.audit_app, name="audit")
app.add_typer(answering.response_app, name="response")


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        say.print(__version__, highlight=False)
        raise SystemExit(0)


# Our own errors that are written for people; named, since nothing of theirs is imported up here.
_IN_WORDS = {
    "LedgerError",
    "EntryError",
    "KeyProblem",
    "CannotCheck",
    "ImportBusy",
    "LogError",
    "CallError",
}


# An error that nobody foresaw: apart from 1, which says that something was altered or refused, and from 2.
UNFORESEEN = 3


def main() -> None:
    """Entry point: errors of the machine (disk, permissions, database) become a sentence, too, and so does an error of ours."""
    try:
        app()
    except KeyboardInterrupt:
        stop("stopped. Nothing half-done was kept.", 130)
    except OSError as error:
        stop(
            f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}. Check the disk and its permissions."
        )
    except Exception as error:
        # Django isn't imported at the top of this file, so its errors are known by name.
        if type(error).__name__ in _IN_WORDS:
            stop(str(error))
        if type(error).__module__.startswith(("django.db", "psycopg", "sqlite3")):
            stop(
                f"the database could not be used: {str(error).strip().splitlines()[0]}. Run `onrecord doctor`."
            )
        if os.environ.get("ONRECORD_TRACEBACK"):
            traceback.print_exc()
        stop(unforeseen(error), UNFORESEEN)


def unforeseen(error: Exception) -> str:
    """One sentence for an error of the program itself: what it was, where, and that nothing is said by it of the record."""
    at = traceback.extract_tb(error.__traceback__)
    where = f" in {Path(at[-1].filename).name}, line {at[-1].lineno}" if at else ""
    return (
        f"the program itself broke off ({type(error).__name__}{where}: {' '.join(str(error).split())}). "
        "This says nothing about the record: what was asked for was not finished. Please report it; "
        "with ONRECORD_TRACEBACK=1 it is printed in full."
    )


if __name__ == "__main__":
    main()
