"""Commands for the commissioner's response to an inspection: the clock, which needs no installation."""

from datetime import datetime
from typing import Annotated

import typer

from onrecord.commands.terminal import say, stop

response_app = typer.Typer(
    no_args_is_help=True,
    help="The commissioner's response to an inspection (Police Act 1996 s.55): its clock, which needs no installation.",
)


@response_app.command("due")
def response_due(
    published: Annotated[
        datetime,
        typer.Argument(
            formats=["%Y-%m-%d"],
            metavar="DAY",
            help="The day on which the report was published, as 2019-01-15.",
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """The last day for publishing the response to a report published on DAY, and when to be warned.

    The first line is the day alone, as 2019-03-11. Bank holidays are those of England and Wales.
    """
    from onrecord.response.clock import ClockError, due

    try:
        found = due(published.date())
    except ClockError as error:
        stop(str(error))
    if as_json:
        import json

        print(
            json.dumps(
                {
                    "published": found.published.isoformat(),
                    "last_day": found.last.isoformat(),
                    "weekday": f"{found.last:%A}",
                    "why_not_working": found.why_not_working,
                    "work_by": found.work_by.isoformat(),
                    "warnings": {str(number): day.isoformat() for number, day in found.warnings},
                }
            )
        )
        return
    lines = [found.last.isoformat(), found.sentence()]
    lines += [
        f"{number:>3} working day{'s' if number != 1 else ' '} before the last working day: {day:%A} {day:%d/%m/%Y}"
        for number, day in found.warnings
        if number
    ]
    for line in lines:
        say.print(line, markup=False, highlight=False)
