"""An edition as its page and its files show it. Everything comes from what was published then; nothing is counted again."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import mark_safe

from onrecord.audit.estimate.plot import PlotRow, interval_plot
from onrecord.exchange.writing import SafeWriter
from onrecord.public.models import Edition
from onrecord.public.words import day, shown, window

COLUMNS = (
    "edition", "measure", "version", "title", "part", "from", "to", "how", "shape", "n", "met", "value", "low", "high", "confidence",
    "since_last_time", "withheld", "counted", "met_by", "unsaid", "owner", "source",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One figure with its values as people read them."""

    held: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.held[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def none(self) -> bool:
        """Whether there is no figure, and none is withheld either."""
        return not self.held["value"] and not self.held["withheld"]

    @property
    def value_words(self) -> str:
        return shown(self.held["value"], self.held["shape"])

    @property
    def interval(self) -> str:
        """Empty for a number that was counted out: what chance does to it matters only beside another one."""
        low, high = self.held["low"], self.held["high"]
        if not low or not high or (self.held["shape"], self.held["how"]) == ("count", "counted"):
            return ""
        if self.held["shape"] == "share":
            return f"{100 * float(low):.1f} to {100 * float(high):.1f}"
        return f"{float(low):.1f} to {float(high):.1f}"

    @property
    def window(self) -> str:
        return window(self.held["since"], self.held["until"])

    @property
    def tag(self) -> str:
        """The colour of the change."""
        return {"better": "green", "worse": "red"}.get(self.held["change"], "")


class Lines(list[Line]):
    """Figures in a table, and beneath it in one sentence those that there are none of."""

    @property
    def given(self) -> list[Line]:
        return [each for each in self if not each.none]

    @property
    def without(self) -> list[Line]:
        return [each for each in self if each.none]


@dataclass(frozen=True)
class AuditLine:
    """One audit."""

    held: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.held[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def rate(self) -> str:
        return shown(self.held["share"], "share")

    @property
    def interval(self) -> str:
        low, high = self.held["low"], self.held["high"]
        return f"{100 * float(low):.1f} to {100 * float(high):.1f}" if low and high else ""

    @property
    def window(self) -> str:
        return window(self.held["since"], self.held["until"])


def citation(row: Edition) -> str:
    held = row.content
    return f"{held['force']}: {held['title']}. Edition {row.number}, {day(held['published'])}. SHA-256 of its content: {row.sha256}."


def context(row: Edition) -> dict[str, Any]:
    """What the template is given."""
    held = row.content
    ledger = held["ledger"]
    return {
        "edition": row,
        "held": held,
        "published": day(held["published"]),
        "accuracy": Lines(Line(each) for each in held["accuracy"]),
        # Our own drawing; every word in it is escaped where it is drawn.
        "plot": mark_safe(_plot(held["accuracy"])),  # noqa: S308
        "measures": Lines(Line(each) for each in held["measures"]),
        "groups": [
            {**each, "rows": Lines(Line(one) for one in each["rows"])} for each in held["groups"]
        ],
        "audits": [AuditLine(each) for each in held["audits"]],
        "parts": [
            {**each, "tables": [_named(one) for one in each["tables"]]} for each in held["parts"]
        ],
        "ledger": ledger,
        "signed": day(ledger["made"][:10]) if ledger else "",
        "citation": citation(row),
        "any_withheld": any(each["withheld"] for each in _figures(held))
        or any(each["withheld"] for each in held["audits"]),
    }


def _named(table: dict[str, Any]) -> dict[str, Any]:
    """A table of a part, each cell with the name of its column: on a narrow screen the rows are cards."""
    rows = [list(zip(table["columns"], row, strict=False)) for row in table["rows"]]
    return {**table, "rows": rows}


def _plot(rows: list[dict[str, Any]]) -> str:
    """The rates that are shown, each with its interval; empty where none is."""
    drawn = []
    for row in rows:
        if row["value"]:
            value, low, high = (float(row[name]) for name in ("value", "low", "high"))
            drawn.append(PlotRow(_short(row["title"]), value, low, high, row["n"]))
    return interval_plot(drawn, plot_id="accuracy-plot") if drawn else ""


def _short(title: str) -> str:
    """What is measured of which crime: the second half of such a title."""
    words = title.partition(", ")[2] or title
    return words[:1].upper() + words[1:]


def as_csv(row: Edition) -> str:
    """One line a figure, with its definition. Shares are between 0 and 1; "[c]": withheld."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = SafeWriter(out)
    writer.writerow(COLUMNS)
    for one in _figures(row.content):
        names = {"from": "since", "to": "until", "edition": "", "since_last_time": "change"}
        values = [
            row.number if name == "edition" else one[names.get(name, name)] for name in COLUMNS
        ]
        writer.writerow(values)
    return out.getvalue()


def as_json(row: Edition) -> str:
    """The content as it was published, with its hash and how to cite it."""
    held = {
        "citation": citation(row),
        "sha256": row.sha256,
        "sha256_of": "content: keys sorted, no spaces, UTF-8",
        "content": row.content,
    }
    return json.dumps(held, indent=1, ensure_ascii=False)


def _figures(held: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from held["accuracy"]
    yield from held["measures"]
    for group in held["groups"]:
        yield from group["rows"]
