"""Keeps an eye on the forms: brought in step when what they should offer changed, looked at every half hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cme.domain.clocks import day_of
from cme.domain.model import Facts, Problem
from cme.edges.google import Google
from cme.edges.sheets import Snapshot
from cme.errors import CmeError
from cme.jobs.pulse import kept_problems


@dataclass(frozen=True, slots=True)
class FormState:
    """What the forms offer now, as a digest, and what is wrong with them; `changed` says that it must be kept."""

    digest: str
    problems: tuple[Problem, ...]
    changed: bool = False


def forms_in_step(google: Google, facts: Facts, snapshot: Snapshot, workbook_id: str, now: datetime) -> FormState:
    """Return the state of the forms, after bringing them in step where their digest differs (docs/decisions/0005)."""
    from cme.jobs.sync_forms import form_digest

    today = day_of(now)
    kept = tuple(kept_problems(snapshot.form_problems))
    if not facts.settings.form_ids or not facts.sessions:
        return FormState(snapshot.digest, kept)
    digest = form_digest(facts, today)
    if digest != snapshot.digest:
        return _sync(google, facts, today, workbook_id, digest)
    if _new_half_hour(snapshot.heartbeat, now):
        # A question that was deleted by hand is made again by the same call.
        looked = _sync(google, facts, today, workbook_id, digest)
        return FormState(looked.digest, looked.problems, changed=looked.problems != kept)
    return FormState(snapshot.digest, kept)


def _new_half_hour(last: datetime | None, now: datetime) -> bool:
    return last is None or int(last.timestamp()) // 1800 != int(now.timestamp()) // 1800


def _sync(google: Google, facts: Facts, today: date, workbook_id: str, digest: str) -> FormState:
    from cme.jobs.sync_forms import sync

    try:
        synced = sync(google, facts, today, workbook_id)
    except CmeError:
        # Nothing is kept, so that the next minute tries again.
        return FormState("", (), changed=False)
    failed = any("could not be brought in step" in problem.what for problem in synced.problems)
    return FormState("" if failed else digest, synced.problems, changed=True)
