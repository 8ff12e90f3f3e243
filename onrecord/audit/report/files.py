"""The report as files: JSON, from which an outsider works the rate out again, and a workbook. The PDF is in `report/pdf.py`."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.safestring import mark_safe
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from onrecord.audit.estimate.plot import interval_plot
from onrecord.audit.report.counts import recompute_part
from onrecord.audit.report.funnel import funnel_plot
from onrecord.audit.report.report import Cell, Report, Table

RECOMPUTE = Path(__file__).with_name("recompute_rate.py")
REDRAW = Path(__file__).with_name("redraw_sample.py")
_WIDEST = 60


def report_json(report: Report) -> dict[str, Any]:
    """The whole report with, under "recompute", the counts of each record read, without anything that names a record."""
    return {
        "title": report.title,
        "written_at": report.written_at.isoformat(),
        "sentence": report.sentence,
        "notes": list(report.notes),
        "band": report.band,
        "band_words": report.band_sentence,
        "identity": dict(report.identity),
        "rates": _table(report.rates),
        "headings": [
            {
                "number": s.number,
                "title": s.title,
                "words": list(s.words),
                "tables": [_table(t) for t in s.tables],
            }
            for s in report.sections
        ],
        "results": [_table(table) for table in report.results],
        "estimate": report.material.estimate.to_json(),
        "recompute": recompute_part(report),
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "head": list(table.head),
        "rows": [[_number(cell) for cell in row] for row in table.rows],
    }


def _number(cell: Cell) -> Cell:
    return round(cell, 6) if isinstance(cell, float) else cell


def report_xlsx(report: Report) -> bytes:
    """The report as a workbook: one sheet with the words, one for each table, and the counts of each record read."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Report"
    _put(sheet, [report.title], bold=True)
    _put(sheet, [report.sentence])
    for note in report.notes:
        _put(sheet, [note])
    _put(sheet, [report.band_sentence] if report.band_sentence else [])
    for name, value in report.identity:
        _put(sheet, [name, value])
    for section in report.sections:
        _put(sheet, [])
        _put(sheet, [f"{section.number}. {section.title}"], bold=True)
        for words in section.words:
            _put(sheet, [words])
    sheet.column_dimensions["A"].width = 100
    sheet.column_dimensions["B"].width = 70
    for row in sheet.iter_rows(max_col=1):
        row[0].alignment = Alignment(wrap_text=True, vertical="top")
    tables = [report.rates, *report.results, *(t for s in report.sections for t in s.tables)]
    for number, table in enumerate(tables, 1):
        _sheet(book.create_sheet(f"{number} {_name(table.caption)}"), table)
    counts = book.create_sheet("Counts")
    _put(counts, ["figure", "stratum", "should", "is"], bold=True)
    for key, figure in recompute_part(report)["figures"].items():
        for stratum in figure["strata"]:
            for should, recorded in stratum["counts"]:
                _put(counts, [key, stratum["name"], should, recorded])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _name(caption: str) -> str:
    """A sheet's name: Excel takes 31 characters, and not all of them."""
    return "".join(c for c in caption if c.isalnum() or c in " -")[:26].strip()


def _sheet(sheet: Worksheet, table: Table) -> None:
    _put(sheet, [table.caption], bold=True)
    _put(sheet, table.head, bold=True)
    for row in table.rows:
        _put(sheet, row)
        for place in table.shares:
            sheet.cell(sheet.max_row, place + 1).number_format = "0.0%"
    for place, head in enumerate(table.head, 1):
        longest = max([len(str(head)), *(len(str(row[place - 1] or "")) for row in table.rows)])
        sheet.column_dimensions[get_column_letter(place)].width = min(_WIDEST, longest + 3)
    sheet.freeze_panes = "A3"


def _put(sheet: Worksheet, values: Sequence[Cell], bold: bool = False) -> None:
    place = sheet.max_row + (1 if sheet.max_row > 1 or sheet["A1"].value is not None else 0)
    for column, value in enumerate(values, 1):
        cell = sheet.cell(place, column)
        if isinstance(value, str):
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
            # A name that begins with "=" is a name and no formula.
            cell.data_type = "s"
        else:
            cell.value = value
        if bold:
            cell.font = Font(bold=True)
    if not values:
        sheet.cell(place, 1).value = ""


def plots(report: Report) -> dict[str, str]:
    """The two pictures, drawn here; every word in them is escaped where it is drawn."""
    found: dict[str, str] = {"plot": mark_safe(interval_plot(report.material.estimate.plot_rows()))}  # noqa: S308
    if report.material.funnel is not None:
        found["funnel"] = mark_safe(funnel_plot(report.material.funnel))  # noqa: S308
    return found
