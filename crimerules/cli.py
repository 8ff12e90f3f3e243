"""The command line: decide a case, explain it, compare days, publish the layout, look up offences."""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from crimerules.case import Case, first_report_on
from crimerules.deciding import NoDate, decide
from crimerules.decision import Decision
from crimerules.reading import CaseError
from crimerules.requirements import Verdict
from crimerules.rule import EDITION

LARGEST = 5_000_000
"""Bytes allowed in a case file; a real case has a few thousand."""


class Refused(Exception):
    """What was asked can't be done; the message says why and what to do."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command. Returns 0 when there is an answer, 2 when what was given can't be used."""
    arguments = _parser().parse_args(argv)
    run: Callable[[argparse.Namespace], None] = arguments.run
    try:
        run(arguments)
    except (Refused, NoDate) as error:
        print(f"crimerules: {error}", file=sys.stderr)
        return 2
    except CaseError as error:
        print(f"crimerules: what is in {arguments.case} can't be used:", file=sys.stderr)
        for problem in error.problems[:50]:
            print(f"  {problem}", file=sys.stderr)
        if len(error.problems) > 50:
            print(f"  and {len(error.problems) - 50} more", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()  # whoever read the output has stopped: nothing is wrong
    return 0


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        print(f"crimerules: {message}\n  see: {self.prog} --help", file=sys.stderr)
        raise SystemExit(2)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="crimerules",
        description="The Crime Recording Rules of England and Wales as code: dated and cited.",
    )
    commands = parser.add_subparsers(title="commands", required=True, parser_class=_Parser)

    def command(
        name: str, run: Callable[[argparse.Namespace], None], help: str
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help, description=help)
        made.set_defaults(run=run)
        return made

    def with_case(made: argparse.ArgumentParser) -> None:
        made.add_argument(
            "case", help="a case file, JSON or TOML; - reads JSON from the standard input"
        )
        made.add_argument(
            "--on", type=_day, help="the day whose rules apply (default: of the first report)"
        )

    made = command("decide", _decide, "say which crimes to record for a case, how many, and why")
    with_case(made)
    made.add_argument("--json", action="store_true", help="write the whole decision as JSON")
    made = command("explain", _explain, "tell a decision in plain English")
    with_case(made)
    made.add_argument(
        "--for", dest="audience", choices=("victim", "officer", "auditor"), default="officer"
    )
    made = command("ask", _ask, "ask an officer's questions, one at a time, and answer")
    made.add_argument("--on", type=_day, help="the day whose rules apply (default: today)")
    made.add_argument("--out", help="a new file for the case, to add what the questions don't ask")
    for name, run, what in (
        ("cancel", _cancel, "whether a recorded crime may be cancelled or transferred"),
        ("outcome", _outcome, "whether a recorded crime may be given an outcome"),
    ):
        made = command(name, run, f"say {what}, what is missing, and who may authorise it")
        made.add_argument("case", metavar="proposal", help="a proposal file, JSON or TOML")
        made.add_argument("--json", action="store_true", help="write the verdict as JSON")
    made.add_argument("--on", type=_day, default=EDITION, help="the day (default: %(default)s)")
    made = command("edition", _edition, "list the editions held, or name the one in force on a day")
    made.add_argument("--on", type=_day, help="a day, such as 2026-06-01")
    made = command("diff", _diff, "say what changed between two days, and which answers change")
    made.add_argument("first", type=_day, help="the earlier day")
    made.add_argument("second", type=_day, help="the later day")
    made.add_argument(
        "cases", nargs="*", help="case files; without any, the examples of the package"
    )
    command("schema", _schema, "write the layout of a case as JSON Schema")
    made = command("offences", _offences, "look up the notifiable offence list")
    made.add_argument(
        "search", nargs="*", help="a class (8N), a code (008/06) or words of the title"
    )
    made.add_argument("--on", type=_day, help="only what is notifiable on this day")
    made = command("rules", _rules, "list the rules, or show one")
    made.add_argument("id", nargs="?", help="the id of a rule, or its beginning")
    made = command("wrong", _wrong, "write an example file for a case that is answered wrongly")
    with_case(made)
    made.add_argument("--id", required=True, help="a short name, such as man-hit-with-bottle")
    made.add_argument("--title", required=True, help="what happened, in one line")
    made.add_argument("--source", required=True, help="title, edition and page that say so")
    made.add_argument(
        "--crime", action="append", default=[], help='a crime it should be: "8N 008/06"'
    )
    made.add_argument(
        "--exit", action="append", default=[], help='an exit it should be: "N100 100/01"'
    )
    made.add_argument("--note", default="", help="why")
    made.add_argument("--out", help="the file to write (default: the standard output)")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f'"{text}" is not a day: write it as 2026-06-01') from None


