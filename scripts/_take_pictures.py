"""Take the handbook's pictures anew from the sandbox, and draw the one of a report."""

from __future__ import annotations

from datetime import timedelta

import typer

from cme.domain.report_rows import Wait
from cme.reports.waits import OWNED, wait_part
from sandbox.pictures import FOLDER, chromium, write
from scripts._report.plots import draw

REPORT = FOLDER.parents[1] / "pictures" / "report.svg"
TOOK, LIMIT = (0, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 7, 9, 12, 21), 5
"""Minutes until each of some invented pages was taken, and how many it may be."""


def main() -> None:
    """Play the example day and take what people see of it at a telephone's width."""
    try:
        with chromium() as browser:
            names = write(browser)
    except LookupError as gone:
        typer.echo(str(gone), err=True)
        raise typer.Exit(1) from None
    waits = [Wait(timedelta(minutes=took), timedelta(minutes=LIMIT), took > LIMIT) for took in TOOK]
    part = wait_part(OWNED, (waits, []), "", LIMIT, 1)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(draw(part.chart) if part.chart else "", "utf-8")
    typer.echo(
        f"{len(names)} pictures are in {FOLDER.relative_to(FOLDER.parents[2])}/. Look at them before you commit."
    )


if __name__ == "__main__":
    typer.run(main)
