"""A table as a CSV file that a spreadsheet opens as text: no cell of it becomes a formula."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from cme.domain.paper import Table
from scripts._paper.file import private_file

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet works out: a name that somebody chose could send away what stands beside it."""
IS_TEXT = "'"
SIGNED = "utf-8-sig"
"""With the sign by which spreadsheets know that names are not in an older alphabet."""


def write_csv(table: Table, file: Path) -> None:
    """Write a table with its headings, or raise SetupError where the file cannot be written."""
    with private_file(file) as written, io.TextIOWrapper(written, SIGNED, newline="") as text:
        csv.writer(text).writerows([safe(cell) for cell in row] for row in (table.headings, *table.rows))


def safe(cell: str) -> str:
    """Return a cell as text, also where it looks like a formula."""
    return f"{IS_TEXT}{cell}" if cell.startswith(BEGINS_A_FORMULA) else cell
