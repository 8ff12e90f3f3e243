"""`onrecord check`: exports in, report out. The same imports, rules, sample and estimate as on the server."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.audit.actions import AuditError, freeze_audit, read_sheet_in
from onrecord.audit.estimate.estimate import AuditEstimate, estimate_audit
from onrecord.audit.models import Audit
from onrecord.audit.sample.frame_file import frame_path
from onrecord.audit.sheet.out import write_sheet
from onrecord.check.facts import Coverage, Timeliness, coverage, timeliness
from onrecord.contact.models import Log
from onrecord.exchange.actions import import_file
from onrecord.exchange.maps import Map, MapError, load_map
from onrecord.exchange.models import Import, ImportState
from onrecord.screening.actions import screen_all
from onrecord.screening.kinds import Counts, counts
from onrecord.screening.queries import suspects_csv

Progress = Callable[[int, int | None, str], None]
WHO = "onrecord check"
_KINDS = ("logs", "entries", "crimes")


class CheckError(Exception):
    """The check can't go on; the message says what, where and what to do."""


@dataclass
class CheckResult:
    """Everything the report shows. `refused` counts rows that could not be taken."""

    imports: list[Import]
    coverage: Coverage | None = None
    timeliness: Timeliness | None = None
    suspects: Counts = field(default_factory=Counts)
    audit: Audit | None = None
    estimate: AuditEstimate | None = None
    sheet_problems: list[dict[str, str]] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    refused: int = 0


def run_check(
    *,
    files: dict[str, Path | None],
    maps: list[Path],
    out: Path,
    readings: Path | None,
    sample_size: int,
    seed: str,
    progress: Progress,
) -> CheckResult:
    """Read the exports, write the report folder, return what was found.

    Raises CheckError where a file can't be read at all, or where the readings belong to other exports.
    """
    by_kind = _maps_by_kind(maps)
    result = CheckResult(imports=[])
    for kind in _KINDS:
        path = files.get(kind)
        if path is not None:
            result.imports.append(_take_in(path, kind, by_kind.get(kind), out, progress))
    result.refused = sum(taken.counts.get("refused", 0) for taken in result.imports)
    result.coverage = coverage()
    result.timeliness = timeliness()
    if Log.objects.exists():
        progress(0, None, "suspects")
        screen_all(progress, processes=os.cpu_count() or 1)
        result.suspects = counts(claimed=True)
        suspects_csv(out / "suspects.csv")
        _draw_and_estimate(result, out, readings, sample_size, seed, progress)
    from onrecord.check.report import write_report

    write_report(out / "report.html", result)
    result.sentences = summarise(result, out)
    return result


def _maps_by_kind(paths: list[Path]) -> dict[str, Map]:
    maps: dict[str, Map] = {}
    for path in paths:
        try:
            mapping = load_map(path)
        except MapError as error:
            raise CheckError(str(error)) from error
        if mapping.kind in maps:
            raise CheckError(
                f"two maps are for {mapping.kind}: give one --map for each kind of file (the second is {path})."
            )
        maps[mapping.kind] = mapping
    return maps


def _take_in(path: Path, kind: str, mapping: Map | None, out: Path, progress: Progress) -> Import:
    taken = import_file(path=path, kind=kind, mapping=mapping, by=WHO, progress=progress)
    if taken.state == ImportState.REFUSED:
        # Two or three files are given at once: the message must say which of them it means.
        named = path.name in taken.message
        raise CheckError(taken.message if named else f"{path.name}: {taken.message}")
    for source, name in (
        (taken.bad_rows_path, f"refused-{kind}.csv"),
        (taken.warnings_path, f"warnings-{kind}.csv"),
    ):
        target = out / name
        target.unlink(missing_ok=True)
        if source and Path(source).exists():
            shutil.copyfile(source, target)
    return taken


