"""The tab Dashboard: the figures of the school year so far, as trustees may read them, under the charts that show them.

Imported in the night alone, because it puts rows into tables with pandas.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from cme.domain.clocks import day_of, stamped
from cme.domain.figures import Figures
from cme.domain.letter_rows import sentence
from cme.domain.report_period import school_year
from cme.edges.cell_plan import cells_of
from cme.edges.google import Google
from cme.edges.ledger import Cell, cell
from cme.edges.schema import tab
from cme.errors import CmeError
from cme.jobs.report import trustees_now
from cme.jobs.whole_record import read_record
from cme.reports.blocks import block
from cme.reports.parts import Part
from cme.reports.report import report

Json = dict[str, Any]
ABOUT = "Nobody is named, and no group is shown that is so small that a child could be recognised."


def wanted_dashboard(google: Google, workbook_id: str, at: datetime, figures: Figures) -> tuple[list[Json], str]:
    """Return the requests that write the tab anew; or none, and what is to be said: then what stood there stands."""
    try:
        record, _ = read_record(google, workbook_id, at, figures, "the Dashboard")
        year = school_year(day_of(at))
        requests = list(written(year.title, at, report(record, year, trustees_now(day_of(at))).parts))
    except CmeError as wrong:
        return [], f"The Dashboard was not worked out: {getattr(wrong, 'brief', '') or wrong}."
    except Exception as wrong:
        # Whatever cannot be counted must not keep the rest of the night from being written down.
        return [], f"The Dashboard could not be worked out ({type(wrong).__name__}): report this."
    return requests, ""


def written(title: str, at: datetime, parts: Sequence[Part]) -> Iterator[Json]:
    """Yield the request for the line under the heading, and one for each block of figures under its sentence."""
    yield _cells(1, 1, [[f"{sentence(f'{title}, as far as it was counted on {stamped(at)}')} {ABOUT}"]], 1)
    by_title = {part.title: part for part in parts}
    for chart in tab("dashboard").charts:
        box = cells_of(chart.area)
        part = by_title[chart.about]
        rows: list[Sequence[Cell]] = [[part.message], *block(part.chart, len(chart.colours))]
        height = box["endRowIndex"] - box["startRowIndex"] + 1
        yield _cells(box["startRowIndex"] - 1, height, rows, box["endColumnIndex"])


def _cells(row: int, height: int, rows: Sequence[Sequence[Cell]], width: int) -> Json:
    padded = [*rows, *[[]] * (height - len(rows))][:height]
    lines = [{"values": [cell(value) for value in [*line, *[""] * (width - len(line))]]} for line in padded]
    start = {"sheetId": tab("dashboard").sheet_id, "rowIndex": row, "columnIndex": 0}
    return {"updateCells": {"start": start, "rows": lines, "fields": "userEnteredValue"}}
