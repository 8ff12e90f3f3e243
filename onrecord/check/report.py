"""report.html: one self-contained file, to read on screen or on paper. No scripts, nothing fetched from anywhere."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from onrecord import __version__
from onrecord.audit.estimate.plot import interval_plot
from onrecord.audit.queries import planned_width
from onrecord.screening.queries import suspects

if TYPE_CHECKING:
    from onrecord.check.pipeline import CheckResult

SUSPECTS_SHOWN = 50


def write_report(path: Path, result: "CheckResult") -> None:
    """Render the report beside the other files and put it in place in one step."""
    context = {
        "result": result,
        "made_at": datetime.now(UTC),
        "version": __version__,
        "suspects": list(suspects(kind="missing")[:SUSPECTS_SHOWN]),
        "suspects_shown": SUSPECTS_SHOWN,
        "bars": _bars(result),
    }
    if result.audit is not None:
        context["strata"] = list(result.audit.strata.all())
        context["to_read"] = sum(s.sample_size for s in result.audit.strata.all())
        context["planned_width"] = planned_width(result.audit)
    if result.estimate is not None:
        context["plot"] = interval_plot(result.estimate.plot_rows())
    fresh = path.with_suffix(".tmp")
    fresh.write_text(render_to_string("check/report.html", context), encoding="utf-8")
    fresh.replace(path)


def _bars(result: "CheckResult") -> list[dict[str, object]]:
    """The time bands as bars: width in hundredths of the longest."""
    found = result.timeliness
    if found is None or not found.judged:
        return []
    longest = max(band.crimes for band in found.bands) or 1
    return [
        {
            "label": band.label,
            "crimes": band.crimes,
            "share": band.crimes / found.judged,
            "width": round(300 * band.crimes / longest, 1),
            "y": 26 * index,
        }
        for index, band in enumerate(found.bands)
    ]
