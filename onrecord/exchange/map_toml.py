"""A map written as a TOML file, which `map_file.load_map` reads back. Pure."""

import json
from collections.abc import Sequence

from onrecord.exchange.map_file import Column, FileOptions, Map


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _listed(texts: Sequence[str]) -> str:
    return "[" + ", ".join(map(_quoted, texts)) + "]"


def _column_toml(name: str, column: Column) -> list[str]:
    lines = [f"[columns.{name}]"]
    if len(column.columns) == 1:
        lines.append(f"column = {_quoted(column.columns[0])}")
    elif column.columns:
        lines.append(f"columns = {_listed(column.columns)}")
        if column.join != " ":
            lines.append(f"join = {_quoted(column.join)}")
    if column.formats:
        lines.append(f"formats = {_listed(column.formats)}")
    if column.split is not None:
        lines.append(f"split = {_listed(column.split)}")
    if column.match:
        lines.append(f"match = {_quoted(column.match)}")
    if column.replace:
        pairs = ", ".join(f"{_quoted(k)} = {_quoted(v)}" for k, v in column.replace.items())
        lines.append(f"replace = {{ {pairs} }}")
    if column.default or not column.columns:
        lines.append(f"default = {_quoted(column.default)}")
    return lines


def map_to_toml(mapping: Map) -> str:
    """The map as a TOML file; `load_map` reads the same map back."""
    lines = [f"kind = {_quoted(mapping.kind)}", f"system = {_quoted(mapping.system)}"]
    options, plain = mapping.file, FileOptions()
    told = [
        f"{key} = {value if isinstance(value, int) else _quoted(value)}"
        for key in ("encoding", "delimiter", "sheet", "header_row", "time_zone", "on_repeat")
        if (value := getattr(options, key)) is not None and value != getattr(plain, key)
    ]
    if told:
        lines += ["", "[file]", *told]
    short, long = [], []
    for name, column in mapping.columns.items():
        if column == Column(columns=column.columns[:1]) and column.columns:
            short.append(f"{name} = {_quoted(column.columns[0])}")
        else:
            long += ["", *_column_toml(name, column)]
    if short:
        lines += ["", "[columns]", *short]
    lines += long
    for item in mapping.leave_out:
        lines += ["", "[[leave_out]]", f"column = {_quoted(item.column)}"]
        lines.append(
            f"matches = {_quoted(item.matches)}"
            if item.matches
            else f"equals = {_listed(item.equals)}"
        )
        lines.append(f"reason = {_quoted(item.reason)}")
    for which, meanings in mapping.codes.items():
        lines += ["", f"[codes.{which}]"]
        lines += [f"{meaning} = {_listed(patterns)}" for meaning, patterns in meanings.items()]
    return "\n".join(lines) + "\n"
