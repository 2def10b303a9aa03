"""Says why a message was sent, from a workbook or from the example's half term; it changes nothing."""

from __future__ import annotations

from typing import Annotated

import typer

from cme.domain.pruned import where_earlier
from cme.edges.google import Endpoint, connect
from cme.edges.setup_calls import workbook_id_of
from cme.errors import CmeError, EdgeError
from sandbox.rehearsal.explain import explain
from sandbox.rehearsal.history import of_example, of_workbook
from scripts._options import EndpointAddress

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(
    what: Annotated[str, typer.Argument(metavar="KEY", help="A key of Obligations, a message's id, or a case's.")],
    workbook: Annotated[
        str, typer.Option(metavar="ID", help="The workbook's id or address; else the example's half term.")
    ] = "",
    endpoint: EndpointAddress = "",
) -> None:
    """Say what a message stood on: what was known, rule and figures, when, to whom, and what came of it."""
    try:
        google = connect(Endpoint(endpoint.rstrip("/"))) if workbook else None
        history = of_workbook(google, workbook_id_of(workbook)) if google else of_example()
    except CmeError as wrong:
        said = wrong.brief if isinstance(wrong, EdgeError) else str(wrong)
        typer.echo(f"✗ The workbook could not be read ({said}). Check its id, the account and --endpoint.", err=True)
        raise typer.Exit(2) from wrong
    lines = explain(history, what)
    if not lines:
        said = f"✗ Nothing is called “{what}”. Copy a key from Obligations, or an id from Messages."
        typer.echo(f"{said} {where_earlier(history.facts)}".rstrip(), err=True)
        raise typer.Exit(2)
    typer.echo("\n".join(lines).rstrip())


if __name__ == "__main__":
    app(prog_name="scripts/explain")
