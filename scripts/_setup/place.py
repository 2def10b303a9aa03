"""The shared drive and the workbook in it: found where they are there, else made or moved in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from cme.edges.shared_drive import (
    SPREADSHEET,
    Place,
    make_drive,
    make_marked,
    move,
    put_mark,
    see_drives,
    see_mark,
    see_marked,
    see_place,
)
from cme.errors import Refused, SetupError
from scripts._setup.steps import Found, Task, World, task

DRIVE = TITLE = "innov8 absence and CME log"
WORKBOOK = "workbook"
FORBIDDEN = 403
ALLOW = (
    "An administrator allows it in the admin console under Apps > Google Workspace > Drive and Docs > Sharing settings "
    "> Shared drive creation. Or run this with --own-drive: then the files are the mailbox's own, and its account must "
    "never be deleted."
)


def look(world: World) -> Found:
    """Look for the drive and the workbook; the workbook's id is kept for the steps that follow."""
    world.workbook = world.workbook or _marked(world)
    there = [f"the workbook {world.workbook}"] if world.workbook else []
    if world.own_drive:
        return Found(tuple(there), tuple(_own(world)))
    place = see_place(world.google, world.workbook) if world.workbook else Place("", "")
    drive = place.drive or _drive(world)
    there = [f"the shared drive “{DRIVE}”", *there] if drive else there
    return Found(tuple(there), tuple(_todo(world, place, drive)))


def _marked(world: World) -> str:
    found = see_marked(world.google, WORKBOOK, SPREADSHEET)
    if len(found) > 1:
        which = "; ".join(f"“{name}” {id_}" for id_, name in found)
        raise SetupError(f"There is more than one workbook: {which}.", mend="Say which, with --workbook ID.")
    return found[0][0] if found else ""


def _drive(world: World) -> str:
    found = see_drives(world.google, DRIVE)
    if len(found) > 1:
        what = f"There are {len(found)} shared drives “{DRIVE}”."
        raise SetupError(what, mend="Rename or delete, in Google Drive, those that are not to be used.")
    return found[0] if found else ""


def _own(world: World) -> Iterator[Task]:
    if not world.workbook:
        yield task(f"Make the workbook “{TITLE}” in the mailbox's own Drive", lambda: _make(world, ""))
    elif see_mark(world.google, world.workbook) != WORKBOOK:
        yield _mark(world)


def _todo(world: World, place: Place, drive: str) -> Iterator[Task]:
    if not drive:
        yield task(f"Make the shared drive “{DRIVE}”", lambda: _make_drive(world))
    if not world.workbook:
        yield task(f"Make the workbook “{TITLE}” in it", lambda: _make(world, _drive(world)))
        return
    if see_mark(world.google, world.workbook) != WORKBOOK:
        yield _mark(world)
    if not place.drive:
        yield task("Move the workbook into it", lambda: move(world.google, world.workbook, _drive(world)))


def _mark(world: World) -> Task:
    return task(
        "Mark the workbook, so that it is found again", lambda: put_mark(world.google, world.workbook, WORKBOOK)
    )


def _make_drive(world: World) -> None:
    # One a day and mailbox at the most: a run that was cut short and comes again makes no second one.
    request = f"cme-{world.mailbox}-{datetime.now(UTC):%Y-%m-%d}"
    try:
        make_drive(world.google, DRIVE, request)
    except Refused as refused:
        if refused.status == FORBIDDEN:
            raise SetupError("Google does not let the mailbox make a shared drive.", mend=ALLOW) from refused
        raise


def _make(world: World, folder: str) -> None:
    world.workbook = make_marked(world.google, WORKBOOK, SPREADSHEET, TITLE, folder)
