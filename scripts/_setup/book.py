"""What lies in the drive beside the workbook: its tabs, the forms, the Duty board, the folder of the archive."""

from __future__ import annotations

from cme.edges.schema import form_wording
from cme.edges.setup_calls import see_today
from cme.edges.shared_drive import FOLDER, make_marked, move, see_marked, see_place
from cme.jobs.apply_duty_board import apply_duty_board, board_of, plan_duty_board
from cme.jobs.apply_schema import apply_forms, apply_settings, apply_workbook, listed, plan, plan_forms, read_timetable
from cme.jobs.form_doors import doors, too_open, unopened
from scripts._setup.steps import Found, World, task, together

ARCHIVE, ARCHIVE_NAME, SETTING = "archive", "Archive", "archive folder"


def look_at_tabs(world: World) -> Found:
    """Look at every tab; what a person renamed or moved is pointed out and left alone."""
    if not world.workbook:
        return Found(people=("First the workbook must be there",))
    found = plan(world.google, world.workbook)
    todo = together(found.lines, lambda: apply_workbook(world.google, world.workbook))
    return Found(() if todo else ("every tab",), todo, found.reports)


def look_at_archive(world: World) -> Found:
    """Look at the folder into which each month goes, apart from the workbook, for the DSL team alone."""
    if folder := world.settings().get(SETTING, "").strip():
        return Found((f"the folder {folder}",))
    line = f"Make the folder “{ARCHIVE_NAME}”, for the months that are over, and write it into Settings"
    return Found(todo=(task(line, lambda: _make_archive(world)),))


def _make_archive(world: World) -> None:
    made = see_marked(world.google, ARCHIVE, FOLDER)
    here = see_place(world.google, world.workbook).folder
    folder = made[0][0] if made else make_marked(world.google, ARCHIVE, FOLDER, ARCHIVE_NAME, here)
    apply_settings(world.google, world.workbook, {SETTING: folder})


def look_at_forms(world: World) -> Found:
    """Look at the forms: made, in step with the workbook, published, and open to those whom they are for."""
    facts, today = read_timetable(world.google, world.workbook), see_today(world.google, world.workbook)
    missing = plan_forms(world.google, world.workbook, facts, today)
    if todo := together(missing, lambda: apply_forms(world.google, world.workbook, facts, today)):
        return Found((), todo)
    found = {slug: doors(world.google, form_id) for slug, form_id in facts.settings.form_ids.items()}
    staff = listed(world.settings(), facts)
    people = [line for slug, stands in found.items() for line in too_open(slug, stands, staff)]
    if any(unopened(slug, stands) for slug, stands in found.items()):
        people.append("Type “domain” on the tab Settings: until then nobody of the staff can fill in a form")
    return Found(tuple(f"“{form_wording(slug).title}”" for slug in found), (), tuple(people))


def look_at_board(world: World) -> Found:
    """Look at the Duty board, the second file, which shows the morning and no flags."""
    board = board_of(world.settings())
    missing = plan_duty_board(world.google, world.workbook, make=True)
    todo = together(missing, lambda: apply_duty_board(world.google, world.workbook, make=True))
    drive = see_place(world.google, world.workbook)
    if drive.drive and not (board and see_place(world.google, board).drive):
        todo += (task("Move the Duty board into the shared drive", lambda: _move_board(world, drive.folder)),)
    return Found((f"the Duty board {board}",) if board else (), todo)


def _move_board(world: World, folder: str) -> None:
    board = board_of(world.settings())
    if see_place(world.google, board).folder != folder:
        move(world.google, board, folder)
