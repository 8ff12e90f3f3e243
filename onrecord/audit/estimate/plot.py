"""The interval plot: a rate with its interval for each crime group, as SVG drawn on the server. Pure.

No script, no inline style, no colour that carries meaning: shapes and words do. Everything inherits the page's text
colour, so it prints in black and white and turns with a dark page. The picture is laid out for a width of 340 units, so
that its letters stay readable on a telephone 360 pixels wide; style sheets keep it from growing too large elsewhere. Every figure in the picture is also in its description, in words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH = 340
_LEFT, _RIGHT = 12, 328
_ROW = 52
_ROW_PUBLISHED = 74
_AXIS = 34


@dataclass(frozen=True, slots=True)
class Published:
    """A figure from elsewhere to set beside ours; rate and half-width as shares, the half-width if there is one."""

    label: str
    rate: float
    half_width: float | None = None


@dataclass(frozen=True, slots=True)
class PlotRow:
    """One line of the plot. Rates are shares; without a rate, `reason` says why."""

    label: str
    rate: float | None
    low: float | None
    high: float | None
    n: int
    reason: str | None = None
    published: Published | None = None

    def words(self) -> str:
        """The row as a sentence."""
        if self.rate is None:
            text = f"{self.label}: no rate. {self.reason or ''}".strip()
        else:
            text = f"{self.label}: {figure(self)}, from {self.n:,} crimes found."
        if self.published is not None:
            text += f" {self.published.label}: {_published_words(self.published)}."
        return text


def figure(row: PlotRow) -> str:
    """The rate and its interval: "78.2 % (75.3 to 81.1)"."""
    if row.rate is None:
        return "no rate"
    if row.low is None or row.high is None:
        return f"{100 * row.rate:.1f} %"
    return f"{100 * row.rate:.1f} % ({100 * row.low:.1f} to {100 * row.high:.1f})"


def text_alternative(rows: Sequence[PlotRow]) -> str:
    """The whole plot in words."""
    return " ".join(row.words() for row in rows)


def interval_plot(
    rows: Sequence[PlotRow],
    *,
    plot_id: str = "rates",
    title: str = "Share of crimes recorded, with intervals",
) -> str:
    """The plot as one <svg> element. `plot_id` must be unique on its page and made of letters, digits and hyphens.

    Raises ValueError for another plot_id.
    """
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", plot_id):
        raise ValueError(f"{plot_id!r} can't be the id of an element.")
    scale = _Scale(rows)
    heights = [_ROW if row.published is None else _ROW_PUBLISHED for row in rows]
    bottom = sum(heights) + 4
    key = _key(rows, bottom + _AXIS + 14)
    height = bottom + _AXIS + 18 * len(key) + (6 if key else 0)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="interval-plot" role="img" viewBox="0 0 {_WIDTH} {height}" '
        f'width="100%" aria-labelledby="{plot_id}-title {plot_id}-words" font-family="inherit" fill="currentColor">',
        f'<title id="{plot_id}-title">{escape(title)}</title>',
        f'<desc id="{plot_id}-words">{escape(text_alternative(rows))}</desc>',
        *_axis(scale, bottom),
    ]
    top = 0
    for row, row_height in zip(rows, heights, strict=True):
        parts += _row(row, scale, top)
        top += row_height
    return "".join([*parts, *key, "</svg>"])


class _Scale:
    """From shares to places. Begins at the multiple of 10 % below everything shown, and ends at 100 %."""

    def __init__(self, rows: Sequence[PlotRow]) -> None:
        shown = [value for row in rows for value in (row.low, row.rate) if value is not None]
        shown += [
            row.published.rate - (row.published.half_width or 0) for row in rows if row.published
        ]
        lowest = min(shown, default=0.5)
        self.start = max(0, min(9, int(10 * lowest - 1e-9))) / 10
        self.step = 0.05 if self.start >= 0.7 else 0.1 if self.start >= 0.3 else 0.2

    def x(self, share: float) -> float:
        inside = min(1.0, max(self.start, share))
        return round(_LEFT + (_RIGHT - _LEFT) * (inside - self.start) / (1 - self.start), 1)

    def ticks(self) -> list[float]:
        count = round((1 - self.start) / self.step + 1e-9)
        return [
            1 - self.step * back
            for back in range(count, -1, -1)
            if 1 - self.step * back > self.start - 1e-9
        ]


def _axis(scale: _Scale, bottom: int) -> list[str]:
    parts = [
        f'<line x1="{_LEFT}" y1="{bottom}" x2="{_RIGHT}" y2="{bottom}" stroke="currentColor" stroke-width="1"/>'
    ]
    for tick in scale.ticks():
        x = scale.x(tick)
        parts.append(
            f'<line x1="{x}" y1="{bottom}" x2="{x}" y2="{bottom + 4}" stroke="currentColor" stroke-width="1"/>'
        )
        anchor = "end" if tick > 1 - 1e-9 else "start" if x <= _LEFT else "middle"
        at = _WIDTH - 1 if anchor == "end" else 0 if anchor == "start" else x
        parts.append(_text(at, bottom + 18, f"{100 * tick:.0f} %", size=12, anchor=anchor))
    return parts


def _row(row: PlotRow, scale: _Scale, top: int) -> list[str]:
    line = top + 36
    below = line + 22
    parts = [
        _text(0, top + 18, row.label, size=12, weight="bold"),
        _text(_WIDTH, top + 18, figure(row), size=12, anchor="end"),
    ]
    if row.rate is not None or row.published is not None:
        parts += _grid(scale, line - 10, (below if row.published else line) + 10)
    if row.rate is None:
        parts.append(_text(0, line, _first_words(row.reason or "", 56), size=12))
    else:
        if row.low is not None and row.high is not None:
            parts += _bar(scale.x(row.low), scale.x(row.high), line)
        parts.append(f'<circle cx="{scale.x(row.rate)}" cy="{line}" r="5.5"/>')
    if row.published is not None:
        other, x = row.published, scale.x(row.published.rate)
        if other.half_width is not None:
            low, high = other.rate - other.half_width, other.rate + other.half_width
            parts += _dashes(scale.x(low), scale.x(high), x, below)
        parts.append(_diamond(x, below))
    return parts


def _grid(scale: _Scale, top: float, bottom: float) -> list[str]:
    """Thin lines behind the bars only, so that no line runs through a word."""
    return [
        f'<line x1="{x}" y1="{top}" x2="{x}" y2="{bottom}" stroke="currentColor" stroke-width="1" stroke-opacity="0.25"/>'
        for x in map(scale.x, scale.ticks())
    ]


def _bar(x1: float, x2: float, y: float) -> list[str]:
    return [
        f'<line x1="{x1}" y1="{y}" x2="{x2}" y2="{y}" stroke="currentColor" stroke-width="3"/>',
        *_ends(x1, x2, y, 3),
    ]


def _dashes(x1: float, x2: float, middle: float, y: float) -> list[str]:
    """A broken line to either side of a hollow mark, none through it."""
    sides = [(x1, middle - 6.5), (middle + 6.5, x2)]
    return [
        f'<line x1="{a}" y1="{y}" x2="{b}" y2="{y}" stroke="currentColor" stroke-width="1.5" stroke-dasharray="4 3"/>'
        for a, b in sides
        if a < b
    ] + _ends(x1, x2, y, 1.5)


def _ends(x1: float, x2: float, y: float, width: float) -> list[str]:
    return [
        f'<line x1="{x}" y1="{y - 6}" x2="{x}" y2="{y + 6}" stroke="currentColor" stroke-width="{width}"/>'
        for x in (x1, x2)
    ]


def _diamond(x: float, y: float) -> str:
    points = f"{x},{y - 6.5} {x + 6.5},{y} {x},{y + 6.5} {x - 6.5},{y}"
    return f'<polygon points="{points}" fill="none" stroke="currentColor" stroke-width="2"/>'


def _key(rows: Sequence[PlotRow], top: int) -> list[str]:
    """What the hollow mark means; the filled one needs no words when it is alone."""
    labels = list(dict.fromkeys(row.published.label for row in rows if row.published))
    if not labels:
        return []
    parts = [f'<circle cx="8" cy="{top - 4}" r="5.5"/>' + _text(22, top, "this audit", size=12)]
    for place, label in enumerate(labels, start=1):
        y = top + 18 * place
        parts.append(_diamond(8, y - 4) + _text(22, y, _first_words(label, 52), size=12))
    return parts


def _published_words(other: Published) -> str:
    if other.half_width is None:
        return f"{100 * other.rate:.1f} %"
    return f"{100 * other.rate:.1f} % +/- {100 * other.half_width:.2f}"


def _text(
    x: float, y: float, words: str, *, size: int, anchor: str = "start", weight: str = "normal"
) -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}">{escape(words)}</text>'


def _first_words(text: str, longest: int) -> str:
    """A text cut at a space, for a line of the picture; the whole is in the description."""
    if len(text) <= longest:
        return text
    return text[: longest - 1].rsplit(" ", 1)[0] + "…"
