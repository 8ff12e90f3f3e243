"""Commands for figures: counting the months. And the alerts that they give rise to."""

from typing import Annotated

import typer

from onrecord.commands.terminal import need_installation, progress_bar, say

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
    from onrecord.measures.rollup import refresh

    with progress_bar() as report:
        counted = refresh(again=again, report=report)
    what = "month was" if counted == 1 else "months were"
    say.print(f"{counted:,} {what} counted; the others are as they were.", highlight=False)
