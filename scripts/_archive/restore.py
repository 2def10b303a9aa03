"""Makes a new workbook of a month's archive; of what is there, the one in use is told that it was tried."""

from __future__ import annotations

from typing import Annotated

import typer

from cme.edges.google import Endpoint, connect
from cme.edges.setup_calls import see_link, see_now, workbook_id_of
from cme.errors import SetupError
from cme.jobs.archived import checks, restore, write_down
from scripts._archive import Digest, Manifest, Month, Workbook, taken_out, tell
from scripts._options import EndpointAddress
from scripts._paper.refusals import refusing

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(
    month: Month,
    into: Annotated[str, typer.Option("--into", metavar="NAME", help="What the new workbook is called.")],
    workbook: Workbook = "",
    manifest: Manifest = "",
    digest: Digest = "",
    endpoint: EndpointAddress = "",
) -> None:
    """Make a new workbook that equals, tab by tab, what was archived, and say so of each tab.

    It sends nothing: its Settings hold the other workbook's id, and no run can write to it. If it is to take the
    other's place, empty “workbook id” in its Settings, run scripts/apply_schema on it, and set CME_WORKBOOK_ID.
    It ends with 0 where every tab is equal. With --workbook it is written down there that it was tried, which is asked
    for once a year; without, nothing is written into any other file.
    """
    base = endpoint.rstrip("/")
    with refusing(workbook, base):
        google = connect(Endpoint(base))
        found = taken_out(google, month, workbook, manifest)
        if digest and not next(checks(found, digest)).is_well:
            raise SetupError("The manifest is NOT the one whose digest was mailed.", mend="Nothing was restored.")
        made, compared = restore(google, found, into)
        is_well = tell(compared)
        typer.echo(f"The new workbook “{into}”, id {made}:\n  {see_link(google, made)}")
        if is_well and workbook:
            write_down(google, workbook_id_of(workbook), month, see_now(google, made))
            typer.echo("The tab Archive of the workbook in use says now that this was tried.")
    raise typer.Exit(0 if is_well else 1)


if __name__ == "__main__":
    app(prog_name="scripts/restore")
