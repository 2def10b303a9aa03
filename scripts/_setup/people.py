"""Pupils, places and contacts: from a folder of files, or typed by people; what is there is never written over."""

from __future__ import annotations

from cme.domain.letter_rows import count
from cme.edges.setup_calls import change_workbook
from cme.edges.sheets import Workbook
from cme.jobs.apply_schema import read_timetable
from scripts._setup.importing import plan_import
from scripts._setup.rows_in import Part
from scripts._setup.steps import Found, World, together


def look(world: World) -> Found:
    """Look at who is there, and at what the files would add; where a line is wrong, none of them is taken."""
    facts = read_timetable(world.google, world.workbook)
    people = {"Staff": facts.staff, "Schools": facts.organisations, "Sessions": facts.sessions, "Pupils": facts.pupils}
    tabs = {**{title: len(rows) for title, rows in people.items()}, "Places": len(facts.places)}
    there = [f"{title}: {number}" for title, number in tabs.items() if number]
    if world.files is None:
        bare = ", ".join(title for title, number in tabs.items() if not number)
        yours = (f"Fill in {bare}, in this order; or give a folder of files, with --files FOLDER",) if bare else ()
        return Found(tuple(there), (), yours)
    found = plan_import(world.files, Workbook(world.google, world.workbook).read(), world.workbook)
    there += found.differs
    if found.wrong:
        return Found(tuple(there), (), (*found.wrong, "Mend these lines; until then no file of the folder is taken"))
    # All files are one batch, so that nothing is half there.
    added = (_added(part) for part in found.parts if part.rows)
    return Found(tuple(there), together(added, lambda: change_workbook(world.google, world.workbook, found.requests())))


def _added(part: Part) -> str:
    return f"Add {count(len(part.rows), 'row', 'rows')} of {part.file} to “{part.tab.title}”"
