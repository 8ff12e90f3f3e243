"""A run chart as SVG, drawn on the server in the manner of the interval plot (onrecord.audit.estimate.plot). Pure.

No script, no inline style, no colour that carries meaning. A month that shows something is a hollow square with a number
beneath, which the table repeats in words; one that is not over is a broken circle, joined to nothing; the centre is a plain line, the limits are broken ones. The whole chart is in its
description, in words. Laid out for 340 units, so that its letters stay readable on a telephone 360 pixels wide.
"""

import math
import re
from html import escape

from onrecord.statistics.run_chart import RunChart

_WIDTH, _HEIGHT = 340, 214
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 334, 14, 186


def in_words(chart: RunChart, *, share: bool, unit: str = "h") -> str:
    """The chart as sentences."""
    show = _percent if share else _hours if unit else _number
    held = [each for each in chart.points if each.value is not None and not each.open]
    running = [
        f"{each.label} is not over yet: {show(each.value)} so far."
        for each in chart.points
        if each.open and each.value is not None
    ]
    if not held:
        return " ".join(running) or "Nothing was counted in these months."
    parts = [f"{len(held)} months, from {held[0].label} to {held[-1].label}."]
    parts.append(f"The last is {show(held[-1].value or 0)}.")
    if chart.centre is None:
        parts.append("Fewer than eight months are counted, so there are no limits yet.")
    else:
        parts.append(f"The centre is {show(chart.centre)}.")
        low, high = held[-1].low, held[-1].high
        if low is not None and high is not None:
            parts.append(f"The limits of the last month are {show(low)} and {show(high)}.")
    signals = [f"{label}: {words}." for label, words in chart.signals]
    parts += signals or (["No month shows a change."] if chart.centre is not None else [])
    return " ".join([*parts, *running])


def run_chart_svg(
    chart: RunChart, *, share: bool, title: str, chart_id: str = "run", unit: str = "h"
) -> str:
    """The chart as one <svg> element. `share`: values are shares, else hours, or numbers where `unit` is empty. Raises
    ValueError for another chart_id."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", chart_id):
        raise ValueError(f"{chart_id!r} can't be the id of an element.")
    scale = _Scale(chart, share)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="interval-plot run-chart" role="img" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'width="100%" aria-labelledby="{chart_id}-title {chart_id}-words" font-family="inherit" fill="currentColor">',
        f'<title id="{chart_id}-title">{escape(title)}</title>',
        f'<desc id="{chart_id}-words">{escape(in_words(chart, share=share, unit=unit))}</desc>',
        *_axis(scale, share, unit),
        *_limits(chart, scale),
        *_line(chart, scale),
        *_points(chart, scale),
        *_labels(chart, scale),
        "</svg>",
    ]
    return "".join(parts)


class _Scale:
    """From values to places; the axis begins and ends at round figures."""

    def __init__(self, chart: RunChart, share: bool) -> None:
        shown = [
            value
            for each in chart.points
            for value in (each.value, each.low, each.high)
            if value is not None
        ]
        low, high = min(shown, default=0.0), max(shown, default=1.0)
        self.step = _round_step((high - low) or (0.1 if share else 1.0))
        self.low = math.floor(low / self.step + 1e-9) * self.step
        self.high = math.ceil(high / self.step - 1e-9) * self.step
        if share:
            self.low, self.high = max(0.0, self.low), min(1.0, self.high)
        if self.high <= self.low:
            self.low, self.high = (
                max(0.0, self.low - self.step),
                self.low + (0 if share and self.low >= 1 else self.step),
            )
        self.count = len(chart.points)

    def x(self, k: int) -> float:
        room = (_RIGHT - _LEFT) / max(1, self.count)
        return round(_LEFT + room * (k + 0.5), 1)

    def y(self, value: float) -> float:
        inside = min(self.high, max(self.low, value))
        return round(_BOTTOM - (_BOTTOM - _TOP) * (inside - self.low) / (self.high - self.low), 1)

    def ticks(self) -> list[float]:
        number = round((self.high - self.low) / self.step)
        return [self.low + self.step * k for k in range(number + 1)]


def _round_step(room: float) -> float:
    """A step of 1, 2 or 5 times a power of ten that divides the room into about four."""
    power = 10.0 ** math.floor(math.log10(room / 4))
    return next(k * power for k in (1, 2, 5, 10) if k * power >= room / 4 - 1e-12)


def _axis(scale: _Scale, share: bool, unit: str) -> list[str]:
    parts = []
    digits = 0 if not share or scale.step >= 0.01 - 1e-12 else 1
    for tick in scale.ticks():
        y = scale.y(tick)
        words = f"{100 * tick:.{digits}f} %" if share else f"{tick:g} {unit}".strip()
        parts.append(
            f'<line x1="{_LEFT}" y1="{y}" x2="{_RIGHT}" y2="{y}" stroke="currentColor" stroke-width="1" stroke-opacity="0.18"/>'
        )
        parts.append(_text(_LEFT - 6, y + 4, words, anchor="end"))
    return parts


def _limits(chart: RunChart, scale: _Scale) -> list[str]:
    if chart.centre is None:
        return []
    y = scale.y(chart.centre)
    parts = [
        f'<line x1="{_LEFT}" y1="{y}" x2="{_RIGHT}" y2="{y}" stroke="currentColor" stroke-width="1.5"/>'
    ]
    half = (_RIGHT - _LEFT) / max(1, scale.count) / 2
    for k, each in enumerate(chart.points):
        for bound in (each.low, each.high):
            if bound is not None:
                x, y = scale.x(k), scale.y(bound)
                parts.append(
                    f'<line x1="{round(x - half, 1)}" y1="{y}" x2="{round(x + half, 1)}" y2="{y}" stroke="currentColor" stroke-width="1.5" stroke-dasharray="4 3"/>'
                )
    return parts


def _line(chart: RunChart, scale: _Scale) -> list[str]:
    """Neighbouring months joined; a month without a figure leaves a gap, and one that isn't over stands alone."""
    runs: list[list[str]] = [[]]
    for k, each in enumerate(chart.points):
        if each.value is None or each.open:
            runs.append([])
        else:
            runs[-1].append(f"{scale.x(k)},{scale.y(each.value)}")
    return [
        f'<polyline points="{" ".join(run)}" fill="none" stroke="currentColor" stroke-width="2"/>'
        for run in runs
        if len(run) > 1
    ]


