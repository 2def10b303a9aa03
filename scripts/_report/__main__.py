"""Writes a report of a month or a school year for one reader, as a page and as a PDF file; it changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cme.edges.google import Endpoint, connect
from cme.edges.setup_calls import see_now, workbook_id_of
from cme.jobs.report import make_reports, period_typed
from cme.reports.parts import Report
from scripts._options import EndpointAddress, WorkbookId
from scripts._paper.file import private_file
from scripts._paper.refusals import refusing
from scripts._report.page import page_of
from scripts._report.progress import saying
from scripts._report.sheet import sheet_of

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="A month as 2026-11, or a school year as 2026-27.")],
    workbook: WorkbookId,
    reader: Annotated[
        str,
        typer.Option(
            "--for",
            metavar="READER",
            help="dsl, trustees (no names), a commissioner's code (its own children), or commissioners: one for each.",
        ),
    ],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where a page and a PDF file are written.")],
    endpoint: EndpointAddress = "",
) -> None:
    """Write how children attended, how fast things were done, which cases there were, and how often people were called.

    Each chart stands beside a table with the same numbers, and the period beside the one before. The screen shows what
    each part says in a sentence. The time is Google's, or the sandbox's. It reads the whole record.
    """
    workbook_id, base = workbook_id_of(workbook), endpoint.rstrip("/")
    with refusing(workbook_id, base), saying(Console(stderr=True)) as said:
        wanted, google = period_typed(period), connect(Endpoint(base))
        now = see_now(google, workbook_id)
        for report in make_reports(google, workbook_id, wanted, reader, now, said):
            written = _write(report, list(said.drawings(report.parts)), out)
            typer.echo("\n".join((report.title, *(f"  {part.title}: {part.message}" for part in report.parts))))
            typer.echo(f"Written: {' and '.join(map(str, written))}. {report.caution}", err=True)


def _write(report: Report, drawings: list[str], out: Path) -> tuple[Path, Path]:
    """Return the page and the PDF file that were written."""
    page, sheet = (out / f"{report.file_name}.{kind}" for kind in ("html", "pdf"))
    for file, content in ((page, page_of(report, drawings).encode()), (sheet, sheet_of(report, drawings))):
        with private_file(file) as written:
            written.write(content)
    return page, sheet


if __name__ == "__main__":
    app(prog_name="scripts/report")