def read_case(name: str) -> Case:
    """The case in a file (``-``: JSON on the standard input).

    Raises :class:`Refused` when the file can't be read, :class:`CaseError` when the facts are wrong.
    """
    return Case.from_dict(_plain(name))


def _plain(name: str) -> Any:
    try:
        if name == "-":
            raw = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(name).open("rb") as file:
                raw = file.read(LARGEST + 1)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise Refused(f"{name} can't be read ({reason}); check its name") from error
    if len(raw) > LARGEST:
        raise Refused(
            f"{name} is larger than {LARGEST // 1_000_000} MB; a case holds the facts of one report, "
            "so leave out long texts and other cases"
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"{name} is not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    try:
        if name.endswith(".toml"):
            data: Any = tomllib.loads(text)
            return data.get("case", data)
        return json.loads(text)
    except (json.JSONDecodeError, tomllib.TOMLDecodeError) as error:
        sort = "TOML" if name.endswith(".toml") else "JSON"
        raise Refused(f"{name} is not {sort}: {error}; correct that line") from error
    except (RecursionError, ValueError) as error:
        raise Refused(f"{name} can't be read as a case: {error}; simplify it") from error


def _made(arguments: argparse.Namespace) -> tuple[Case, Decision]:
    case = read_case(arguments.case)
    return case, decide(case, arguments.on)


def _decide(arguments: argparse.Namespace) -> None:
    case, decision = _made(arguments)
    if arguments.json:
        print(json.dumps(decision.to_dict(), indent=2, ensure_ascii=False))
        return
    from crimerules.explain import explain

    print(explain(decision, case), end="")


def _explain(arguments: argparse.Namespace) -> None:
    from crimerules.explain import explain

    case, decision = _made(arguments)
    print(explain(decision, case, arguments.audience), end="")


def _ask(arguments: argparse.Namespace) -> None:
    from datetime import UTC, datetime

    from crimerules.asking import Stopped, ask, keep, result
    from crimerules.clock import uk_date

    try:
        interview = ask(input, lambda text: print(text, flush=True))
    except Stopped:
        raise Refused("stopped before the last question; nothing was kept") from None
    print(result(interview, arguments.on or uk_date(datetime.now(UTC))))
    if arguments.out:
        try:
            keep(interview, arguments.out)
        except FileExistsError:
            raise Refused(f"{arguments.out} is there already; choose another name") from None
        except OSError as error:
            raise Refused(f"{arguments.out} can't be written ({error.strerror})") from error


def _cancel(arguments: argparse.Namespace) -> None:
    from crimerules.cancel import may_cancel

    _verdict(may_cancel(_plain(arguments.case)), arguments.json)


def _outcome(arguments: argparse.Namespace) -> None:
    from crimerules.outcome import may_assign

    _verdict(may_assign(_plain(arguments.case), arguments.on), arguments.json)


def _verdict(verdict: Verdict, as_json: bool) -> None:
    print(
        json.dumps(verdict.to_dict(), indent=2, ensure_ascii=False)
        if as_json
        else verdict.explain()
    )


def _edition(arguments: argparse.Namespace) -> None:
    from crimerules.editions import EDITIONS, edition_on

    if arguments.on:
        name = edition_on(arguments.on)
        if not name:
            raise Refused(
                f"no edition is held for {arguments.on}; the earliest day is {EDITIONS[0].since}"
            )
        print(name)
        return
    for each in EDITIONS:
        print(f"{each.name}: from {each.since} to {each.until or 'now'}")
        print(f"  {each.held}")


def _diff(arguments: argparse.Namespace) -> None:
    from crimerules.diff import cases_between, offences_between, rules_between
    from crimerules.examples import load_all

    first, second = sorted((arguments.first, arguments.second))
    if first != arguments.first:
        print(
            f"crimerules: {second} is the later day, so this goes from {first} to {second}.",
            file=sys.stderr,
        )
    ended, began, unheld = rules_between(first, second)
    for heading, rules in (
        (f"Rules held for {first} that had ended by {second}", ended),
        (f"Rules that began between {first} and {second}", began),
    ):
        print(f"{heading}: {len(rules)}")
        for rule in rules:
            until = f" until {rule.until}" if rule.until else ""
            print(f"  {rule.id}: {rule.title} (from {rule.since}{until}; {rule.cite})")
    print(f"Rules held only from a later text, possibly older: {len(unheld)}")
    for rule in unheld:
        print(f"  {rule.id}")
    left, came = offences_between(first, second)
    print(f"Offences no longer notifiable: {len(left)}; newly notifiable: {len(came)}")
    for sign, entries in (("-", left), ("+", came)):
        for entry in entries:
            print(f"  {sign} {entry.crime_class} {entry.code} {entry.title}")
    cases = [(name, read_case(name)) for name in arguments.cases] or [
        (each.file.removesuffix(".toml"), Case.from_dict(each.case)) for each in load_all()
    ]
    changed = cases_between(cases, first, second)
    print(f"Cases whose answer changes: {len(changed)} of {len(cases)}")
    for each in changed:
        print(f"  {each.name}\n    {first}: {each.before}\n    {second}: {each.after}")


def _schema(arguments: argparse.Namespace) -> None:
    from crimerules.schema import case_schema

    print(json.dumps(case_schema(), indent=2, ensure_ascii=False))


def _offences(arguments: argparse.Namespace) -> None:
    from crimerules.offences import all_offences, find, normal_class

    search = " ".join(arguments.search).strip()
    entries = [e for e in all_offences() if arguments.on is None or e.in_force(arguments.on)]
    if search:
        by_code = find(search)
        wanted = normal_class(search)
        by_class = [e for e in entries if e.crime_class.upper() == wanted]
        words = search.lower().split()
        if by_code:
            entries = [e for e in entries if e in by_code]
        else:
            entries = by_class or [
                e for e in entries if all(word in e.title.lower() for word in words)
            ]
    if not entries:
        raise Refused(
            f"the offence list holds nothing for {search!r}; try a class, a code or other words"
        )
    for entry in entries:
        until = f", until {entry.until}" if entry.until else ""
        since = f", since {entry.since}" if entry.since else ""
        basis = {"V": "victim-based", "S": "state-based"}.get(entry.basis, "victim- or state-based")
        print(
            f"{entry.crime_class} {entry.code} {entry.title} ({basis}, maximum {entry.sentence or 'not printed'}{since}{until})"
        )


def _rules(arguments: argparse.Namespace) -> None:
    from crimerules.rule import RULES

    wanted = [
        each for name, each in RULES.items() if not arguments.id or name.startswith(arguments.id)
    ]
    if not wanted:
        raise Refused(f"no rule begins with {arguments.id!r}; `crimerules rules` lists them")
    for each in wanted:
        print(f"{each.id}: {each.title} ({each.cite})")
        if arguments.id:
            until = f" until {each.until}" if each.until else ""
            print(f"  {each.says}\n  From {each.since}{until}. {each.support}".rstrip())


def _wrong(arguments: argparse.Namespace) -> None:
    from crimerules.examples.writing import example_text

    case = read_case(arguments.case)
    on = arguments.on or first_report_on(case)
    if on is None:
        raise Refused("nothing says on which day it was reported: add --on 2026-06-01")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", arguments.id):
        raise Refused(f"{arguments.id!r} can't name a file: use small letters, digits and hyphens")
    try:
        text = example_text(
            id=arguments.id,
            title=arguments.title,
            source=arguments.source,
            on=on,
            case=case,
            crimes=arguments.crime,
            exits=arguments.exit,
            note=arguments.note,
        )
    except ValueError as error:
        raise Refused(str(error)) from error
    if not arguments.out:
        print(text, end="")
        return
    try:
        with Path(arguments.out).open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise Refused(f"{arguments.out} is there already; choose another name") from None
    except OSError as error:
        raise Refused(
            f"{arguments.out} can't be written ({error.strerror}); choose another place"
        ) from error
    print(f"Written: {arguments.out}")
