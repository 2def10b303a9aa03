"""Shows a case as an authority's form asks for it, and writes it as a Word file; it changes nothing in the workbook."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cme.domain.pack import Pack
from cme.edges.google import Endpoint, connect
from cme.edges.setup_calls import see_now, workbook_id_of
from cme.jobs.referral import make_packs
from scripts._options import EndpointAddress, OutFolder, WorkbookId
from scripts._paper.file import write_paper
from scripts._paper.refusals import refusing
from scripts._paper.screen import show

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A case, as P0012-261123, or a child's code.")],
    workbook: WorkbookId,
    endpoint: EndpointAddress = "",
    out: OutFolder = None,
    *,
    restricted: Annotated[
        bool, typer.Option("--restricted", help="The restricted part as well: flags, and the words of concerns.")
    ] = False,
) -> None:
    """Show what an authority's form asks about a case, in its order, ready to copy; what is not known is said so.

    The time is Google's, or the sandbox's. It reads the whole record, and writes nothing but what --out asks for.
    """
    workbook_id, base = workbook_id_of(workbook), endpoint.rstrip("/")
    with refusing(workbook_id, base):
        google = connect(Endpoint(base))
        packs = make_packs(google, workbook_id, case, see_now(google, workbook_id), restricted=restricted)
        console = Console(highlight=False)
        for pack in packs:
            show(pack.paper, console)
        if out is not None:
            _tell([write_paper(pack.paper, out) for pack in packs], packs)


def _tell(files: Iterable[Path], packs: Iterable[Pack]) -> None:
    for file, pack in zip(files, packs, strict=True):
        part = "the restricted part, for social care and the police alone" if pack.is_restricted else "the pack"
        typer.echo(f"Written: {file} ({part}). Delete it when it is sent.", err=True)


if __name__ == "__main__":
    app(prog_name="scripts/referral_pack")
