"""Shows which children there are and their minutes, scheduled and attended, and writes a CSV file; nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cme.domain.provider_return import By
from cme.edges.google import Endpoint, connect
from cme.edges.setup_calls import see_now, workbook_id_of
from cme.jobs.provider_return import Wanted, make_return
from scripts._options import (
    CommissionerCode,
    EndpointAddress,
    FirstDay,
    LastDay,
    TermName,
    WorkbookId,
    check_days,
    day_typed,
)
from scripts._paper.csv_file import write_csv
from scripts._paper.refusals import refusing
from scripts._paper.screen import show

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(
    workbook: WorkbookId,
    endpoint: EndpointAddress = "",
    term: TermName = "",
    since: FirstDay = None,
    until: LastDay = None,
    commissioner: CommissionerCode = "",
    by: Annotated[By, typer.Option(help="Minutes of each month or week as well, beside those of all days.")] = By.WHOLE,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Where a CSV file is written as well; without it, none is.")
    ] = None,
) -> None:
    """Show each child's name, date of birth, and minutes: scheduled, attended, and of which nobody said anything.

    The time is Google's, or the sandbox's. It reads the whole record, and writes nothing but what --out asks for.
    """
    workbook_id, base = workbook_id_of(workbook), endpoint.rstrip("/")
    wanted = Wanted(commissioner, term, day_typed(since), day_typed(until), by)
    with refusing(workbook_id, base):
        check_days(term, since, until)
        google = connect(Endpoint(base))
        paper = make_return(google, workbook_id, wanted, see_now(google, workbook_id))
        show(paper, Console(highlight=False))
        if out is not None:
            write_csv(paper.tables[-1], out)
            typer.echo(f"Written: {out}. Delete it when it is handed on.", err=True)


if __name__ == "__main__":
    app(prog_name="scripts/provider_return")
