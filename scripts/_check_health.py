"""Says whether the system runs, for a person or for another program; it changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated

import typer

from cme.domain.model import Severity
from cme.edges.google import Endpoint, connect
from cme.edges.setup_calls import see_now, workbook_id_of
from cme.errors import CmeError, EdgeError
from cme.jobs.health import check_health
from scripts._apply_schema_words import what_went_wrong
from scripts._options import EndpointAddress, WorkbookId

WELL, LOOK, WRONG = 0, 1, 2

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(
    workbook: WorkbookId,
    endpoint: EndpointAddress = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of sentences.")] = False,
) -> None:
    """Say whether the system runs: its last good run, lost messages, tabs and forms, the calendar, a pause.

    It ends with 0 where all is well, 1 where something is to be looked at, 2 where something is wrong or nothing could
    be found out. The time is Google's, or the sandbox's, so that the clock of this machine does not matter.
    """
    workbook_id = workbook_id_of(workbook)
    try:
        google = connect(Endpoint(endpoint.rstrip("/")))
        health = check_health(google, workbook_id, see_now(google, workbook_id))
    except CmeError as wrong:
        said = f"It could not be found out. {' '.join(_why(wrong, workbook_id, endpoint))}"
        typer.echo(json.dumps({"well": False, "error": said}, ensure_ascii=False) if as_json else said, err=not as_json)
        raise typer.Exit(WRONG) from wrong
    typer.echo(json.dumps(health.facts, ensure_ascii=False, indent=2) if as_json else "\n".join(health.sentences))
    severities = {problem.severity for problem in health.problems}
    raise typer.Exit(WRONG if Severity.ERROR in severities else LOOK if severities else WELL)


def _why(wrong: CmeError, workbook: str, endpoint: str) -> Iterable[str]:
    """Google's own words may quote a cell, so that they are left out."""
    if isinstance(wrong, EdgeError) and wrong.status not in (0, 403, 404):
        return (f"Google does not do it ({wrong.brief}). Try again in a minute.",)
    return what_went_wrong(wrong, workbook, endpoint, made=False)


if __name__ == "__main__":
    app(prog_name="scripts/check_health")
