"""What a form's answers mean one by one: texts, codes, times, days; and how problems and observations are noted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from cme.domain.calendar import within
from cme.domain.clocks import dated, day_of, hhmm, instant
from cme.domain.entries import Read
from cme.domain.form_items import FormId
from cme.domain.model import Facts, Observation, Problem, Saw, Severity

Answers = Mapping[str, tuple[FormId, tuple[str, ...]]]
"""The answers of one entry by what their question means."""
CODE = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9_-]*)")
CLOCK_SLACK = timedelta(minutes=2)
"""A phone's clock may be that far ahead."""
OLDEST = timedelta(days=31)
FIRST_HOUR = time(6)
"""Nobody is taught before."""


def say(read: Read, code: str, severity: Severity, what: str, mend: str) -> None:
    """Note a problem, with the form, the time and the session as its place."""
    at = read.entry.submitted_at
    where = f"{read.entry.form} form, sent {dated(at)} {hhmm(at)}" + (f", {read.session}" if read.session else "")
    read.problems.append(Problem(code, severity, where, what, mend))


def note(
    read: Read,
    pupil: str,
    saw: Saw,
    at: datetime,
    *,
    reason: str = "",
    said_by: str = "",
    due: datetime | None = None,
    instead: str = "",
    by: str = "",
) -> None:
    """Note one observation for the entry's day and session; `by` whom, if not by the account that sent it."""
    entry = read.entry
    read.observations.append(
        Observation(
            entry=entry.key,
            day=read.day or day_of(entry.submitted_at),
            session=read.session,
            pupil=pupil,
            saw=saw,
            at=at,
            recorded_at=entry.submitted_at,
            by=by or entry.email,
            reason=reason[:500],
            said_by=said_by[:100],
            due=due,
            instead=instead[:200],
        )
    )


def text_of(answers: Answers, kind: str) -> str:
    """Return the first answer to a question, without the blanks around it; empty where there is none."""
    values = answers[kind][1] if kind in answers else ()
    return values[0].strip() if values else ""


def code_of(option: str) -> str:
    """Return the code at the front of an option such as “P0012 Sam K”: names change, codes do not."""
    found = CODE.match(option)
    return found.group(1) if found else ""


def time_of(read: Read, answers: Answers, kind: str, day: date, what_for: str) -> datetime | None:
    """Return the instant of a time answer; one that cannot be read is a problem, and counts as blank."""
    typed = text_of(answers, kind)
    if not typed:
        return None
    try:
        return instant(day, _by_day(read, time.fromisoformat(typed.zfill(5)).replace(tzinfo=None), what_for))
    except (ValueError, OverflowError):
        mend = "Ask when it was, and send the form again with the time."
        say(read, "ENT-4", Severity.QUERY, f"“{typed[:20]}” cannot be read as the time {what_for}.", mend)
        return None


def _by_day(read: Read, typed: time, what_for: str) -> time:
    """Read ten past one at night as ten past one: a clock of twelve hours was meant, and nobody is here at night."""
    if typed >= FIRST_HOUR:
        return typed
    meant = typed.replace(hour=typed.hour + 12)
    what = f"The time {what_for}, {hhmm(typed)}, is in the night; it counts as {hhmm(meant)}."
    say(read, "ENT-4", Severity.QUERY, what, "Send it again if that is wrong.")
    return meant


def past(read: Read, at: datetime | None, what_for: str) -> datetime:
    """Return when it was: what was typed, or when the form was sent. Nobody has seen the future."""
    sent = read.entry.submitted_at
    if at is None:
        return sent
    if at > sent + CLOCK_SLACK:
        what = f"The time {what_for}, {hhmm(at)}, lies after the form was sent, at {hhmm(sent)}."
        say(read, "ENT-4", Severity.QUERY, what, f"It counts as {hhmm(sent)}. Send it again if that is wrong.")
        return sent
    return at


def day_meant(read: Read, answers: Answers) -> date | None:
    """Return the day that a register is for; None where it cannot be counted: tomorrow has not been seen by anybody."""
    sent = day_of(read.entry.submitted_at)
    typed = text_of(answers, "day")
    if not typed:
        return sent
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        what = f"“{typed[:20]}” cannot be read as a day."
        say(read, "ENT-3", Severity.QUERY, what, f"It counts for {sent:%d/%m/%Y}. Send it again if that is wrong.")
        return sent
    if day == sent:
        return day
    if not within(sent - OLDEST, sent, day):
        what = f"It is for {day:%a} {day:%d/%m/%Y}, " + ("which is yet to come." if day > sent else "too long ago.")
        say(read, "ENT-3", Severity.ERROR, what, "It does not count. Send it again for the right day.")
        return None
    what = f"It is for {day:%a %d/%m/%Y}, before the day on which it was sent."
    mend = "Right for a register from paper; else send it again for the right day. No notice goes late because of it."
    say(read, "ENT-3", Severity.QUERY, what, mend)
    return day


def taken_at(read: Read, answers: Answers, facts: Facts) -> datetime:
    """Return when a register was taken; one from paper without a time counts from its session's start."""
    day = read.day or day_of(read.entry.submitted_at)
    at = time_of(read, answers, "taken_at", day, "at which it was taken")
    if at is None and day != day_of(read.entry.submitted_at):
        start = facts.sessions[read.session].start
        what = f"It is from another day and does not say when it was taken; {hhmm(start)} is assumed."
        say(read, "ENT-4", Severity.QUERY, what, "Send it again with the time if it was taken later.")
        return instant(day, start)
    return past(read, at, "at which it was taken")
