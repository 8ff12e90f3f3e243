"""docs/reference/commands.md, from the command line's own help."""

from typing import Any

from typer.main import get_command

PREFACE = """# Commands

Written by `make docs` from the program's own help; don't edit. Each command says the same with `--help`.
"""


def commands_page() -> str:
    """Every command with its help, arguments and options, as Markdown."""
    from onrecord.cli import app

    group = get_command(app)
    lines = [PREFACE]
    lines += _group(group, "onrecord")
    return "\n".join(lines).rstrip() + "\n"


def _group(group: Any, name: str) -> list[str]:
    lines: list[str] = []
    for command_name in sorted(group.commands):
        command = group.commands[command_name]
        if command.hidden:
            continue
        full = f"{name} {command_name}"
        if hasattr(command, "commands"):
            lines += _group(command, full)
            continue
        lines += [f"## {full}", "", _plain(command.help or ""), ""]
        rows = [row for parameter in command.params if (row := _row(parameter))]
        if rows:
            lines += [
                "| Argument or option | Meaning | Default |",
                "| --- | --- | --- |",
                *rows,
                "",
            ]
    return lines


def _row(parameter: Any) -> str:
    if parameter.name == "help" or getattr(parameter, "hidden", False):
        return ""
    options = list(getattr(parameter, "opts", [])) + list(getattr(parameter, "secondary_opts", []))
    argument = parameter.param_type_name == "argument"
    shown = (parameter.name or "").upper() if argument else ", ".join(options)
    default = parameter.default
    if default is None or default is False or callable(default):
        default = "needed" if parameter.required else ""
    meaning = (getattr(parameter, "help", "") or "").replace("\n", " ")
    return f"| `{shown}` | {meaning} | {default} |"


def _plain(text: str) -> str:
    return "\n".join(
        line.strip() if not line.startswith("- ") else line for line in text.strip().splitlines()
    )
