"""Set up a workbook and its forms, or bring them back in step; a second apply changes nothing and says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Annotated

import typer

from cme.edges.google import Endpoint, Google, connect
from cme.edges.setup_calls import create_workbook, see_link, see_today
from cme.errors import CmeError
from cme.jobs.apply_schema import (
    Outcome,
    apply_forms,
    apply_workbook,
    plan,
    plan_forms,
    read_timetable,
    stored_settings,
)
from cme.jobs.sync_forms import FORMS

TITLE = "innov8 absence and CME log"


def main(
    workbook: Annotated[str, typer.Option(help="The id of the workbook; empty makes a new one.")] = "",
    endpoint: Annotated[str, typer.Option(help="The sandbox's address; empty is Google.")] = "",
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Apply without asking.")] = False,
) -> None:
    """Plan, ask, apply; print what was done, the ids and the links."""
    try:
        google = connect(Endpoint(endpoint.rstrip("/")) if endpoint else None)
        _run(google, workbook, yes=yes)
    except CmeError as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(1) from wrong


def _run(google: Google, workbook: str, *, yes: bool) -> None:
    if not workbook:
        if not yes and not typer.confirm(f"Make a new workbook “{TITLE}” and two forms?"):
            raise typer.Exit(1)
        workbook = create_workbook(google, TITLE)
        typer.echo(f"Made the workbook {workbook}")
        yes = True
    found = plan(google, workbook)
    wanted = [*_grouped(step.what for step in found.steps), *plan_forms(google, workbook)]
    for line in wanted:
        typer.echo(f"  to do: {line}")
    if wanted and not yes and not typer.confirm("Apply this?"):
        raise typer.Exit(1)
    outcomes = [apply_workbook(google, workbook)]
    outcomes.append(apply_forms(google, workbook, read_timetable(google, workbook), see_today(google, workbook)))
    _tell(outcomes, google, workbook)


def _grouped(steps: Iterable[str]) -> list[str]:
    """Return the steps, many small ones of a kind as one line."""
    kinds = Counter(what.split()[0] for what in steps)
    words = {"Add": "tabs, columns or settings to add", "Write": "headings and labelled cells to write"}
    words |= {"Format": "columns to format", "Offer": "lists of choices to offer"}
    words |= {
        "Set": "widths and properties to set",
        "Wrap": "columns to wrap",
        "Protect": "tabs to protect",
        "Colour": "highlights to add",
    }
    words |= {"Name": "ranges to name", "Delete": "empty tab to delete", "Widen": "tabs to widen"}
    return [f"{number} {words.get(kind, kind)}" for kind, number in kinds.items()]


def _tell(outcomes: list[Outcome], google: Google, workbook: str) -> None:
    done = [line for outcome in outcomes for line in outcome.done]
    typer.echo(f"{len(done)} things were done." if done else "Nothing to do: everything is as it should be.")
    for report in (report for outcome in outcomes for report in outcome.reports):
        typer.echo(f"  please look: {report}")
    stored = stored_settings(google, workbook)
    link = see_link(google, workbook)
    if base := google.http.endpoint.base:
        link = link.replace("https://docs.google.com", base)
    typer.echo(f"workbook  {workbook}\n          {link}")
    for slug in FORMS:
        typer.echo(f"{slug:<9} {stored.get(f'{slug} form id', '')}\n          {stored.get(f'{slug} form link', '')}")


if __name__ == "__main__":
    typer.run(main)
