"""REG-6 and REG-7: the day's attendance, one report a commissioner, and what has to be corrected in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from cme.domain.calendar import calendar_of, is_school_day, next_school_day
from cme.domain.clocks import day_of, instant
from cme.domain.mark_status import Status
from cme.domain.marks import Mark
from cme.domain.model import Facts, Obligation, State
from cme.domain.reported import Change, basis_of, by_commissioner, changes, digest_of, said_now, told_by, told_rows
from cme.domain.rulebook import LOOK_BACK_DAYS, Moment, rule
from cme.domain.rules.absence import routine_role


@rule("REG-6", clause="5.3", figures=("report_after", "late_from"))
def day_is_over(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """The last session that concerns a commissioner is over: it is told who came, session by session."""
    for code, group in by_commissioner(facts, moment.day).items():
        yield Obligation(
            rule="REG-6",
            day=moment.day,
            organisation=code,
            notice="attendance_report",
            to=routine_role(facts.organisations[code]),
            due=_due(facts, group, moment),
            reason=f"{_expected(group)} today{_late(group, moment)}; here is what is known, session by session.",
            clause="5.3",
            basis=basis_of(group),
            # Attendance is still wanted the next morning, before registers are closed for the week.
            stale_after=instant(moment.day + timedelta(days=1), time(12, 0)),
        )


def _due(facts: Facts, group: list[Mark], moment: Moment) -> datetime:
    last = max(instant(moment.day, mark.place.end) for mark in group)
    after = last + moment.figures.minutes("report_after", moment.day)
    latest = instant(moment.day, facts.settings.report_latest)
    return min(after, max(latest, last))


def _expected(group: list[Mark]) -> str:
    count = len({mark.place.pupil for mark in group if mark.status is not Status.PAUSED})
    return "1 pupil was expected" if count == 1 else f"{count} pupils were expected"


def _late(group: list[Mark], moment: Moment) -> str:
    """Say how many came late: facts for the school, whose own register closes by its own clock."""
    limit = int(moment.figures.value("late_from", moment.day))
    count = len({mark.place.pupil for mark in group if mark.minutes_late >= limit})
    return f", {count} of them {limit} minutes late or more" if count else ""


@rule("REG-7", clause="5.3", figures=("correction_wait", "correction_from", "correction_until"))
def attendance_changed_after_the_report(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """Attendance is known otherwise than it was reported: the commissioner gets a correction that says what changed."""
    wait = moment.figures.minutes("correction_wait", moment.day)
    hours = tuple(moment.figures.clock(name, moment.day) for name in ("correction_from", "correction_until"))
    for code, group in by_commissioner(facts, moment.day).items():
        rows, now = told_rows(facts, moment.day, code), digest_of(said_now(group))
        if any(facts.messages[row.message].state is State.CLAIMED for row in rows):
            continue
        # What was corrected and stands is yielded on: the ledger pays it, and who had no use of it may ask again.
        before = rows[:-1] if rows and rows[-1].step.endswith(f" {now}") else rows
        told = told_by(before, group)
        if told is None or now == told.digest or not (found := changes(group, told)):
            continue
        due = _in_hours(facts, code, min(change.since for change in found) + wait, moment, *hours)
        yield _correction(facts, moment, code, group, found, due, f"{len(before)} {now}")


def _correction(
    facts: Facts, moment: Moment, code: str, group: list[Mark], found: list[Change], due: datetime, step: str
) -> Obligation:
    number = len({change.mark.place.pupil for change in found})
    return Obligation(
        rule="REG-7",
        day=moment.day,
        organisation=code,
        notice="corrected_report",
        to=routine_role(facts.organisations[code]),
        due=due,
        reason=f"Of {number} {'pupil' if number == 1 else 'pupils'} we know otherwise than we reported.",
        clause="5.3",
        # What was told and is so again is news once more; the same news is not told twice.
        step=step,
        basis=basis_of(group),
        stale_after=instant(day_of(due) + timedelta(days=1), time(12, 0)),
    )


def _in_hours(facts: Facts, code: str, at: datetime, moment: Moment, since: time, until: time) -> datetime:
    """Return when somebody is there to read it: then, or when the next school day begins."""
    calendar = calendar_of(facts.organisations[code])
    day = day_of(at)
    if is_school_day(facts, day, calendar) and at <= instant(day, until):
        return max(at, instant(day, since))
    # Nobody looks further back, so it goes by then, into whatever holiday.
    last = moment.day + timedelta(days=LOOK_BACK_DAYS)
    return instant(next_school_day(facts, day, last, calendar), since)
