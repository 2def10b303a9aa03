"""Pupils, places and contacts: from a folder of files, or typed by people; what is there is never written over."""

from __future__ import annotations

from cme.domain.letter_rows import count
from cme.edges.setup_calls import change_workbook
from cme.edges.sheets import Workbook
from cme.jobs.apply_schema import read_timetable
from scripts._setup.importing import plan_import
from scripts._setup.steps import Found, Task, World


def look(world: World) -> Found:
    """Look at who is there, and at what the files would add; where a line is wrong, none of them is taken."""
    facts = read_timetable(world.google, world.workbook)
    people = {"Staff": facts.staff, "Schools": facts.organisations, "Sessions": facts.sessions, "Pupils": facts.pupils}
    tabs = {**{title: len(rows) for title, rows in people.items()}, "Places": len(facts.places)}
    there = [f"{title}: {count}" for title, count in tabs.items() if count]
    if world.files is None:
        bare = ", ".join(title for title, count in tabs.items() if not count)
        yours = (f"Fill in {bare}, in this order; or give a folder of files, with --files FOLDER",) if bare else ()
        return Found(tuple(there), (), yours)
    found = plan_import(world.files, Workbook(world.google, world.workbook).read(), world.workbook)
    there += found.differs
    if found.wrong:
        return Found(tuple(there), (), (*found.wrong, "Mend these lines; until then no file of the folder is taken"))
    todo = [
        Task(f"Add {count(len(part.rows), 'row', 'rows')} of {part.file} to “{part.tab.title}”", lambda: None)
        for part in found.parts
        if part.rows
    ]
    if todo:
        # All files are one batch, so that nothing is half there.
        todo[0] = Task(todo[0].line, lambda: change_workbook(world.google, world.workbook, found.requests()))
    return Found(tuple(there), tuple(todo))
