"""How commands ask for the workbook and for the sandbox: in the same words, by the same names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
