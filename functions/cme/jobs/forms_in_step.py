"""Keeps an eye on the forms: brought in step when what they should offer changed, looked at every half hour.

The same look in the half hour finds tabs that are gone or stand there twice: a read of rows does not show them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cme.domain.clocks import day_of
from cme.domain.model import Facts, Problem
from cme.edges.form_ids import form_ids
from cme.edges.google import Google
from cme.edges.layout import tab_problems, titles_of
from cme.edges.sheets import Snapshot, Workbook
from cme.errors import CmeError
from cme.jobs.pulse import kept_problems


@dataclass(frozen=True, slots=True)
class FormState:
    """What the forms offer now, as a digest, and what is wrong with them; `changed` says that it must be kept."""

    digest: str
    problems: tuple[Problem, ...]
    changed: bool = False


def forms_in_step(
    google: Google, workbook: Workbook, facts: Facts, snapshot: Snapshot, now: datetime, *, closely: bool
) -> FormState:
    """Return the state of the forms, after bringing them in step where their digest differs (docs/decisions/0005)."""
    from cme.jobs.sync_forms import form_digest

    today = day_of(now)
    kept = tuple(kept_problems(snapshot.form_problems))
    if not facts.settings.form_ids or not facts.sessions:
        return FormState(snapshot.digest, kept)
    digest = form_digest(facts, today)
    closely = closely and _new_half_hour(snapshot.heartbeat, now)
    if digest == snapshot.digest and not closely:
        return FormState(snapshot.digest, kept)
    # A question that was deleted by hand is made again by the same call.
    looked = _sync(google, facts, today, workbook, snapshot)
    state = digest if looked is not None and not _failed(looked) else ""
    if looked is None:
        return FormState(snapshot.digest, kept)
    if closely:
        looked += _tabs(workbook)
    else:
        looked += tuple(problem for problem in kept if problem.code.startswith("SHEET"))
    return FormState(state, looked, changed=(state, looked) != (snapshot.digest, kept))


def _new_half_hour(last: datetime | None, now: datetime) -> bool:
    return last is None or int(last.timestamp()) // 1800 != int(now.timestamp()) // 1800


def _sync(
    google: Google, facts: Facts, today: date, workbook: Workbook, snapshot: Snapshot
) -> tuple[Problem, ...] | None:
    from cme.jobs.sync_forms import sync

    known = form_ids(snapshot.values.get("form_ids", [])[1:])
    try:
        return sync(google, facts, today, workbook.id, known).problems
    except CmeError:
        # Nothing is kept, so that the next minute tries again.
        return None


def _failed(problems: tuple[Problem, ...]) -> bool:
    return any("could not be brought in step" in problem.what for problem in problems)


def _tabs(workbook: Workbook) -> tuple[Problem, ...]:
    try:
        return tuple(tab_problems(titles_of(workbook.outline())))
    except CmeError:
        return ()
