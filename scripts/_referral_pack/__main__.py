"""Shows a case as an authority's form asks for it, and writes it as a Word file; it changes nothing in the workbook."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cme.domain.pack import Pack
from cme.edges.google import Endpoint, connect
from cme.edges.setup_calls import see_now, workbook_id_of
from cme.errors import CmeError, SetupError
from cme.jobs.referral import make_packs
from scripts._options import EndpointAddress, WorkbookId
from scripts._referral_pack.document import document_of
from scripts._referral_pack.screen import show
from scripts._set_up_words import what_went_wrong

FOR_THE_OWNER = 0o600

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A case, as P0012-261123, or a child's code.")],
    workbook: WorkbookId,
    endpoint: EndpointAddress = "",
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where Word files are written as well; without it, none is."),
    ] = None,
    *,
    restricted: Annotated[
        bool, typer.Option("--restricted", help="The restricted part as well: flags, and the words of concerns.")
    ] = False,
) -> None:
    """Show what an authority's form asks about a case, in its order, ready to copy; what is not known is said so.

    The time is Google's, or the sandbox's. It reads the whole record, and writes nothing but what --out asks for.
    """
    workbook_id, base = workbook_id_of(workbook), endpoint.rstrip("/")
    try:
        google = connect(Endpoint(base))
        packs = make_packs(google, workbook_id, case, see_now(google, workbook_id), restricted=restricted)
    except SetupError as wrong:
        raise _refuse([str(wrong)]) from wrong
    except CmeError as wrong:
        raise _refuse(what_went_wrong(wrong, workbook_id, base, made=False)) from wrong
    console = Console(highlight=False)
    for pack in packs:
        show(pack, console)
    if out is not None:
        _tell([_write(pack, out) for pack in packs], packs)


def _write(pack: Pack, folder: Path) -> Path:
    """Write a pack where only whoever asked for it can read it."""
    file = folder / f"{pack.file_name}.docx"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FOR_THE_OWNER)
        with os.fdopen(opened, "wb") as written:
            document_of(pack).save(written)
    except OSError as wrong:
        raise _refuse([f"{file} cannot be written: {wrong.strerror}. Name another folder with --out."]) from wrong
    return file


def _tell(files: Iterable[Path], packs: Iterable[Pack]) -> None:
    for file, pack in zip(files, packs, strict=True):
        part = "the restricted part, for social care and the police alone" if pack.is_restricted else "the pack"
        typer.echo(f"Written: {file} ({part}). Delete it when it is sent.", err=True)


def _refuse(sentences: Iterable[str]) -> typer.Exit:
    typer.echo("\n".join(sentences), err=True)
    return typer.Exit(1)


if __name__ == "__main__":
    app(prog_name="scripts/referral_pack")
