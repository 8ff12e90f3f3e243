"""estimate.json: the estimate as numbers and text. Its fields are explained in docs/reference/estimate.md."""

from typing import TYPE_CHECKING, Any

from onrecord.audit.estimate.wording import NOT_IN_INTERVAL
from onrecord.statistics.intervals import normal_quantile

if TYPE_CHECKING:
    from onrecord.audit.estimate.estimate import AuditEstimate, GroupEstimate


def estimate_to_json(estimate: "AuditEstimate") -> dict[str, Any]:
    """Shares have six decimals, numbers of crimes one; what there is not is null."""
    window = estimate.window
    bounds = estimate.bounds
    return {
        **_group(estimate.overall, estimate.level),
        "level": estimate.level,
        "n_sampled": estimate.n_sampled,
        "n_logs": estimate.n_logs,
        "n_undecidable": estimate.n_undecidable,
        "n_unread": estimate.n_unread,
        "sentence": estimate.sentence(),
        "method": estimate.method(),
        "by_group": {group.key: _group(group, estimate.level) for group in estimate.groups},
        "by_question": {q.key: _group(q, estimate.level) for q in estimate.questions},
        "programme": {
            "slug": estimate.programme.slug,
            "version": estimate.programme_version,
            "measure": estimate.measure,
        },
        "sequential": None if estimate.test is None else estimate.test.to_json(),
        "active": None
        if estimate.own is None
        else {
            "classes": len(estimate.own.classes),
            "n_expected": round(estimate.own.expected, 1),
            "estimator": "prediction-powered difference estimator",
        },
        "undecidable_bounds": None
        if bounds is None
        else {"all_missed": _share(bounds[0]), "none_missed": _share(bounds[1])},
        "crimes_a_year_basis": estimate.crimes_basis,
        "frame": {
            "hash": estimate.frame_hash,
            "logs": estimate.frame_size,
            "from": window.first_day.isoformat() if window else None,
            "to": window.last_day.isoformat() if window else None,
            "days": window.days if window else None,
            "closing_codes": "every",
            "linked_means": "a crime of the register is linked"
            if estimate.link_basis == "register"
            else "the log names a crime; no register was imported",
        },
        "audit": estimate.audit,
        "seed": estimate.seed,
        "as_of": estimate.as_of.isoformat(),
        "strata": [
            {
                "stratum": s.name,
                "closing_code": s.closing_code,
                "linked": s.linked,
                "logs": s.size,
                "sampled": s.sampled,
                "decided": s.decided,
                "undecidable": s.undecidable,
            }
            for s in estimate.strata
        ],
        "design": dict(estimate.design),
        "notes": list(estimate.notes),
        "band": estimate.band,
        "warnings": list(estimate.warnings),
        "not_in_interval": list(NOT_IN_INTERVAL),
    }


def _group(group: "GroupEstimate", level: float) -> dict[str, Any]:
    result = group.result
    missed, frame = group.missed_a_year, group.missed_in_frame
    return {
        "rate": _share(group.rate),
        "low": _share(group.low),
        "high": _share(group.high),
        "half_width": _share(group.half_width),
        "interval": result.interval.method if result.interval else None,
        "se": _share(result.se),
        "wald": None
        if result.wald is None or result.se is None
        else {
            "low": _share(result.wald.low),
            "high": _share(result.wald.high),
            "half_width": _share(normal_quantile(level) * result.se),
        },
        "effective_n": _number(result.effective_n),
        "n_should": group.n_should,
        "n_recorded": group.n_recorded,
        "reason": group.reason,
        "missed_a_year": None
        if missed is None
        else {
            "estimate": _number(missed.estimate),
            "low": _number(missed.low),
            "high": _number(missed.high),
            "recorded_a_year": _number(missed.recorded_a_year),
            "formula": "R(1-p)/p",
        },
        "missed_in_frame": None
        if frame is None
        else {
            "estimate": _number(frame.total),
            "low": _number(frame.low),
            "high": _number(frame.high),
            "se": _number(frame.se),
        },
    }


def _share(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _number(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
