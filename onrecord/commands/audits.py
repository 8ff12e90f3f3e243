"""Commands for audits: calculators, and the digest of what waits."""

from pathlib import Path
from typing import Annotated, Any

import typer

from onrecord.commands.terminal import complain, need_installation, say, stop

audit_app = typer.Typer(
    no_args_is_help=True,
    help="Calculators for audits, which need no installation: intervals, comparisons, sizes of samples. And the digest of audit work, which does.",
)


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

    Prints the messages. `--send` puts them into the queue of what goes out and gives them to the mail server that
    ONRECORD_EMAIL_HOST names; without one they are written to files in the folder `mail` of the installation. What can't be
    sent now is kept, and `onrecord alerts` tries it again. The same message isn't sent twice on one day. Run it from the
    system's timer, for instance each Monday.
    """
    need_installation()
    from onrecord.audit.findings.digest import base_address, digests

    found = digests(base_address(address))
    if not send:
        for each in found:
            to = each.address or "no e-mail address"
            say.print(f"To: {each.username} ({to})\n\n{each.body}", markup=False, highlight=False)
    people = "1 person" if len(found) == 1 else f"{len(found)} people"
    sent = ""
    if send:
        from django.utils import timezone

        from onrecord.measures.sending.audit_digests import put_digests
        from onrecord.measures.sending.queue import deliver

        for name in put_digests(found, timezone.now()):
            complain.print(
                f"{name} has no e-mail address. Set it on the page “E-mail addresses”, or set ONRECORD_EMAIL_DOMAIN.",
                markup=False,
            )
        sent = f"; {deliver(timezone.now()).sent} sent"
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
    from onrecord.audit.planning.cli import CalculatorError, interval_answer

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
    from onrecord.audit.planning.cli import CalculatorError, compare_answer

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
    stop_at: Annotated[
        str | None,
        typer.Option(
            "--stop-at",
            help="A target rate, such as 0.90: after how many logs would an audit that may stop early have decided about it?",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """How many to read for a width, how long it takes, and what a smaller sample would cost in width.

    `onrecord audit plan --target 3 --rate 0.80` counts crimes, as inspectors do; with `--logs` and `--crime-share`, or with
    `--strata`, it counts logs. `n` is to be expected to reach the width; `promised_n` will in nine audits of ten.
    """
    from onrecord.audit.planning.cli import CalculatorError, plan_answer

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
            stop_at=stop_at,
        )
    except CalculatorError as error:
        stop(str(error))
    answer(*found, as_json=as_json)
