"""Every figure as a file: CSV for a spreadsheet, JSON for a program. Shares are between 0 and 1, hours are hours."""

import io
import json
from collections.abc import Iterator
from typing import Any

from onrecord.exchange.writing import SafeWriter
from onrecord.measures.by_month.queries import Share
from onrecord.measures.by_month.showing import Shown, breakdowns

COLUMNS = (
    "measure", "version", "month", "by", "value", "n", "met", "any", "rate", "low", "high", "limit_low", "limit_high",
    "signals", "median_hours", "median_low", "median_high", "tail_hours", "waiting", "unsaid", "counted_at",
)  # fmt: skip


def rows(shown: Shown) -> Iterator[dict[str, Any]]:
    """Each month, then each line of each breakdown over all the months (of hours: of the last)."""
    for month, signals, low, high in shown.rows[::-1]:
        yield {
            **_start(shown, month.key, "", ""),
            "version": month.version,
            **_share(month.share if shown.one.is_share else None),
            **_spread(month.spread),
            "limit_low": low,
            "limit_high": high,
            "signals": "; ".join(signals),
            "unsaid": month.unsaid if shown.own is None else None,
            "counted_at": month.counted_at.isoformat() if month.counted_at else None,
        }
    span = f"{shown.months[0].key} to {shown.months[-1].key}" if shown.months else ""
    for by, _, values in breakdowns(shown):
        for each in values:
            yield {
                **_start(shown, span if shown.one.is_share else shown.whole.key, by, each.value),
                **_share(each.share),
                **_spread(each.spread),
            }


def as_csv(shown: Shown) -> bytes:
    """With a byte-order mark, so that Excel shows it right; no cell can become a formula."""
    text = io.StringIO(newline="")
    writer = SafeWriter(text)
    writer.writerow(COLUMNS)
    for row in rows(shown):
        writer.writerow([row.get(name) for name in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def as_json(shown: Shown) -> bytes:
    """The same with the definition in words."""
    one = shown.one
    chart = shown.chart
    data = {
        "measure": one.id,
        "version": one.version,
        "name": one.name,
        "counted": one.counted,
        "met": one.met,
        "placed": one.placed,
        "unsaid": one.unsaid,
        "owner": one.owner,
        "source": one.source,
        "level": 0.95,
        "method": "wilson" if one.is_share else "kaplan-meier, log-log",
        "asked": {k: v for k, v in vars(shown.asked).items() if v is not None},
        "chart": {
            "kind": chart.kind,
            "centre": chart.centre,
            "spread": chart.spread,
            "baseline": chart.baseline,
        },
        "rows": [{k: v for k, v in row.items() if v is not None} for row in rows(shown)],
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def _start(shown: Shown, month: str, by: str, value: str) -> dict[str, Any]:
    return {"measure": shown.one.id, "month": month, "by": by, "value": value}


def _share(share: Share | None) -> dict[str, Any]:
    if share is None:
        return {}
    return {
        "n": share.n,
        "met": share.met,
        "any": share.any,
        "rate": share.rate,
        "low": share.interval.low if share.interval else None,
        "high": share.interval.high if share.interval else None,
    }


def _spread(spread: Any) -> dict[str, Any]:
    if spread is None:
        return {}
    return {
        "n": spread.n,
        "waiting": spread.waiting,
        "median_hours": spread.median,
        "median_low": spread.low,
        "median_high": spread.high,
        "tail_hours": spread.tail,
    }
