"""REG-6: the day's attendance, one report a commissioner, also when all were there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from cme.domain.clocks import hhmm, instant
from cme.domain.marks import Mark, marks
from cme.domain.model import Facts, Obligation
from cme.domain.rulebook import Moment, rule
from cme.domain.rules.absence import routine_role


@rule("REG-6", clause="5.3", figures=("report_after", "late_from"))
def day_is_over(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """The last session that concerns a commissioner is over: it is told who came, session by session."""
    by_commissioner: dict[str, list[Mark]] = {}
    for mark in marks(facts, moment.day):
        by_commissioner.setdefault(mark.place.commissioner, []).append(mark)
    for code, group in sorted(by_commissioner.items()):
        if code not in facts.organisations:
            continue
        yield Obligation(
            rule="REG-6",
            day=moment.day,
            organisation=code,
            notice="attendance_report",
            to=routine_role(facts.organisations[code]),
            due=_due(facts, group, moment),
            reason=f"{_expected(group)} today{_late(group, moment)}; here is what is known, session by session.",
            clause="5.3",
            basis=f"digest {digest(group)}",
            # Attendance is still wanted the next morning, before registers are closed for the week.
            stale_after=instant(moment.day + timedelta(days=1), time(12, 0)),
        )


def _due(facts: Facts, group: list[Mark], moment: Moment) -> datetime:
    last = max(instant(moment.day, mark.place.end) for mark in group)
    after = last + moment.figures.minutes("report_after", moment.day)
    latest = instant(moment.day, facts.settings.report_latest)
    return min(after, max(latest, last))


def _expected(group: list[Mark]) -> str:
    count = len({mark.place.pupil for mark in group})
    return "1 pupil was expected" if count == 1 else f"{count} pupils were expected"


def _late(group: list[Mark], moment: Moment) -> str:
    """Say how many came late: facts for the school, whose own register closes by its own clock."""
    limit = int(moment.figures.value("late_from", moment.day))
    count = len({mark.place.pupil for mark in group if mark.minutes_late >= limit})
    return f", {count} of them {limit} minutes late or more" if count else ""


def digest(group: list[Mark]) -> str:
    """Return what tells one report's facts from another's: who, where, in which state, from when."""
    lines = (
        f"{m.place.pupil} {m.place.session} {m.status} {hhmm(m.seen_at) if m.seen_at else '-'} "
        f"{m.explained.reason if m.explained else ''}"
        for m in group
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
