"""Leads through the whole set-up, one step after the other, and says at the end what is left and for whom."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cme.edges.setup_calls import workbook_id_of
from cme.errors import CmeError
from scripts._apply_schema_words import what_went_wrong
from scripts._deploy.gcloud import Gcloud, run_gcloud
from scripts._options import EndpointAddress
from scripts._setup import book, calendar, cloud, mailbox, people, place, shares, try_it, typed
from scripts._setup.ending import say_ending
from scripts._setup.importing import files_in
from scripts._setup.steps import NOTHING, SIGNED_IN, Step, World, take

STEPS = (
    Step("Google Cloud project", "A few seconds.", cloud.look_at_project, NOTHING),
    Step("The mailbox", "A few minutes, in a browser.", mailbox.look, NOTHING),
    Step("Shared drive and workbook", "A few seconds.", place.look, SIGNED_IN),
    Step("Tabs", "Half a minute.", book.look_at_tabs, SIGNED_IN),
    Step("Archive", "A few seconds.", book.look_at_archive),
    Step("Settings", "What you do not know now, leave empty: it is asked for again.", typed.look),
    Step("People and timetable", "A few seconds.", people.look),
    Step("Calendar", "A few seconds, if you know the terms.", calendar.look),
    Step("Forms", "About a minute.", book.look_at_forms),
    Step("Duty board", "Half a minute.", book.look_at_board),
    Step("Who may open what", "Google writes to nobody about it: tell them yourself.", shares.look),
    Step("What runs", "About ten minutes, most of them for the image.", cloud.look_at_running),
    Step("A test page", "Have the DSL, and the DSL's telephone, beside you.", try_it.look),
)
"""In this order: what only a person can do comes first, because others may have to be asked for it."""
LEFT, WRONG = 1, 2

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(
    workbook: Annotated[
        str, typer.Option(metavar="ID", help="The workbook's id or address, where there is more than one.")
    ] = "",
    endpoint: EndpointAddress = "",
    project: Annotated[str, typer.Option(metavar="ID", help="The Google Cloud project's id.")] = "",
    client: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The file of the client with which the mailbox is signed in.")
    ] = None,
    token_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", envvar="CME_TOKEN_FILE", help="The mailbox's file, where it is signed in."),
    ] = None,
    alert_to: Annotated[
        list[str] | None, typer.Option(metavar="ADDRESS", help="Who hears when it fails; may be given again.")
    ] = None,
    files: Annotated[
        Path | None,
        typer.Option("--files", metavar="FOLDER", help="A folder of CSV files: pupils.csv, places.csv, schools.csv …"),
    ] = None,
    *,
    own_drive: Annotated[
        bool, typer.Option("--own-drive", help="Without a shared drive: the files are the mailbox's own.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do what is to be done without asking.")] = False,
    look: Annotated[bool, typer.Option("--look", help="Say what stands and what is left; change nothing.")] = False,
) -> None:
    """Set everything up, from an empty Workspace to a running system, and go on where it broke off.

    Each step says what stands and what is missing, asks, does it, and looks again. Nothing is kept on this machine:
    it may be stopped at any question and run again, here or elsewhere. What people typed is never changed. It ends
    with 0 where nothing is left, 1 where something is, 2 where it could not go on.
    """
    world = World(
        None, Gcloud(project, run_gcloud) if project else None, endpoint.rstrip("/"), workbook_id_of(workbook)
    )
    world.own_drive, world.yes, world.look_only = own_drive, yes, look
    world.token_file, world.client, world.alert_to = token_file, client, tuple(alert_to or ())
    try:
        if files is not None:
            files_in(files)
            world.files, world.given = files, typed.given_in(files)
        world.connection = mailbox.reach(world, world.cloud)
        left = sum(take(world, number, step) for number, step in enumerate(STEPS, 1))
        say_ending(world, left)
    except CmeError as wrong:
        typer.echo("\n".join(what_went_wrong(wrong, world.workbook, world.endpoint, made=False)), err=True)
        raise typer.Exit(WRONG) from wrong
    except typer.Abort:
        typer.echo("\nStopped. What was done stays; run this again to go on.", err=True)
        raise typer.Exit(LEFT) from None
    raise typer.Exit(LEFT if left else 0)


if __name__ == "__main__":
    app(prog_name="scripts/setup")
