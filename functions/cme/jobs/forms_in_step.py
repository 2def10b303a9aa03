"""Keeps an eye on the forms and the tabs: in step at once when what they should offer changed; else one look in turn.

A heartbeat looks at one thing: one form after the other, the tabs, and round again. So each is looked at about every
half hour around sessions, for one read more, and a form that was closed or a tab that is gone is named.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cme.domain.clocks import day_of
from cme.domain.form_plan import FORMS
from cme.domain.model import Facts, Problem
from cme.edges.form_ids import form_ids
from cme.edges.google import Google
from cme.edges.layout import tab_problems, titles_of
from cme.edges.schema import form_wording
from cme.edges.sheets import Snapshot, Workbook
from cme.errors import CmeError
from cme.jobs.pulse import kept_problems

TABS = "tabs"
TURNS = (*FORMS, TABS)


@dataclass(frozen=True, slots=True)
class FormState:
    """What the forms offer now, as a digest, and what is wrong with them; `changed` says that it must be kept."""

    digest: str
    problems: tuple[Problem, ...]
    changed: bool = False


def forms_in_step(
    google: Google, workbook: Workbook, facts: Facts, snapshot: Snapshot, now: datetime, *, closely: bool
) -> FormState:
    """Return the state of the forms, after bringing them in step where their digest differs (decisions 0005, 0012)."""
    from cme.jobs.sync_forms import form_digest

    kept = tuple(kept_problems(snapshot.form_problems))
    unchanged = FormState(snapshot.digest, kept)
    if not facts.settings.form_ids or not facts.sessions:
        return unchanged
    digest = form_digest(facts, day_of(now))
    turns = FORMS if digest != snapshot.digest else (turn(now),) if closely else ()
    try:
        found = _look(google, workbook, facts, snapshot, now, turns)
    except CmeError:
        # Nothing is kept, so that the next minute tries again.
        return unchanged
    problems = (*(problem for problem in kept if _subject(problem) not in turns), *found)
    failed = any("could not be brought in step" in problem.what for problem in found)
    state = "" if failed else digest
    return FormState(state, problems, changed=(state, problems) != (snapshot.digest, kept))


def turn(now: datetime) -> str:
    """Return what the heartbeat of this moment looks at: every five minutes another.

    Outside sessions only every sixth is looked at, and all have their turn because their number shares nothing with 6.
    """
    return TURNS[int(now.timestamp()) // 300 % len(TURNS)]


def _look(
    google: Google, workbook: Workbook, facts: Facts, snapshot: Snapshot, now: datetime, turns: Iterable[str]
) -> tuple[Problem, ...]:
    from cme.jobs.sync_forms import sync

    slugs = [slug for slug in turns if slug != TABS]
    found: tuple[Problem, ...] = ()
    if slugs:
        # A question that was deleted by hand is made again by the same call.
        known = form_ids(snapshot.values.get("form_ids", [])[1:])
        found = sync(google, facts, day_of(now), workbook.id, known, slugs).problems
    if TABS in turns:
        found += tuple(tab_problems(titles_of(workbook.outline())))
    return found


def _subject(problem: Problem) -> str:
    """Return what a problem that was kept is about: one of the turns."""
    titles = {f"form {form_wording(slug).title}": slug for slug in TURNS if slug != TABS}
    return titles.get(problem.where, TABS)
