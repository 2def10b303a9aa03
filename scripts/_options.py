"""How commands ask for the workbook and for the sandbox: in the same words, by the same names."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from cme.errors import SetupError

DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
"""How a day is typed."""

WorkbookId = Annotated[
    str, typer.Option(metavar="ID", envvar="CME_WORKBOOK_ID", help="The workbook's id, or its whole address.")
]
EndpointAddress = Annotated[
    str,
    typer.Option(
        metavar="ADDRESS",
        envvar="CME_GOOGLE_ENDPOINT",
        help="The sandbox's address, such as http://127.0.0.1:8765. Without it, Google.",
    ),
]
OutFolder = Annotated[
    Path | None,
    typer.Option("--out", metavar="FOLDER", help="Where Word files are written as well; without it, none is."),
]
TermName = Annotated[
    str, typer.Option("--term", metavar="NAME", help="The days of a term, by its label on the tab Calendar.")
]
FirstDay = Annotated[
    datetime | None, typer.Option("--from", formats=DAYS, help="The first day; without it, the record's.")
]
LastDay = Annotated[datetime | None, typer.Option("--to", formats=DAYS, help="The last day; without it, today.")]
CommissionerCode = Annotated[
    str,
    typer.Option(
        "--commissioner",
        metavar="CODE",
        help="The children whom one school or authority placed, and nobody else's.",
    ),
]


def day_typed(typed: datetime | None) -> date | None:
    """Return the day that somebody typed, if anybody did."""
    return typed.date() if typed else None


def check_days(term: str, since: datetime | None, until: datetime | None) -> None:
    """Raise SetupError where the days are named twice."""
    if term and (since or until):
        raise SetupError("Name the days by --term, or by --from and --to, and not by both.")
