"""Takes old rows out of the workbook, each of which stands in a verified archive; first it only says which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

import typer

from cme.domain.letter_rows import count
from cme.edges.google import Endpoint, connect
from cme.edges.setup_calls import see_now, workbook_id_of
from cme.jobs.prune import Plan, Pruning
from scripts._options import EndpointAddress, WorkbookId
from scripts._paper.refusals import refusing

MEND = "Open File, Version history in the workbook, restore the version before this minute, and run this again."

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(
    workbook: WorkbookId,
    endpoint: EndpointAddress = "",
    *,
    apply: Annotated[bool, typer.Option("--apply", help="Take the rows out, once you have said yes.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Say which rows of school years that are over may leave the workbook, and with --apply take them out.

    A row goes only if no rule needs it and an archive, downloaded and checked anew, holds it cell by cell. Nothing is
    lost by it: the archives hold the rows, and scripts/restore makes a workbook of one. Choose an hour without
    sessions. It ends with 0 where all is well, and with 1 where something is to be looked at.
    """
    workbook_id, base = workbook_id_of(workbook), endpoint.rstrip("/")
    with refusing(workbook_id, base):
        google = connect(Endpoint(base))
        this = Pruning(google, workbook_id, see_now(google, workbook_id), lambda words: typer.echo(words, err=True))
        this.check_archives()
        plan = this.plan()
        typer.echo("\n".join(_said(plan)))
        if not (apply and plan.count):
            raise typer.Exit(1 if plan.wrong else 0)
        if not (yes or typer.confirm(f"Take {count(plan.count, 'row', 'rows')} out of the workbook?")):
            raise typer.Exit(1)
        plan = this.apply(plan)
        differing = this.differences(plan)
    typer.echo(f"{count(plan.count, 'row', 'rows')} left the workbook; the tab Archive says which.")
    if differing:
        typer.echo(f"{', '.join(differing)}: not what was to be left; somebody moved rows just then. {MEND}", err=True)
    raise typer.Exit(1 if differing or plan.wrong else 0)


def _said(plan: Plan) -> Iterator[str]:
    """Yield what may go and what stays, and why."""
    yield f"Rows from before {plan.before:%d/%m/%Y} that may leave the workbook: {plan.count or 'none'}."
    for one in plan.tabs:
        if one.rows:
            months = sorted(one.months)
            yield f"  {one.tab.title}: {len(one.rows)}, of {months[0]} to {months[-1]}"
    stays = Counter[str]()
    for one in plan.tabs:
        stays.update(one.stays)
    for why, number in sorted(stays.items()):
        yield f"  {number} as old stay: {why}"
    yield from (f"  ✗ {wrong}" for wrong in plan.wrong)


if __name__ == "__main__":
    app(prog_name="scripts/prune")
