"""The end of the set-up: where everything is, and what is left before it runs and before it is live."""

from __future__ import annotations

import typer

from cme.domain.form_plan import FORMS
from cme.edges.schema import form_wording
from cme.edges.setup_calls import see_link
from cme.jobs.apply_duty_board import board_of
from cme.jobs.apply_schema import read_timetable
from scripts._apply_schema_words import FILE, next_steps, placed
from scripts._setup.book import SETTING
from scripts._setup.steps import World

FOLDER = "https://drive.google.com/drive/folders/%s"


def say_ending(world: World, left: int) -> None:
    """Print every address, and what a person does next."""
    stored = world.settings()
    if not stored:
        typer.echo("\nThere is no workbook with tabs yet. Run this again to go on.")
        return
    typer.echo(f"\nThe workbook:\n  {placed(see_link(world.google, world.workbook), world.endpoint)}")
    if board := board_of(stored):
        typer.echo(f"The Duty board:\n  {placed(FILE % board, world.endpoint)}")
    if folder := stored.get(SETTING, ""):
        typer.echo(f"The archive:\n  {placed(FOLDER % folder, world.endpoint)}")
    for slug in FORMS:
        typer.echo(f"The form “{form_wording(slug).title}”:\n  {stored.get(f'{slug} form link', '')}")
    facts = read_timetable(world.google, world.workbook)
    steps = list(next_steps(stored, facts, "scripts/setup"))
    for number, step in enumerate(steps, 1):
        typer.echo(f"{'' if number > 1 else chr(10) + 'Next:' + chr(10)}  {number}. {step}")
    typer.echo(f"\nLeft above: {left}. Run this again when it is done." if left else "\nNo step has anything left.")