def _draw_and_estimate(
    result: CheckResult,
    out: Path,
    readings: Path | None,
    sample_size: int,
    seed: str,
    progress: Progress,
) -> None:
    if readings is not None:
        seed, sample_size = _seed_and_size(readings, seed, sample_size)
    progress(0, None, "sample")
    try:
        audit = freeze_audit(name="onrecord check", seed=seed, sample_size=sample_size, by=WHO)
    except AuditError as error:
        raise CheckError(str(error)) from error
    result.audit = audit
    # References and codes only, no text: with it and the seed an outsider draws the same sample.
    shutil.copyfile(frame_path(audit.frame_hash), out / "frame.csv.gz")
    sheet = out / "sample.csv"
    # A sheet that somebody is filling in is theirs: with readings it stays as it is.
    if readings is None or not sheet.exists():
        _write_sheet(audit, sheet)
    if readings is not None:
        try:
            outcome = read_sheet_in(audit=audit, path=readings, by=WHO)
        except AuditError as error:
            raise CheckError(str(error)) from error
        result.sheet_problems = outcome.problems
        result.estimate = estimate_audit(audit)
        document = result.estimate.to_json()
    else:
        document = {
            "rate": None,
            "note": "No readings yet: fill in sample.csv and run again with --readings.",
            **design_json(audit),
        }
    (out / "estimate.json").write_text(
        json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def _write_sheet(audit: Audit, sheet: Path) -> None:
    try:
        write_sheet(audit, sheet)
    except AuditError as error:
        raise CheckError(f"{error} Or give it with --readings to get the rate.") from error


def design_json(audit: Audit) -> dict[str, object]:
    """Frame, seed and strata of an audit, as in estimate.json before anybody has read."""
    return {
        "seed": audit.seed,
        "frame": {"hash": audit.frame_hash, "logs": audit.frame_size},
        "sample": sum(s.sample_size for s in audit.strata.all()),
        "design": audit.design,
        "strata": [
            {
                "stratum": s.name,
                "closing_code": s.closing_code,
                "linked": s.linked,
                "logs": s.size,
                "to_read": s.sample_size,
            }
            for s in audit.strata.all()
        ],
    }


def _seed_and_size(readings: Path, seed: str, sample_size: int) -> tuple[str, int]:
    """The sheet itself says with which seed, and how large, its sample was drawn; XLSX sheets are checked on reading in."""
    from onrecord.audit.sheet.out import sheet_identity

    found = sheet_identity(readings)
    return (found.seed or seed, found.sample_size or sample_size) if found else (seed, sample_size)


def summarise(result: CheckResult, out: Path) -> list[str]:
    """What the command prints at the end: a few sentences, the same figures as in the report."""
    lines = []
    for taken in result.imports:
        counts = taken.counts
        line = f"{taken.get_kind_display().capitalize()}: {_many(counts['read'], 'row')} read, {counts['new']:,} taken in"
        if counts.get("changed"):
            line += f", {counts['changed']:,} put in the place of an earlier row, as the map says"
        if counts.get("unchanged"):
            line += f", {counts['unchanged']:,} the same as an earlier row"
        if counts.get("left_out"):
            line += f", {counts['left_out']:,} left out by the map"
        if counts.get("refused"):
            line += f", {counts['refused']:,} refused (see {out / f'refused-{taken.kind}.csv'})"
        if not counts["read"]:
            line += f". {taken.file_name} has headings and no rows below them: export it again"
        lines.append(line + ".")
    found = result.coverage
    if found is not None and found.logs:
        lines.append(
            f"Of {_many(found.logs, 'log')} {found.linked:,} {_have(found.linked)} a crime record"
            + (
                f" and {found.claimed:,} {'names' if found.claimed == 1 else 'name'} one that was not in the exports"
                if found.claimed
                else ""
            )
            + f"; {found.none:,} {_have(found.none)} none."
        )
    if result.timeliness and result.timeliness.share is not None:
        lines.append(
            f"{100 * result.timeliness.share:.1f} % of {_many(result.timeliness.judged, 'crime')} {'was' if result.timeliness.judged == 1 else 'were'} recorded within the limit (24 hours since April 2015)."
        )
    if result.audit is not None:
        said = "; ".join(result.suspects.sentences())
        lines.append(
            f"{said}. See {out / 'suspects.csv'}."
            if said
            else "No log looks as if a crime may be missing."
        )
        if result.estimate is None:
            size = sum(s.sample_size for s in result.audit.strata.all())
            lines.append(
                f"Read the {_many(size, 'log')} in {out / 'sample.csv'}, then run again with --readings."
            )
        else:
            lines.append(result.estimate.sentence())
        if result.sheet_problems:
            lines.append(
                f"{_many(len(result.sheet_problems), 'row')} of the reading sheet could not be used: the report says which, "
                "and why. Mend them in the sheet and run again."
            )
    lines.append(f"Report: {out / 'report.html'}")
    return lines


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _have(count: int) -> str:
    return "has" if count == 1 else "have"
