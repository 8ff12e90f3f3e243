"""Commands for figures: counting the months. And the alerts that they give rise to."""

from typing import Annotated

import typer

from onrecord.commands.terminal import complain, need_installation, progress_bar, say

app = typer.Typer()


@app.command()
def figures(
    again: Annotated[
        bool, typer.Option("--again", help="Count every month anew, whatever was counted before.")
    ] = False,
) -> None:
    """Count what is shown under Figures: every month that is missing, or that a later change has touched.

    Meant for every night. Pages count a little themselves, but the months of a large force take longer than anybody waits
    for a page. It may be stopped at any time; months that are counted stay so.
    """
    need_installation()
    from onrecord.measures.by_month.rollup import refresh
    from onrecord.measures.sending.timers import FIGURES, ran

    with progress_bar() as report:
        counted = refresh(again=again, report=report)
    ran(FIGURES)
    what = "month was" if counted == 1 else "months were"
    say.print(f"{counted:,} {what} counted; the others are as they were.", highlight=False)


@app.command()
def alerts(
    address: Annotated[
        str,
        typer.Option(
            "--address",
            help="Where the installation is reached. Default: the first name in ONRECORD_HOSTS.",
        ),
    ] = "",
    send_only: Annotated[
        bool,
        typer.Option(
            "--send-only",
            help="Only send what waits. Every minute, where the public reports on line: what a person is to look at now waits there.",
        ),
    ] = False,
) -> None:
    """Hold every threshold against its figure, tell those whom it concerns, and send what waits to be sent.

    Run it from the system's timer, for instance every ten minutes. Nothing is raised twice within the hours that its
    threshold names, nothing goes out in quiet hours, and what can't be sent is kept and tried again for a week, the
    digests of audit work (`onrecord audit digest --send`) and the warnings of the 56 days of a response among it. Without a mail server (ONRECORD_EMAIL_HOST) e-mails are
    written to files in the folder `mail` of the installation.
    """
    need_installation()
    from django.utils import timezone

    from onrecord.audit.findings.digest import base_address
    from onrecord.measures.alerts.raising import digests, look
    from onrecord.measures.sending.queue import deliver
    from onrecord.measures.sending.timers import ALERTS, SENDS, ran
    from onrecord.response.warnings import warn

    if send_only:
        sent = deliver(timezone.now(), timezone.now)
        ran(SENDS)
        say.print(
            f"{sent.sent:,} messages sent, {sent.later:,} wait for another try, {sent.given_up:,} given up.",
            highlight=False,
        )
        return
    base = base_address(address).rstrip("/")
    raised = look(timezone.now(), base)
    warned, nowhere = warn(timezone.now(), base)
    for name in dict.fromkeys([*digests(timezone.now(), base), *nowhere]):
        complain.print(
            f"{name} has no e-mail address. Set it on the page “E-mail addresses”, or set ONRECORD_EMAIL_DOMAIN.",
            markup=False,
        )
    done = deliver(timezone.now(), timezone.now)
    ran(ALERTS)
    what = "alert was" if raised == 1 else "alerts were"
    say.print(
        f"{raised:,} {what} raised, {warned:,} warned of a response; {done.sent:,} messages sent, {done.later:,} wait for another try, "
        f"{done.unsure:,} may not have arrived, {done.given_up:,} given up.",
        highlight=False,
    )
