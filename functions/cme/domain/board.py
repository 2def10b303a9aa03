"""The first-minute screens as rows of cells: who is not accounted for, what waits, how each session stands. Pure.

Times are absolute: a row that says 09:45 stays true when the machine stops, and cell A1 says that it stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from cme.domain.calendar import calendar_problems, sessions_on
from cme.domain.clocks import day_of, hhmm
from cme.domain.marks import Mark, Status, marks, registers
from cme.domain.model import Facts, Message, Obligation, Problem, Severity, State

Row = tuple[str, ...]
MISSING = (Status.LEFT_SITE, Status.CONTRADICTORY, Status.NOT_HERE, Status.NOT_ASKED)
SAYS = {
    "absence": "will be told about",
    "register_nudge": "the lead will be reminded of",
    "register_coordinator": "the coordinator will be told of no register in",
    "register_page": "you will be paged: no register in",
    "attendance_report": "will get the day's report",
}


def today(facts: Facts, forecast: Sequence[Obligation], problems: Sequence[Problem], now: datetime) -> list[Row]:
    """Return the first screen: children not accounted for, worst first, then what happens next."""
    day = day_of(now)
    found = marks(facts, day)
    open_ones = sorted((m for m in found if _is_open(m, now)), key=lambda m: (MISSING.index(m.status), m.expected_at))
    taken = registers(facts, day)
    sessions = [s for s in sessions_on(facts, day) if any(m.place.session == s.code for m in found)]
    here = sum(m.status is Status.HERE for m in found)
    mode = "" if facts.settings.mode == "live" else f"  ·  {facts.settings.mode.value.upper()}: nothing is sent"
    rows: list[Row] = [
        (f"{hhmm(now)}  ·  registers in: {len(taken)} of {len(sessions)}  ·  seen: {here} of {len(found)}{mode}",),
        (),
        ("Not accounted for", "Since", "Where", "Last fact", "Told"),
    ]
    rows += [_child(facts, mark) for mark in open_ones] or [("Nobody.",)]
    rows += [(), ("What happens next, unless somebody is seen",)]
    rows += [_next(facts, o) for o in sorted(forecast, key=lambda o: o.due)[:12]] or [("Nothing more today.",)]
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if problems:
        rows += [(), (f"{errors} things to mend and {len(problems) - errors} to confirm: see the tab Problems.",)]
    return rows


def _is_open(mark: Mark, now: datetime) -> bool:
    return mark.status in MISSING and mark.expected_at <= now


def _child(facts: Facts, mark: Mark) -> Row:
    pupil, session = facts.pupils[mark.place.pupil], facts.sessions[mark.place.session]
    fact = mark.status.value
    if mark.status is Status.NOT_HERE and mark.asked_at:
        fact = f"not here when asked at {hhmm(mark.asked_at)}"
    if mark.taxi and mark.taxi.due:
        fact += f"; taxi due {hhmm(mark.taxi.due)}"
    return (
        f"{pupil.code} {pupil.short_name}",
        hhmm(mark.expected_at),
        f"{session.site}, {session.name}",
        fact,
        _told(facts, mark),
    )


def _told(facts: Facts, mark: Mark) -> str:
    said = []
    for row in facts.ledger.values():
        if row.day == mark.day and row.pupil == mark.place.pupil and row.session == mark.place.session:
            message = facts.messages.get(row.message)
            if message and row.rule in ("REG-1", "REG-4"):
                said.append(f"{row.organisation} {message.state.value} {hhmm(message.at)}")
    return "; ".join(said) or "nobody yet"


def _next(facts: Facts, owed: Obligation) -> Row:
    organisation = facts.organisations.get(owed.organisation)
    who = organisation.name if organisation else ""
    session = facts.sessions.get(owed.session)
    about = owed.pupil or (session.name if session else "")
    return (f"{hhmm(owed.due)} {who} {SAYS.get(owed.notice, owed.notice)} {about}".replace("  ", " ").strip(),)


def waiting(facts: Facts, problems: Sequence[Problem], now: datetime) -> list[Row]:
    """Return the second screen: messages that want a person, and errors, oldest first."""
    day = day_of(now)
    rows: list[Row] = [("Waiting for you", "Since", "What", "What to do"), *_messages(facts, day)]
    rows += [(p.where, "", p.what, p.mend) for p in problems if p.severity is Severity.ERROR]
    return rows if len(rows) > 1 else [("Nothing waits.",)]


def _messages(facts: Facts, day: date) -> Iterable[Row]:
    wanted = {
        State.BOUNCED: "Ring them; mend the address.",
        State.UNKNOWN: "Look into the Sent folder; ring them.",
        State.FAILED: "Ring them; mend the address.",
        State.ANSWERED: "Read the reply in the mailbox.",
    }
    todays = sorted((m for m in facts.messages.values() if m.day == day and m.state in wanted), key=lambda m: m.at)
    for message in todays:
        yield f"{message.notice} to {message.organisation}", hhmm(message.at), _state(message), wanted[message.state]


def _state(message: Message) -> str:
    said = " ".join(word for word in message.detail.split() if not word.startswith("mail="))
    return f"{message.state.value}: {said}" if said else message.state.value


def sessions_today(facts: Facts, now: datetime) -> list[Row]:
    """Return the third screen: one line a session."""
    day = day_of(now)
    taken = registers(facts, day)
    rows: list[Row] = [
        ("Session", "Start", "Lead", "Expected", "Here", "Not yet", "Not coming", "Gone", "Register at", "By")
    ]
    for session in sessions_on(facts, day):
        group = [m for m in marks(facts, day) if m.place.session == session.code]
        lead = facts.staff.get(session.lead)
        last = taken[session.code][-1] if session.code in taken else None
        counts = (
            len(group),
            sum(m.status is Status.HERE for m in group),
            sum(m.status in (Status.NOT_HERE, Status.NOT_ASKED, Status.CONTRADICTORY) for m in group),
            sum(m.status is Status.NOT_COMING for m in group),
            sum(m.status in (Status.WENT_HOME, Status.LEFT_SITE) for m in group),
        )
        at = hhmm(last.at) if last else "not yet"
        by = last.by if last else ""
        rows.append((session.name, hhmm(session.start), lead.name if lead else "", *map(str, counts), at, by))
    return rows if len(rows) > 1 else [("No sessions today.",)]


def day_problems(facts: Facts, now: datetime) -> list[Problem]:
    """Return what is wrong with the day itself: a calendar that ends, a child who was here and is not."""
    found = list(calendar_problems(facts, day_of(now)))
    for mark in marks(facts, day_of(now)):
        if mark.status is Status.CONTRADICTORY and mark.asked_at:
            where = f"{mark.place.pupil}, {mark.place.session}"
            what = f"{mark.place.pupil} was here and was not there when asked at {hhmm(mark.asked_at)}."
            mend = "Ask the session's lead now where the child went; if nobody knows, send “left without permission”."
            found.append(Problem("REG-9", Severity.ERROR, where, what, mend))
    return found
