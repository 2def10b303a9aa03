"""Writes the posters for the wall from a workbook; it changes nothing there."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from cme.edges.google import Endpoint, connect
from cme.edges.setup_calls import see_today, workbook_id_of
from cme.errors import CmeError
from cme.jobs.apply_schema import read_timetable
from scripts._apply_schema_words import what_went_wrong
from scripts._options import EndpointAddress, WorkbookId
from scripts._wall.page import write_page
from scripts._wall.posters import nowhere, sites
from scripts._wall.refusals import refusals

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(
    workbook: WorkbookId,
    endpoint: EndpointAddress = "",
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The file to write; without it, one in a new temporary folder.")
    ] = None,
) -> None:
    """Write posters to print: the forms as QR codes and whom to ring, one A4 page a site, and one for whoever is paged.

    It reads Settings, Sessions and Staff, and changes nothing. If anything is missing it says what, and writes nothing.
    """
    workbook_id, base = workbook_id_of(workbook), endpoint.rstrip("/")
    try:
        google = connect(Endpoint(base))
        # The day first: of a workbook that is not there it says how to find the right one.
        today, facts = see_today(google, workbook_id), read_timetable(google, workbook_id)
    except CmeError as wrong:
        raise _refuse(what_went_wrong(wrong, workbook_id, base, made=False)) from wrong
    if missing := refusals(facts, today, workbook_id, base):
        raise _refuse([*missing, "Nothing was written. Mend this, and run it again."])
    file = out or Path(tempfile.mkdtemp(prefix="wall-")) / "wall.html"
    try:
        file.write_text(write_page(facts, today), encoding="utf-8")
    except OSError as wrong:
        raise _refuse([f"{file} cannot be written: {wrong.strerror}. Name another file with --out."]) from wrong
    _tell(file, sites(facts, today), nowhere(facts, today))


def _refuse(sentences: Iterable[str]) -> typer.Exit:
    typer.echo("\n".join(sentences), err=True)
    return typer.Exit(1)


def _tell(file: Path, places: list[str], bare: list[str]) -> None:
    typer.echo(f"{len(places) + 1} pages are written: {', '.join(places)}, and one for whoever is paged.")
    for code in bare:
        typer.echo(f"  please look: the session {code} has no site, so that it is on no poster.")
    typer.echo(f"Print them on A4, portrait, at 100 per cent, and scan each code once: {file.resolve().as_uri()}")


if __name__ == "__main__":
    app(prog_name="scripts/wall")
