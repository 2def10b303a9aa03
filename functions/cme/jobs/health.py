"""Looks whether the system runs: two reads, and nothing written, so that it may be asked at any time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cme.domain.answers import in_force
from cme.domain.clocks import day_of
from cme.domain.figures import Figures
from cme.domain.health import Head, Health, health
from cme.domain.model import Facts, Problem
from cme.domain.wrong_clock import is_wrong
from cme.edges.google import Google
from cme.edges.layout import tab_problems, titles_of
from cme.edges.sheets import Snapshot, Workbook
from cme.jobs.gather import gather
from cme.jobs.pulse import kept_problems
from cme.policy import load_figures

TOKEN = re.compile(r"rev_(\d+)")


def check_health(google: Google, workbook_id: str, now: datetime, figures: Figures | None = None) -> Health:
    """Return how the system stands at `now`; what keeps the workbook from being read is raised."""
    clock = google.http.googles_clock
    clock.begin(now)
    workbook = Workbook(google, workbook_id)
    snapshot = workbook.read()
    gathered = gather(snapshot, workbook_id)
    known = in_force(figures or load_figures(), gathered.recorded.values)
    off = max(clock.off, snapshot.clock_off, key=abs)
    if clock.at is not None and is_wrong(clock.off, now, known):
        now = clock.at
    outline = workbook.outline()
    problems = [*snapshot.problems, *tab_problems(titles_of(outline)), *kept_problems(snapshot.form_problems)]
    problems = [problem for problem in problems if problem != snapshot.version]
    head = Head(
        heartbeat=snapshot.heartbeat,
        heartbeat_due=snapshot.heartbeat_due,
        has_token=_has_token(outline, snapshot.revision),
        is_ours=gathered.ours,
        is_mode_known=gathered.mode_known,
        is_in_step=_is_in_step(gathered.facts, snapshot, now),
        clock_off=off,
        night=snapshot.night,
        strays=snapshot.strays,
        version=snapshot.version,
        problems=_once(problems),
    )
    return health(head, gathered.facts, now, known)


def _once(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple({problem.key: problem for problem in problems}.values())


def _has_token(outline: Mapping[str, Any], revision: int) -> bool:
    """A run may have committed between the two reads, so that a later token is as good."""
    found = (TOKEN.fullmatch(str(named.get("name", ""))) for named in outline.get("namedRanges", ()))
    return any(int(match[1]) >= revision for match in found if match)


def _is_in_step(facts: Facts, snapshot: Snapshot, now: datetime) -> bool:
    from cme.jobs.sync_forms import form_digest

    if not facts.settings.form_ids or not facts.sessions:
        return True
    return form_digest(facts, day_of(now)) == snapshot.digest
