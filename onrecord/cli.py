"""The command line. Each command is a few lines: the work is in the packages.

Nothing of Django is imported before a command asks for it, so that `--help` is quick and `check` can choose its own folder.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from onrecord import __version__

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
user_app = typer.Typer(no_args_is_help=True, help="People who may sign in.")
app.add_typer(user_app, name="user")
calls_app = typer.Typer(no_args_is_help=True, help="Recordings of calls.")
app.add_typer(calls_app, name="calls")
audit_app = typer.Typer(
    no_args_is_help=True,
    help="Calculators for audits, which need no installation: intervals, comparisons, sizes of samples. And the digest of audit work, which does.",
)
app.add_typer(audit_app, name="audit")
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
            f"{found.logs:,} logs ranked in {found.path}; {found.with_reasons:,} with a reason to look at"
            + (f"; {found.second:,} that have a crime and tell of another" if found.second else ""),
            markup=False, highlight=False,
        )  # fmt: skip


@app.command("train-finder")
def train_finder_command(
    logs: Annotated[Path, typer.Option("--logs", help="Incident logs with their texts.")],
    crimes: Annotated[Path, typer.Option("--crimes", help="The crimes recorded for them.")],
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

    Findings of readers count most; what was recorded is known to miss things. The model is a JSON file of words and
    weights that anybody can read. It holds only words that onrecord's own rules use: no name, street or number of a log.
    """
    from onrecord.screening.finder.reading import FindError, read_logs, read_map, read_register
    from onrecord.screening.finder.training import (
        TrainingError,
        examples_from,
        read_findings,
        train,
    )

    for file in (logs, crimes, findings, *(maps or [])):
        if file is not None and not file.is_file():
            stop(f"there is no file {file}. Check the name and the folder.")
    try:
        given = {found.kind: found for found in map(read_map, maps or [])}
        register = read_register(crimes, given.get("crimes"))
        read = read_findings(findings) if findings else {}
        rows = list(read_logs(logs, given.get("logs")))
        has = {log.ref: bool(register.of(log)) for log in rows}
        model = train(examples_from(rows, has, read))
        model.save(out)
    except (FindError, TrainingError) as error:
        stop(str(error))
    about = model.about
    say.print(
        f"{out}: {len(model.weights):,} terms from {about['logs']:,} logs, {about['read']:,} of them read; "
        f"area under the curve {about['auc_cross_validated']:.3f} on logs not fitted on",
        markup=False, highlight=False,
    )  # fmt: skip


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
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        stop(f"the folder {out} can't be made ({error.strerror}). Choose another with --out.")
    with scratch_installation(out), progress_bar(quiet) as report:
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
            help="call_taker, officer, supervisor, auditor, registrar, commissioner or administrator"
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


AsJson = Annotated[
    bool,
    typer.Option(
        "--json",
        help="As JSON: rate, low, high, half_width, n, method and more. Rates and widths are shares between 0 and 1 there, not per cent.",
    ),
]
Level = Annotated[str, typer.Option("--level", help="Confidence level in per cent.")]


def answer(lines: list[str], data: dict[str, Any], as_json: bool) -> None:
    """Print an answer for people, or for programs."""
    if as_json:
        import json

        print(json.dumps(data, ensure_ascii=False))
        return
    for line in lines:
        say.print(line, markup=False, highlight=False)


@audit_app.command("digest")
def audit_digest(
    send: Annotated[bool, typer.Option("--send", help="Send them instead of printing.")] = False,
    address: Annotated[
        str,
        typer.Option(
            "--address",
            help="Where the installation is reached. Default: the first name in ONRECORD_HOSTS.",
        ),
    ] = "",
) -> None:
    """What waits for each person in audits, as e-mail: counts and links, and no personal data.

    Prints the messages. `--send` gives them to the mail server that ONRECORD_EMAIL_HOST names; without one they are written
    to files in the folder `mail` of the installation. Run it from the system's timer, for instance each Monday.
    """
    need_installation()
    from onrecord.audit.findings_digest import base_address, digests
    from onrecord.audit.findings_digest import send as send_all

    found = digests(base_address(address))
    if not send:
        for each in found:
            to = each.address or "no e-mail address"
            say.print(f"To: {each.username} ({to})\n\n{each.body}", markup=False, highlight=False)
    number = send_all(found, lambda words: complain.print(words, markup=False)) if send else 0
    people = "1 person" if len(found) == 1 else f"{len(found)} people"
    sent = f"; {number} sent" if send else ""
    say.print(f"Something waits for {people}{sent}.", markup=False, highlight=False)


