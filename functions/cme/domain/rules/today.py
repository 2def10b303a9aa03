"""What the form “Today changed” says: which sessions, what is different, and what takes the place of the plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from cme.domain.calendar import sessions_on
from cme.domain.changed import cancelled_on, on_day
from cme.domain.clocks import day_of, hhmm, instant
from cme.domain.entries import Read
from cme.domain.form_plan import WHOLE_DAY, WHOLE_SITE, option_of_site
from cme.domain.model import Facts, Saw, Session, Severity
from cme.domain.rules.answers import Answers, code_of, note, say, text_of, time_of

WHAT_BY_CHOICE = (
    ("cancelled", Saw.CANCELLED),
    ("moved", Saw.MOVED),
    ("somebody else", Saw.LED_BY),
    ("a trip", Saw.TRIP),
    ("on after all", Saw.GOES_AHEAD),
)
"""How a choice of “What is different?” begins, and what it says: the words behind may change."""
AGAIN = "Send the form again with it."


def read_today(read: Read, answers: Answers, facts: Facts) -> None:
    """Note what is different today, of each session that it is about."""
    day = day_of(read.entry.submitted_at)
    facts = on_day(_before(read, facts), day)
    choice = text_of(answers, "what")
    saw = next((said for begins, said in WHAT_BY_CHOICE if choice.casefold().startswith(begins)), None)
    sessions = _sessions_meant(read, answers, facts, day)
    if saw is None:
        what = f"“{choice[:60]}” is not one of the choices of “What is different?”."
        what = what if choice else "It does not say what is different."
        say(read, "ENT-11", Severity.ERROR, what, "Send it again and choose what is different from the list.")
        return
    for session in sessions:
        read.session = session.code
        _read_one(read, answers, facts, day, session, saw)


def _before(read: Read, facts: Facts) -> Facts:
    """Return the facts as they were known when it was sent: an entry is judged again, and must not answer itself."""
    key = (read.entry.submitted_at, read.entry.key)
    return replace(facts, observations=tuple(o for o in facts.observations if (o.recorded_at, o.entry) < key))


def _sessions_meant(read: Read, answers: Answers, facts: Facts, day: date) -> list[Session]:
    """Return the session that is named, or those of a site or day that are not over; all of them where all are over."""
    typed, sent = text_of(answers, "which"), read.entry.submitted_at
    running = sessions_on(facts, day)
    if _is_several(typed):
        there = [session for session in running if _is_among(session, typed)]
        found = [session for session in there if instant(day, session.end) >= sent] or there
    else:
        found = [session for session in running if session.code == code_of(typed)]
    if not found:
        what = f"There is no “{typed[:60]}” on {day:%a %d/%m/%Y}." if typed else "It does not say which session."
        mend = "Send it again and choose from the list. For another day change the Sessions or Calendar tab."
        say(read, "ENT-1", Severity.ERROR, what, mend)
    elif all(instant(day, session.end) < sent for session in found):
        what = f"It was over, at {hhmm(max(session.end for session in found))}, before the form was sent."
        say(
            read,
            "ENT-14",
            Severity.QUERY,
            what,
            "It comes too late to change anything: tell the schools what happened by telephone.",
        )
    return found


def _is_several(typed: str) -> bool:
    return typed.casefold().startswith((WHOLE_SITE.casefold(), WHOLE_DAY.casefold()))


def _is_among(session: Session, typed: str) -> bool:
    """Return whether a choice of several sessions means this one: as at its site, or as a half of its day."""
    if typed.casefold().startswith(WHOLE_DAY.casefold()):
        return (session.morning or session.code) == code_of(typed[len(WHOLE_DAY) :])
    return option_of_site(session.site).casefold() == typed.casefold()


def _read_one(read: Read, answers: Answers, facts: Facts, day: date, session: Session, saw: Saw) -> None:
    at, why = read.entry.submitted_at, text_of(answers, "why")
    if saw is Saw.MOVED:
        _move(read, answers, day, session, why)
        return
    if saw is Saw.LED_BY:
        _lead(read, answers, facts, why)
        return
    if saw is Saw.GOES_AHEAD and session.code not in cancelled_on(facts, day):
        what = f"{session.code} was not cancelled, so nothing changes."
        say(read, "ENT-14", Severity.QUERY, what, "If another session was meant, send it again for that one.")
    note(read, "", saw, at, reason=why, instead=text_of(answers, "where") if saw is Saw.TRIP else "")
    if saw is Saw.GOES_AHEAD and text_of(answers, "start"):
        _move(read, answers, day, session, why)
    if saw is Saw.TRIP:
        _phone(read, answers, at)
        if not text_of(answers, "phone"):
            what = f"The trip of {session.code} has no telephone, so the lead's own is given."
            say(read, "ENT-14", Severity.QUERY, what, "Ask which telephone is with them, and send it again with it.")


def _move(read: Read, answers: Answers, day: date, session: Session, why: str) -> None:
    """Note the new place, start and end; one start for several sessions cannot be meant."""
    at, where = read.entry.submitted_at, text_of(answers, "where")
    start = time_of(read, answers, "start", day, "at which it begins")
    end = time_of(read, answers, "end", day, "at which it ends")
    if _is_several(text_of(answers, "which")) and (start or end):
        what = "Several sessions, of a whole site or day, were given one time; the time does not count."
        say(read, "ENT-14", Severity.ERROR, what, "Send the form for each session with its own time.")
        start = end = None
    if end is not None and end <= (start or instant(day, session.start)):
        what = f"The new end, {hhmm(end)}, does not lie after the start; it does not count."
        say(read, "ENT-4", Severity.ERROR, what, AGAIN)
        end = None
    if not (where or start or end):
        what = f"{session.code} was moved, but it does not say where or to when, so nothing changes."
        say(read, "ENT-14", Severity.ERROR, what, AGAIN)
        return
    note(read, "", Saw.MOVED, at, reason=why, due=start, instead=where)
    if end is not None:
        note(read, "", Saw.ENDS, at, reason=why, due=end)


def _lead(read: Read, answers: Answers, facts: Facts, why: str) -> None:
    """Note who leads; whoever is not on the staff list leads without a name, and the coordinator is asked instead."""
    at, typed = read.entry.submitted_at, text_of(answers, "lead")
    if not typed:
        say(read, "ENT-14", Severity.ERROR, f"It does not say who leads {read.session}, so nothing changes.", AGAIN)
        return
    code = code_of(typed) if code_of(typed) in facts.staff else ""
    if not code:
        what = f"Whoever leads {read.session} today, “{typed[:60]}”, is not on the staff list."
        say(read, "ENT-14", Severity.QUERY, what, "The coordinator is asked for its register; ring whoever is there.")
    note(read, "", Saw.LED_BY, at, reason=why, instead=code)
    _phone(read, answers, at)


def _phone(read: Read, answers: Answers, at: datetime) -> None:
    if phone := text_of(answers, "phone"):
        note(read, "", Saw.REACHED_AT, at, instead=phone[:40])
