"""What every command shares: what is said and where, one clear sentence for an end, the bar for long work, options for files."""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

say = Console(soft_wrap=True)


complain = Console(stderr=True, soft_wrap=True)


def stop(sentence: str, code: int = 2) -> NoReturn:
    """End with one clear sentence instead of a traceback."""
    complain.print(f"onrecord: {sentence}", markup=False, highlight=False)
    raise SystemExit(code)


def start_django() -> None:
    """Load Django for this installation; the folder must be writable."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.web.settings")
    import django

    from onrecord.home import home

    try:
        home().mkdir(parents=True, exist_ok=True)
        django.setup()
    except OSError as error:
        stop(
            f"the folder {home()} can't be used ({error.strerror}). Set ONRECORD_HOME to a folder you may write to."
        )


def need_installation() -> None:
    """Stop with a sentence when there is nothing here yet."""
    start_django()
    from onrecord.web.installation import is_installed

    if not is_installed():
        from onrecord.home import home

        stop(
            f"there is no installation in {home()}. Make one with `onrecord init`, or set ONRECORD_HOME to yours."
        )


@contextlib.contextmanager
def progress_bar(quiet: bool = False) -> Iterator[Callable[[int, int | None, str], None]]:
    """A bar for long work; `report(done, total, what)` moves it. Silent when nobody watches."""
    if quiet or not complain.is_terminal:
        yield lambda done, total, what: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=complain, transient=True) as bar:
        tasks: dict[str, int] = {}

        def report(done: int, total: int | None, what: str) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)  # type: ignore[arg-type]

        yield report


LogsFile = Annotated[
    Path | None, typer.Option("--logs", help="Incident logs: CSV, XLSX or Parquet, gzip too.")
]


CrimesFile = Annotated[
    Path | None, typer.Option("--crimes", help="Recorded crimes, same kinds of file.")
]


EntriesFile = Annotated[
    Path | None,
    typer.Option(
        "--entries", help="Time-stamped entries of the logs, if they are in a file of their own."
    ),
]


MapFile = Annotated[
    list[Path] | None,
    typer.Option(
        "--map",
        help="Map from your column names to ours (*.toml). Once for each file that needs one; the map says which it is for.",
    ),
]
