"""Says what has been kept long enough, and erases what two people let go; first it only says what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from cme.domain.letter_rows import count
from cme.domain.remains import REMAINS
from cme.domain.retention import Item, Verdict
from cme.edges.google import Endpoint, connect
from cme.edges.setup_calls import see_now, workbook_id_of
from cme.jobs.erase import Erasing
from cme.jobs.retention import Retention
from scripts._options import EndpointAddress, WorkbookId
from scripts._paper.refusals import refusing

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(
    workbook: WorkbookId,
    endpoint: EndpointAddress = "",
    *,
    apply: Annotated[
        bool, typer.Option("--apply", help="Erase what two people let go, once you have said yes.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Say of each child, and of each old archive, whether its time is over; with --apply erase what two people let go.

    The tab Retention says what is on hold, and who lets go what is over. Nothing is erased before the trustees have
    answered Q-KEPT. A child's rows leave the workbook, an archive's files go into Drive's bin, and a row of the tab
    Erased stays. It always says what Google has still, and for how long. No name is shown.
    """
    workbook_id, base = workbook_id_of(workbook), endpoint.rstrip("/")
    with refusing(workbook_id, base):
        google = connect(Endpoint(base))
        now = see_now(google, workbook_id)
        items = Retention(google, workbook_id, now, lambda words: typer.echo(words, err=True)).items()
        typer.echo("\n".join(_said(items)))
        going = [item for item in items if item.verdict is Verdict.MAY_GO]
        if apply and going:
            things = count(len(going), "thing", "things")
            if not (yes or typer.confirm(f"Erase {things}? It cannot be undone by this system.")):
                raise typer.Exit(1)
            erasing = Erasing(google, workbook_id, now)
            for item in going:
                typer.echo(f"Erased {item.what}: {erasing.erase(item)}")
    typer.echo("\nWhat is left at Google, and for how long:")
    typer.echo("\n".join(f"  {name}: {said}" for name, said in REMAINS))


def _said(items: Iterable[Item]) -> Iterator[str]:
    """Yield what becomes of each thing, by what becomes of it; of what is not over only how much there is."""
    every = list(items)
    for verdict in Verdict:
        theirs = [item for item in every if item.verdict is verdict]
        if not theirs:
            continue
        yield f"{verdict.value} ({len(theirs)})"
        if verdict is not Verdict.NOT_YET:
            yield from map(_line, theirs)


def _line(item: Item) -> str:
    since = f"over since {item.since:%d/%m/%Y}" if item.since else ""
    return f"  {item.what}: {'; '.join(part for part in (since, item.rule, item.why) if part)}"


if __name__ == "__main__":
    app(prog_name="scripts/retention")
