"""Commands for files of exports: `check` and `find-missed` without a server, `import` into an installation."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.commands.terminal import (
    CrimesFile,
    EntriesFile,
    LogsFile,
    MapFile,
    need_installation,
    progress_bar,
    say,
    start_django,
    stop,
)

if TYPE_CHECKING:
    from onrecord.screening.finder.training import Example

app = typer.Typer()


@app.command()
def check(
    logs: LogsFile = None,
    crimes: CrimesFile = None,
    entries: EntriesFile = None,
    out: Annotated[
        Path, typer.Option("--out", help="Folder for the report; made if it isn't there.")
    ] = Path("report"),
    maps: MapFile = None,
    readings: Annotated[
        Path | None,
        typer.Option(
            "--readings", help="The reading sheet, filled in: the report then gives the rate."
        ),
    ] = None,
    sample: Annotated[int, typer.Option("--sample", min=20, help="How many logs to read.")] = 400,
    seed: Annotated[
        str,
        typer.Option(
            "--seed",
            help="Fixes the sample. Same seed and same exports: same sample, on any machine.",
        ),
    ] = "1",
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar and no summary.")] = False,
) -> None:
    """Read a force's own exports: suspects, a sample to read, and the rate. No server needed.

    **First run**: `onrecord check --logs LOGS.csv --crimes CRIMES.csv --out report/` writes

    - `report.html`: what came in, what was refused and why, logs against crimes, timeliness, suspects, the sample
    - `suspects.csv`: logs that look as if a crime was reported and not recorded, each with its reasons
    - `sample.csv`: the reading sheet, with stratum and inclusion probability
    - `estimate.json`: the design, and once there are readings the rate
    - `refused-*.csv`: rows that could not be taken, with what to do

    **Then** read the logs in `sample.csv`, fill in its columns, save it (say as `sample-read.csv`) and run the same
    command again with `--readings sample-read.csv`: it returns the rate with its interval.

    Columns named as in docs/reference/layouts.md need no map. For others write one (docs/how-to/make-a-map.md) and
    give it with `--map`. Nothing of your data is kept outside the report folder.

    Exit codes: 0 done; 1 done, but some rows were refused; 2 nothing could be done.
    """
    from onrecord.check.scratch import scratch_installation

    files = {"logs": logs, "crimes": crimes, "entries": entries}
    if not (logs or crimes):
        stop(
            "give at least --logs LOGS.csv; with --crimes CRIMES.csv as well it can compare the two."
        )
    for file in [*files.values(), *(maps or []), readings]:
        if file is not None and file.is_dir():
            stop(f"{file} is a folder. Give the file in it.")
        if file is not None and not file.is_file():
            stop(f"there is no file {file}. Check the name and the folder.")
    made = not out.exists()
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        stop(f"the folder {out} can't be made ({error.strerror}). Choose another with --out.")
    with (
        _no_empty_folder(out if made else None),
        scratch_installation(out),
        progress_bar(quiet) as report,
    ):
        from onrecord.check.pipeline import CheckError, run_check

        try:
            result = run_check(
                files=files,
                maps=maps or [],
                out=out,
                readings=readings,
                sample_size=sample,
                seed=seed,
                progress=report,
            )
        except CheckError as error:
            stop(str(error))
    if not quiet:
        for line in result.sentences:
            say.print(line, markup=False, highlight=False)
    raise SystemExit(1 if result.refused or result.sheet_problems else 0)


@contextmanager
def _no_empty_folder(made: Path | None) -> Iterator[None]:
    """A check that could do nothing leaves no folder that looks like a report."""
    try:
        yield
    finally:
        if made is not None:
            with suppress(OSError):  # it holds something, and stays
                made.rmdir()


@app.command("find-missed")
def find_missed_command(
    logs: Annotated[
        Path, typer.Option("--logs", help="Incident logs: CSV, XLSX or Parquet, gzip too.")
    ],
    out: Annotated[
        Path, typer.Option("--out", help="Folder for suspects.csv; made if it isn't there.")
    ] = Path("missed"),
    crimes: CrimesFile = None,
    maps: MapFile = None,
    model: Annotated[
        Path | None,
        typer.Option("--model", help="A model that this force trained (see `train-finder`)."),
    ] = None,
    explain: Annotated[
        float | None,
        typer.Option(
            "--explain",
            min=0,
            max=1,
            help="The share of the ranking, from the top, that gets reasons and quotes: all of up to 100,000 logs, a tenth of more.",
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar and no summary.")] = False,
) -> None:
    """Rank every log by what it appears to disclose that nobody recorded. No server needed.

    `onrecord find-missed --logs LOGS.csv --crimes CRIMES.csv --out missed/` writes `suspects.csv`: every log of the file,
    the one to read first on top, with the offences that its words appear to disclose, the reasons with their points, and the
    quoted words. A log that has a crime is ranked by what it tells besides.

    `to_read` says yes for those that `onrecord check` would list, too. Rows that `check` refuses, say for a date that can't be
    read, are ranked here: only the text is needed. A row without a reference is called by its number, the headings being row 1.

    Needed are the columns log_ref and text; more of docs/reference/layouts.md help. For other names give a map with --map.
    The score orders logs for reading. It decides nothing, and a suspect is no unrecorded crime until somebody has read it.

    Exit codes: 0 done; 2 nothing could be done.
    """
    from onrecord.screening.finder.find import find_missed
    from onrecord.screening.finder.linear import ModelError, load_model
    from onrecord.screening.finder.reading import FindError, read_map

    for file in (logs, crimes, *(maps or []), model):
        if file is not None and not file.is_file():
            stop(f"there is no file {file}. Check the name and the folder.")
    try:
        given = {found.kind: found for found in map(read_map, maps or [])}
        own = load_model(model) if model else None
        with progress_bar(quiet) as report:
            found = find_missed(
                logs, out, crimes=crimes, logs_map=given.get("logs"),
                crimes_map=given.get("crimes"), force=own, explain=explain, progress=report,
            )  # fmt: skip
    except (FindError, ModelError) as error:
        stop(str(error))
    except OSError as error:
        stop(
            f"{error.filename or out} can't be used ({error.strerror}). Choose another with --out."
        )
    if not quiet:
        say.print(
            f"{found.logs:,} logs ranked in {found.path}; {found.to_read:,} look as if a crime may be missing"
            + (f"; {found.second:,} have a crime and tell of another" if found.second else "")
            + ": those say yes in to_read, by the threshold of onrecord check"
            + (f" (of the {found.explained:,} on top, which alone got reasons)" if found.explained < found.logs else "")
            + ".",
            markup=False, highlight=False,
        )  # fmt: skip


def _examples_of_files(
    logs: Path, crimes: Path, findings: Path | None, maps: list[Path]
) -> "Iterable[Example]":
    from onrecord.screening.finder.reading import read_logs, read_map, read_register
    from onrecord.screening.finder.training import examples_from, read_findings

    given = {found.kind: found for found in map(read_map, maps)}
    register = read_register(crimes, given.get("crimes"))
    read = read_findings(findings) if findings else {}
    rows = list(read_logs(logs, given.get("logs")))
    has = {log.ref: bool(register.of(log)) for log in rows}
    return examples_from(rows, has, read)


@app.command("train-finder")
def train_finder_command(
    logs: Annotated[
        Path | None, typer.Option("--logs", help="Incident logs with their texts.")
    ] = None,
    crimes: Annotated[
        Path | None, typer.Option("--crimes", help="The crimes recorded for them.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Where the model goes.")] = Path("finder.json"),
    findings: Annotated[
        Path | None,
        typer.Option(
            "--findings", help="What readers found: a CSV with log_ref and verdict (crime or none)."
        ),
    ] = None,
    maps: MapFile = None,
) -> None:
    """Train this force's own model for `find-missed --model`, on this machine, from its own logs.

    With --logs and --crimes: from files. Without: from the installation in ONRECORD_HOME, with what readers of finished audits
    found and what people answered to the finder's suggestions. Findings of readers count most; what was recorded is known to miss
    things. The model is a JSON file of words and weights that anybody can read. It holds only words that onrecord's own rules
    use: no name, street or number of a log. `onrecord sweep --all --model` takes it into use.
    """
    from onrecord.screening.finder.reading import FindError
    from onrecord.screening.finder.training import TrainingError, train

    for file in (logs, crimes, findings, *(maps or [])):
        if file is not None and not file.is_file():
            stop(f"there is no file {file}. Check the name and the folder.")
    if (logs is None) != (crimes is None) or (logs is None and (findings or maps)):
        stop(
            "--logs and --crimes go together, and --findings and --map with them. Give both, or none for the installation's own."
        )
    try:
        if logs is not None and crimes is not None:
            model = train(_examples_of_files(logs, crimes, findings, maps or []))
        else:
            need_installation()
            from onrecord.screening.scoring.learning import examples_here

            model = train(examples_here())
        model.save(out)
    except (FindError, TrainingError) as error:
        stop(str(error))
    about = model.about
    say.print(
        f"{out}: {len(model.weights):,} terms from {about['logs']:,} logs, {about['read']:,} of them read; "
        f"area under the curve {about['auc_cross_validated']:.3f} on logs not fitted on",
        markup=False, highlight=False,
    )  # fmt: skip


@app.command("import")
def import_command(
    kind: Annotated[str, typer.Argument(help="logs, entries or crimes")],
    file: Annotated[Path, typer.Argument(help="CSV, XLSX or Parquet; gzip too.")],
    map_file: Annotated[
        Path | None, typer.Option("--map", help="Map of the columns (*.toml).")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read everything, take in nothing.")
    ] = False,
    by: Annotated[str, typer.Option(help="Who imports, for the ledger.")] = "command line",
) -> None:
    """Take an export into the installation. Safe to repeat: rows that haven't changed are left as they are."""
    need_installation()
    from onrecord.exchange.cli import import_and_report

    if not file.is_file():
        stop(f"there is no file {file}. Check the name and the folder.")
    with progress_bar() as report:
        ok, lines = import_and_report(
            kind=kind, file=file, map_file=map_file, dry_run=dry_run, by=by, progress=report
        )
    for line in lines:
        say.print(line, markup=False, highlight=False)
    raise SystemExit(0 if ok else 2)


@app.command("run-import", hidden=True)
def run_import(import_id: int) -> None:
    """Carry out an import that was started on the page."""
    start_django()
    from onrecord.exchange.background import run_import as run

    run(import_id)
