"""Looks for all that is held of one person, and writes it as a Word file and as JSON; it changes nothing anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cme.domain.subject_access import access_data, access_paper
from cme.edges.google import Endpoint, connect
from cme.edges.setup_calls import see_now, workbook_id_of
from cme.errors import SetupError
from cme.jobs.subject_access import find_all
from scripts._options import EndpointAddress, WorkbookId
from scripts._paper.file import private_file, write_paper
from scripts._paper.refusals import refusing
from scripts._paper.screen import show

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(
    workbook: WorkbookId,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the two files are written.")],
    pupil: Annotated[str, typer.Argument(metavar="PUPIL", help="A child's code, as P0012.")] = "",
    person: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TEXT",
            help="Of somebody who never had a code: a name, an address or a telephone number; as often as there are.",
        ),
    ] = None,
    endpoint: EndpointAddress = "",
) -> None:
    """Look in tabs, forms, archives and the mailbox for what is held of a person; whoever else is named is marked.

    The screen shows where it was looked and what was not reached, and no child's name. Run it as the mailbox that
    sends, or another's mail is looked through. It takes minutes where the mailbox is old.
    """
    workbook_id, base = workbook_id_of(workbook), endpoint.rstrip("/")
    with refusing(workbook_id, base):
        if bool(pupil) is bool(person):
            raise SetupError("Name a child by its code, or somebody who has none by --person, and not both.")
        google = connect(Endpoint(base))
        now = see_now(google, workbook_id)
        access = find_all(
            google, workbook_id, pupil, now, lambda words: typer.echo(words, err=True), typed=tuple(person or ())
        )
        show(paper := access_paper(access), Console(highlight=False))
        data = out / f"{access.file_name}.json"
        with private_file(data) as written:
            written.write(json.dumps(access_data(access), ensure_ascii=False, indent=2).encode())
        document = write_paper(paper, out)
        typer.echo(f"Written: {document} and {data}. Delete both when the request is answered.", err=True)


if __name__ == "__main__":
    app(prog_name="scripts/subject_access")
