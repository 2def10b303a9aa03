"""Takes a month's archive out again: what both commands are asked, and how they say what they found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from cme.domain.archive import first_day
from cme.edges.google import Google
from cme.edges.setup_calls import workbook_id_of
from cme.errors import SetupError
from cme.jobs.archived import Archived, Checked, manifest_id, take_out

Month = Annotated[str, typer.Argument(metavar="MONTH", help="The month, such as 2026-11.")]
Digest = Annotated[
    str,
    typer.Option(metavar="NUMBER", help="The manifest's digest, from the mail: without it the files may all be new."),
]
Manifest = Annotated[
    str, typer.Option(metavar="ID", help="The manifest's id, from the mail, where the workbook is lost or in doubt.")
]
Workbook = Annotated[
    str,
    typer.Option(
        metavar="ID",
        envvar="CME_WORKBOOK_ID",
        help="The workbook's id, or its whole address; not needed with --manifest.",
    ),
]


def taken_out(google: Google, month: str, workbook: str, manifest: str) -> Archived:
    """Return a month's archive, by its manifest or by the workbook, or raise SetupError."""
    try:
        first_day(month)
    except ValueError as wrong:
        raise SetupError(f"“{month[:20]}” is no month.", mend="Type it as 2026-11.") from wrong
    if not (manifest or workbook):
        raise SetupError(
            "Where is the archive?", mend="Name the workbook by --workbook, or the manifest by --manifest."
        )
    found = take_out(google, manifest or manifest_id(google, workbook_id_of(workbook), month))
    if found.manifest["month"] != month:
        raise SetupError(
            f"This is the archive of {found.manifest['month']}.", mend="Copy the id of the other manifest."
        )
    return found


def tell(checked: Iterable[Checked]) -> bool:
    """Print each thing that was looked at, and return whether all is well."""
    found = list(checked)
    for one in found:
        typer.echo(f"  {'✓' if one.is_well else '✗'} {one.said}")
    return all(one.is_well for one in found)
