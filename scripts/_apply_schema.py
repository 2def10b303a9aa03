"""Set up a workbook and its forms, or bring them back in step; a second apply changes nothing and says so."""

from __future__ import annotations

from typing import Annotated

import typer

from cme.domain.form_plan import FORMS
from cme.domain.model import Facts
from cme.edges.google import Endpoint, Google, connect
from cme.edges.schema import form_wording
from cme.edges.setup_calls import create_workbook, see_link, see_today, workbook_id_of
from cme.errors import CmeError
from cme.jobs.apply_duty_board import apply_duty_board, board_of, plan_duty_board
from cme.jobs.apply_schema import apply_forms, apply_workbook, plan, plan_forms, read_timetable, stored_settings
from scripts._apply_schema_words import FILE, command, next_steps, placed, what_went_wrong
from scripts._options import EndpointAddress

TITLE = "innov8 absence and CME log"


app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(
    workbook: Annotated[
        str, typer.Option(metavar="ID", help="The workbook's id, or its whole address. Without it, a new one is made.")
    ] = "",
    endpoint: EndpointAddress = "",
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Apply the plan without asking.")] = False,
    duty_board: Annotated[
        bool,
        typer.Option("--duty-board", help="Make the Duty board as well, a second file for whoever runs the morning."),
    ] = False,
) -> None:
    """Set up the workbook and its forms as sheets_schema/ describes them, or bring them back in step.

    It looks first, prints what is missing, and asks before it changes anything. What people typed is never written
    over: a tab that they renamed or a heading that they changed is reported. It may be run again at any time, also
    after it broke off; when nothing is missing it changes nothing and says so.

    With Google it acts as the mailbox whose token CME_TOKEN_FILE names, which must own the workbook.
    """
    this = _SetUp(endpoint.rstrip("/"), workbook_id_of(workbook), yes=yes, duty_board=duty_board)
    try:
        this.run()
    except CmeError as wrong:
        typer.echo("\n".join(what_went_wrong(wrong, this.workbook, this.endpoint, made=this.made)), err=True)
        raise typer.Exit(1) from wrong


class _SetUp:
    """One run of the command: where it goes, which workbook it is about, and whether that was made by this run."""

    def __init__(self, endpoint: str, workbook: str, *, yes: bool, duty_board: bool) -> None:
        self.endpoint, self.workbook, self.yes, self.made = endpoint, workbook, yes, False
        self.duty_board = duty_board

    def run(self) -> None:
        """Look, say what is missing, ask, do it, and say what comes next."""
        google = connect(Endpoint(self.endpoint))
        if not self.workbook:
            self._agree(f"Make a new workbook “{TITLE}” and its {len(FORMS)} forms?")
            self.workbook, self.made, self.yes = create_workbook(google, TITLE), True, True
            typer.echo(f"Made the workbook {self.workbook}")
        found = plan(google, self.workbook)
        wanted = list(found.lines)
        if not found.first:
            # What an older version holds must be brought forward before it can be read for anything else.
            wanted += _plan_forms(google, self.workbook)
            wanted += plan_duty_board(google, self.workbook, make=self.duty_board)
        for line in wanted:
            typer.echo(f"  to do: {line}")
        if wanted:
            self._agree("Do this?")
        tabs = apply_workbook(google, self.workbook)
        facts = read_timetable(google, self.workbook)
        forms = apply_forms(google, self.workbook, facts, see_today(google, self.workbook))
        duty = apply_duty_board(google, self.workbook, make=self.duty_board)
        done = [line for line in (*tabs.done, *forms.done, *duty.done) if line not in wanted]
        typer.echo("Done." if wanted or done else "Nothing to do: everything is as it should be.")
        for line in done:
            typer.echo(f"  {line}")
        for report in (*tabs.reports, *forms.reports, *duty.reports):
            typer.echo(f"  please look: {report}")
        self._tell_where(google, facts)

    def _agree(self, question: str) -> None:
        try:
            agreed = self.yes or typer.confirm(question)
        except typer.Abort as nobody:
            typer.echo("\nNobody answered, so nothing was changed. --yes applies the plan without asking.", err=True)
            raise typer.Exit(1) from nobody
        if not agreed:
            typer.echo("Nothing was changed.")
            raise typer.Exit(1)

    def _tell_where(self, google: Google, facts: Facts) -> None:
        stored = stored_settings(google, self.workbook)
        typer.echo(f"\nThe workbook, id {self.workbook}:\n  {placed(see_link(google, self.workbook), self.endpoint)}")
        for slug in FORMS:
            typer.echo(f"The form “{form_wording(slug).title}”:\n  {stored.get(f'{slug} form link', '')}")
        if board := board_of(stored):
            typer.echo(f"The Duty board, id {board}:\n  {placed(FILE % board, self.endpoint)}")
        for number, step in enumerate(next_steps(stored, facts, command(self.workbook, self.endpoint)), 1):
            typer.echo(f"{'' if number > 1 else chr(10) + 'Next:' + chr(10)}  {number}. {step}")


def _plan_forms(google: Google, workbook: str) -> list[str]:
    """Plan the forms from a workbook that can be read already; of a new one only that they must be made."""
    if not stored_settings(google, workbook):
        return [f"Make the form “{form_wording(slug).title}”" for slug in FORMS]
    return plan_forms(google, workbook, read_timetable(google, workbook), see_today(google, workbook))


if __name__ == "__main__":
    app(prog_name="scripts/apply_schema")
