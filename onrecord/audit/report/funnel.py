"""The departments of an audit on a funnel: the limits within which chance alone would leave them, as figures and as SVG. Pure.

Departments are in the order of their names, never of their rates: it is no league table.
"""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from onrecord.audit.estimate.domains import Domains
from onrecord.audit.sample.frame_parts import NOT_SAID
from onrecord.statistics.funnel import INNER, OUTER, Funnel, funnel, limits

if TYPE_CHECKING:
    from onrecord.audit.estimate.estimate import AuditEstimate

_WIDTH, _HEIGHT = 340, 316
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 328, 14, 250
_STEPS = 40


def funnel_of(estimate: "AuditEstimate", domains: Sequence[Domains]) -> Funnel | None:
    """The departments around the rate of the whole audit; None with fewer than two that have a rate.

    A department counts as many crimes as a simple random sample of the same accuracy would hold (effective n).
    """
    held = next((domain for domain in domains if domain.name == "Department"), None)
    if held is None or estimate.rate is None:
        return None
    if estimate.test is not None:
        # Chance is reckoned for a fixed number of crimes, and this audit has none.
        return None
    placed = []
    for part in held.parts:
        n = part.result.effective_n or part.n_should
        if part.result.rate is not None and n >= 1 and part.name != NOT_SAID:
            placed.append((part.name, part.result.rate, float(n)))
    return funnel(estimate.rate, placed) if len(placed) > 1 else None


def funnel_plot(found: Funnel, *, plot_id: str = "funnel") -> str:
    """The funnel as one <svg> element: words and shapes carry the meaning, no colour does. Points bear numbers, which the
    table beside it explains; every figure is in the description, too."""
    most = max(each.n for each in found.departments) * 1.08
    lowest = min(
        [each.rate for each in found.departments] + [each.outer.low for each in found.departments]
    )
    start = max(0.0, int(lowest * 10 - 1e-9) / 10)

    def x(n: float) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * n / most, 1)

    def y(rate: float) -> float:
        inside = min(1.0, max(start, rate))
        return round(_BOTTOM - (_BOTTOM - _TOP) * (inside - start) / (1 - start), 1)

    words = " ".join(each.sentence for each in found.departments)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="interval-plot" role="img" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'width="100%" aria-labelledby="{plot_id}-title {plot_id}-words" font-family="inherit" fill="currentColor">',
        f'<title id="{plot_id}-title">Departments and what chance explains</title>',
        f'<desc id="{plot_id}-words">{escape(words)}</desc>',
        _line(_LEFT, _BOTTOM, _RIGHT, _BOTTOM),
        _line(_LEFT, _TOP, _LEFT, _BOTTOM),
        f'<line x1="{_LEFT}" y1="{y(found.rate)}" x2="{_RIGHT}" y2="{y(found.rate)}" stroke="currentColor" stroke-width="1"/>',
    ]
    for tick in range(round(start * 10), 11):
        parts.append(_text(_LEFT - 4, y(tick / 10) + 4, f"{10 * tick} %", "end"))
    for share in (0.0, 0.5, 1.0):
        n = most / 1.08 * share
        parts.append(_text(x(n), _BOTTOM + 18, f"{n:,.0f}", "middle"))
    parts.append(
        _text(
            (_LEFT + _RIGHT) / 2,
            _BOTTOM + 38,
            "crimes that the department's sample is worth",
            "middle",
        )
    )
    grid = [max(1.0, most * step / _STEPS) for step in range(1, _STEPS + 1)]
    for level, dashes in ((INNER, "2 3"), (OUTER, "7 3")):
        bounds = [limits(found.rate, n, level) for n in grid]
        for side in ("low", "high"):
            line = " ".join(f"{x(each.n)},{y(getattr(each, side))}" for each in bounds)
            parts.append(
                f'<polyline points="{line}" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="{dashes}"/>'
            )
    for number, each in enumerate(found.departments, 1):
        shape = (
            'r="4.5"'
            if each.place == "within"
            else 'r="7" fill="none" stroke="currentColor" stroke-width="2.5"'
        )
        parts.append(f'<circle cx="{x(each.n)}" cy="{y(each.rate)}" {shape}/>')
        parts.append(_text(x(each.n) + 9, y(each.rate) + 4, str(number), "start"))
    parts.append(
        _text(4, _HEIGHT - 4, "short dashes: 95 % of chance; long dashes: 99.8 %", "start")
    )
    return "".join([*parts, "</svg>"])


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="currentColor" stroke-width="1"/>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" font-size="12" text-anchor="{anchor}">{escape(words)}</text>'