def _points(chart: RunChart, scale: _Scale) -> list[str]:
    parts = []
    number = 0
    for k, each in enumerate(chart.points):
        if each.value is None:
            continue
        x, y = scale.x(k), scale.y(each.value)
        if each.open:
            parts.append(
                f'<circle cx="{x}" cy="{y}" r="4.5" fill="#fff" stroke="currentColor" stroke-width="1.5" stroke-dasharray="2 1.5"/>'
            )
            last = k == len(chart.points) - 1
            parts.append(
                _text(
                    _RIGHT if last else x,
                    y - 10 if y > _TOP + 14 else y + 20,
                    "not over yet",
                    anchor="end" if last else "middle",
                )
            )
        elif each.signals:
            number += 1
            parts.append(
                f'<rect x="{round(x - 5, 1)}" y="{round(y - 5, 1)}" width="10" height="10" fill="#fff" stroke="currentColor" stroke-width="2.5"/>'
            )
            if len(chart.points) <= 24:
                parts.append(_text(x, y + (20 if y < _BOTTOM - 30 else -10), str(number)))
        else:
            parts.append(f'<circle cx="{x}" cy="{y}" r="3.5"/>')
    return parts


def _labels(chart: RunChart, scale: _Scale) -> list[str]:
    """Every month where there is room, else as many as stand clear of one another, the last of them always."""
    every = 1 if scale.count <= 4 else math.ceil(scale.count / 3 - 0.5)
    parts = []
    for k, each in enumerate(chart.points):
        if (scale.count - 1 - k) % every == 0:
            anchor = "end" if k == scale.count - 1 and every > 1 else "middle"
            x = _RIGHT + 4 if anchor == "end" else scale.x(k)
            parts.append(_text(x, _BOTTOM + 20, each.label, anchor=anchor))
    return parts


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"


def _hours(value: float) -> str:
    return f"{value:.1f} hours"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"


def _text(x: float, y: float, words: str, *, anchor: str = "middle") -> str:
    return f'<text x="{x}" y="{y}" font-size="12" text-anchor="{anchor}">{escape(words)}</text>'
