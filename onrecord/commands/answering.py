"""Commands for the commissioner's response to an inspection: the clock, and a look at an earlier one beside it. Neither needs an
installation."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from onrecord.commands.terminal import say, stop

response_app = typer.Typer(
    no_args_is_help=True,
    help="The commissioner's response to an inspection (Police Act 1996 s.55): its clock, and another one beside it. Neither needs an installation.",
)


def _day(text: str) -> date:
    """A day as people or programs write it; anything else ends the command."""
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    stop(f"{text[:40]!r} is no day. Write DAY as 15/01/2019 or 2019-01-15.")


@response_app.command("due")
def response_due(
    day: Annotated[
        str,
        typer.Argument(
            help="The day on which the report was published, as 15/01/2019 or 2019-01-15."
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """The last day for publishing the response to a report published on DAY, and when to be warned.

    The first line is the day alone, as 2019-03-11. Bank holidays are those of England and Wales.
    """
    from onrecord.response.clock import ClockError, due

    try:
        found = due(_day(day))
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
                    "warnings": {str(number): on.isoformat() for number, on in found.warnings},
                }
            )
        )
        return
    lines = [found.last.isoformat(), found.sentence()]
    lines += [
        f"{number:>3} working day{'s' if number != 1 else ' '} before the last working day: {on:%A} {on.day} {on:%B %Y}"
        for number, on in found.warnings
        if number
    ]
    for line in lines:
        say.print(line, markup=False, highlight=False)


@response_app.command("compare")
def response_compare(
    response: Annotated[Path, typer.Argument(help="A published response as JSON, from its page.")],
    original: Annotated[
        Path, typer.Argument(help="Another response to the same report as a text file or Markdown.")
    ],
    same: Annotated[
        list[str] | None,
        typer.Option(
            "--same",
            help="What the other calls something, such as PCC=Police and Crime Commissioner.",
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every sentence, not only those without a place.")
    ] = False,
) -> None:
    """Which sentences of another document, such as a response written by hand, stand where in a response made here.

    Ends with 1 where a sentence has no place: the response doesn't say it, or its form has no place for it.
    """
    import json

    from onrecord.documents.content import Document
    from onrecord.response.comparing import NOWHERE, OTHERWISE, SAME, compare

    try:
        document = Document.from_json(json.loads(response.read_text(encoding="utf-8"))["document"])
        text = original.read_text(encoding="utf-8")
    except (ValueError, KeyError, TypeError):
        stop(
            f"{response} is no published response, or {original} no text. Take the JSON file from the response's page."
        )
    names = dict(each.split("=", 1) for each in same or () if "=" in each)
    found = compare(document, text, names)
    for each in found:
        if everything or each.how == NOWHERE:
            say.print(f"{each.how}: {each.sentence[:160]}", markup=False, highlight=False)
            if each.where:
                say.print(f"    {each.where}", markup=False, highlight=False)
    counts = [sum(each.how == how for each in found) for how in (SAME, OTHERWISE, NOWHERE)]
    say.print(
        f"{len(found)} sentences: {counts[0]} word for word, {counts[1]} in other words, {counts[2]} without a place.",
        highlight=False,
    )
    raise SystemExit(1 if counts[2] else 0)