@audit_app.command("interval")
def audit_interval(
    recorded: Annotated[str, typer.Option("--recorded", help="Crimes that were recorded.")],
    of: Annotated[str, typer.Option("--of", help="Crimes that should have been recorded.")],
    level: Level = "95",
    method: Annotated[
        str, typer.Option("--method", help="logit, wald (as published), wilson or clopper-pearson.")
    ] = "logit",
    as_json: AsJson = False,
) -> None:
    """The interval of a recording rate: `onrecord audit interval --recorded 622 --of 795`.

    As from a simple random sample of crimes; an audit's own page knows its strata and is more exact.
    """
    from onrecord.audit.cli import CalculatorError, interval_answer

    try:
        answer(
            *interval_answer(recorded=recorded, of=of, level=level, method=method), as_json=as_json
        )
    except CalculatorError as error:
        stop(str(error))


@audit_app.command("compare")
def audit_compare(
    before: Annotated[
        str, typer.Option("--before", help="RATE/N of the first audit, such as 77.9/586.")
    ],
    after: Annotated[str, typer.Option("--after", help="RATE/N of the second one.")],
    level: Level = "95",
    as_json: AsJson = False,
) -> None:
    """Did the rate change? `onrecord audit compare --before 77.9/586 --after 78.2/795`.

    RATE in per cent, or as a share if it is 1 or less; N is the number of crimes that should have been recorded. In JSON
    `rate` is the change, after less before, and `n` both numbers together.
    """
    from onrecord.audit.cli import CalculatorError, compare_answer

    try:
        answer(*compare_answer(before=before, after=after, level=level), as_json=as_json)
    except CalculatorError as error:
        stop(str(error))


@audit_app.command("plan")
def audit_plan(
    target: Annotated[
        list[str],
        typer.Option(
            "--target",
            help="Half-width wanted, in percentage points: 3. For several at once: violence=3, sexual=3, other=3.",
        ),
    ],
    rate: Annotated[
        list[str], typer.Option("--rate", help="Recording rate expected: 0.80, or violence=0.78.")
    ],
    logs: Annotated[str | None, typer.Option("--logs", help="Logs in the frame.")] = None,
    crime_share: Annotated[
        str | None, typer.Option("--crime-share", help="Share of these logs that disclose a crime.")
    ] = None,
    strata: Annotated[
        Path | None,
        typer.Option(
            "--strata",
            help="CSV instead: stratum, logs, linked (yes or no), crime_rate; if wanted further_missed, read_whole, minimum, and the share of each named target in the stratum's crimes.",
        ),
    ] = None,
    design: Annotated[
        str, typer.Option("--design", help="neyman, proportional or simple; for logs.")
    ] = "neyman",
    minutes: Annotated[str, typer.Option("--minutes", help="Minutes to read one.")] = "6",
    again: Annotated[str, typer.Option("--again", help="Share read a second time.")] = "0",
    assurance: Annotated[
        str, typer.Option("--assurance", help="Share of audits that are to keep the width.")
    ] = "0.9",
    level: Level = "95",
    as_json: AsJson = False,
) -> None:
    """How many to read for a width, how long it takes, and what a smaller sample would cost in width.

    `onrecord audit plan --target 3 --rate 0.80` counts crimes, as inspectors do; with `--logs` and `--crime-share`, or with
    `--strata`, it counts logs. `n` is to be expected to reach the width; `promised_n` will in nine audits of ten.
    """
    from onrecord.audit.cli import CalculatorError, plan_answer

    try:
        found = plan_answer(
            targets=target,
            rates=rate,
            logs=logs,
            crime_share=crime_share,
            strata=strata,
            design=design,
            minutes=minutes,
            again=again,
            assurance=assurance,
            level=level,
        )
    except CalculatorError as error:
        stop(str(error))
    answer(*found, as_json=as_json)


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
                say.print("onrecord: making a demonstration force (about a minute) ...")
            summary = make_demonstration(
                days=days, calls_per_day=calls_per_day, seed=seed, progress=report
            )
    except DemonstrationError as error:
        stop(str(error))
    say.print(summary, highlight=False)


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


@app.command("run-import", hidden=True)
def run_import(import_id: int) -> None:
    """Carry out an import that was started on the page."""
    start_django()
    from onrecord.exchange.background import run_import as run

    run(import_id)


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

    Exit codes: 0 all is as it was recorded; 1 something was changed; 2 it could not be checked.
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


def main() -> None:
    """Entry point: errors of the machine (disk, permissions, database) become a sentence, too."""
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
        raise


if __name__ == "__main__":
    main()
