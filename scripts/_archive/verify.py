"""Says whether a month's archive is still what it was; it changes nothing."""

from __future__ import annotations

import typer

from cme.edges.google import Endpoint, connect
from cme.edges.setup_calls import workbook_id_of
from cme.jobs.archived import checks, erased_of
from scripts._archive import Digest, Manifest, Month, Workbook, taken_out, tell
from scripts._options import EndpointAddress
from scripts._paper.refusals import refusing

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(
    month: Month, workbook: Workbook = "", manifest: Manifest = "", digest: Digest = "", endpoint: EndpointAddress = ""
) -> None:
    """Download a month's archive and check it: each file by the manifest, the manifest by the digest that was mailed.

    It ends with 0 where all is as it was, and with 1 where something is not, or could not be found out.
    """
    base = endpoint.rstrip("/")
    with refusing(workbook, base):
        google = connect(Endpoint(base))
        found = taken_out(google, month, workbook, manifest)
        erased = erased_of(google, workbook_id_of(workbook), month) if workbook else frozenset[str]()
        is_well = tell(checks(found, digest, erased))
    typer.echo(f"The digest of the manifest: {found.digest}")
    if not digest:
        typer.echo("Compare it with the one that was mailed, or type that one behind --digest.")
    raise typer.Exit(0 if is_well else 1)


if __name__ == "__main__":
    app(prog_name="scripts/verify_archive")
