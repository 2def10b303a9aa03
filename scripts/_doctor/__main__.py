"""Says of a running installation what is wrong and how to mend it, what is dangerous first; it changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Annotated, Any

import typer

from cme.edges.google import Endpoint, connect
from cme.edges.setup_calls import workbook_id_of
from cme.errors import CmeError
from scripts._doctor.checks import CHECKS
from scripts._doctor.examine import Examined, examine
from scripts._doctor.findings import HEADINGS
from scripts._doctor.looks import Looks
from scripts._options import EndpointAddress, WorkbookId

WRONG = 2

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(
    workbook: WorkbookId,
    endpoint: EndpointAddress = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of sentences.")] = False,
) -> None:
    """Say what is wrong with a running installation and how to mend it, what is dangerous first; nothing is changed.

    It looks at the sign-in, who can open what, the forms, the workbook, the people, the mailbox and the archive
    (docs/doctor.md). What could not be looked at is said, and never counts as fine. It ends with 0 where nothing is
    wrong, 1 where something is to be looked at or could not be seen, 2 where something is wrong.
    """
    try:
        google = connect(Endpoint(endpoint.rstrip("/")))
    except CmeError as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(WRONG) from wrong
    examined = examine(Looks(google, workbook_id_of(workbook)), CHECKS)
    said = json.dumps(_facts(examined), ensure_ascii=False, indent=2) if as_json else "\n".join(_sentences(examined))
    typer.echo(said)
    raise typer.Exit(examined.code)


def _sentences(examined: Examined) -> Iterator[str]:
    for danger, findings in groupby(examined.findings, key=lambda found: found.danger):
        yield f"{HEADINGS[danger]}\n"
        for found in findings:
            yield f"  {found.what}"
            yield f"    -> {found.mend}\n"
    yield f"Looked at and fine: {', '.join(examined.fine) or 'nothing'}."


def _facts(examined: Examined) -> dict[str, Any]:
    found = [
        {"check": f.check, "danger": f.danger.name.lower(), "what": f.what, "mend": f.mend} for f in examined.findings
    ]
    return {"exit": examined.code, "findings": found, "fine": examined.fine}


if __name__ == "__main__":
    app(prog_name="scripts/doctor")
