"""The rules on entries, ENT: what a form's answers say, what is wrong with them, and how to mend it. Nothing raises.

What can be understood is kept, whatever else is wrong. An ERROR needs mending before the entry counts; a QUERY counts
already and wants a look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from cme.domain.calendar import places_on, sessions_on
from cme.domain.clocks import day_of, hhmm, instant
from cme.domain.entries import ANSWERS_LIMIT, RawEntry, Read, answers_by_kind
from cme.domain.form_plan import FormId
from cme.domain.model import Facts, Observation, Place, Problem, Saw, Severity

CODE = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9_-]*)")
SAW_BY_CHOICE = (
    ("i marked it wrong: was", Saw.WAS_HERE),
    ("i marked it wrong: is not", Saw.WAS_NOT_HERE),
    ("arrived", Saw.ARRIVED),
    ("not coming", Saw.NOT_COMING),
    ("taxi late", Saw.TAXI_LATE),
    ("went home", Saw.WENT_HOME),
    ("left without", Saw.LEFT_SITE),
    ("came back", Saw.CAME_BACK),
)
"""How a choice of “What happened?” begins, and what it says: the words behind may change."""
ENT = {
    "ENT-1": "a session that does not exist or does not run that day",
    "ENT-2": "a pupil who does not exist, or is not expected",
    "ENT-3": "another day than today",
    "ENT-4": "a time that makes no sense",
    "ENT-5": "the same answers twice",
    "ENT-6": "somebody who is not on the staff list",
    "ENT-7": "somebody else is here",
    "ENT-8": "an answer to a question that the form does not have",
    "ENT-9": "more text than a cell takes",
    "ENT-10": "nobody was ticked",
    "ENT-11": "an answer that cannot be understood",
}
"""Each code and the situation it names; codes are never used again."""


def read_entry(entry: RawEntry, facts: Facts, ids: Mapping[str, FormId], seen: Iterable[RawEntry] = ()) -> Read:
    """Return what one entry says. `seen` are entries of the last minutes, to find one that was sent twice."""
    read = Read(entry, day=day_of(entry.submitted_at))
    _check_text(read)
    _check_questions(read, ids)
    _check_twice(read, seen)
    answers = answers_by_kind(entry, ids)
    if entry.form == "register":
        _read_register(read, answers, facts)
    else:
        _read_change(read, answers, facts)
    _check_who(read, answers, facts)
    return read


def _say(read: Read, code: str, severity: Severity, what: str, mend: str) -> None:
    at = read.entry.submitted_at
    where = f"{read.entry.form} form, sent {at:%d/%m/%Y} {hhmm(at)}" + (f", {read.session}" if read.session else "")
    read.problems.append(Problem(code, severity, where, what, mend))


def _check_text(read: Read) -> None:
    length = sum(len(text) for values in read.entry.answers.values() for text in values)
    if length > ANSWERS_LIMIT:
        read.quarantined = True
        what = f"The answers are {length:,} characters long, more than a cell takes; only the beginning is kept here."
        _say(read, "ENT-9", Severity.ERROR, what, f"Open response {read.entry.response} in the form to read it whole.")


def _check_questions(read: Read, ids: Mapping[str, FormId]) -> None:
    strangers = [question for question in read.entry.answers if question not in ids]
    if strangers:
        what = f"There is an answer to a question that this system did not make ({', '.join(sorted(strangers))[:80]})."
        _say(read, "ENT-8", Severity.QUERY, what, "The answer is kept under Entries. Do not add questions by hand.")


def _check_twice(read: Read, seen: Iterable[RawEntry]) -> None:
    entry = read.entry
    for other in seen:
        apart = abs(entry.submitted_at - other.submitted_at)
        same = other.answers == entry.answers and other.form == entry.form and other.email == entry.email
        if same and other.key != entry.key and apart < timedelta(minutes=5):
            what = f"The same answers were sent at {hhmm(other.submitted_at)} already."
            _say(read, "ENT-5", Severity.QUERY, what, "Nothing needs doing; both are kept and count once.")
            return


def _check_who(read: Read, answers: Mapping[str, tuple[FormId, tuple[str, ...]]], facts: Facts) -> None:
    """A mismatch is a query: a register is never refused because of the phone it came from."""
    read.who = _text(answers, "who")
    known = {person.email.casefold() for person in facts.staff.values()}
    names = {person.name.casefold() for person in facts.staff.values()}
    if read.entry.email.casefold() not in known and read.who.casefold() not in names:
        who = read.who or "nobody named"
        what = f"It came from an account that is not on the staff list, and says it is by {who}."
        _say(read, "ENT-6", Severity.QUERY, what, "Ask who sent it. If they work here, add them to the Staff tab.")


def _text(answers: Mapping[str, tuple[FormId, tuple[str, ...]]], kind: str) -> str:
    values = answers.get(kind, (None, ()))[1]
    return values[0].strip() if values else ""


def _code(text: str) -> str:
    found = CODE.match(text)
    return found.group(1) if found else ""


def _time(read: Read, text: str, day: date, what_for: str) -> datetime | None:
    """Return the instant of a form's time answer; a future or unreadable one is a problem, and counts as blank."""
    if not text:
        return None
    try:
        typed = time.fromisoformat(text.strip().zfill(5))
        at = instant(day, typed.replace(tzinfo=None))
    except ValueError:
        mend = "Ask when it was, and send the form again with the time."
        _say(read, "ENT-4", Severity.QUERY, f"“{text[:20]}” cannot be read as the time {what_for}.", mend)
        return None
    return at


def _past(read: Read, at: datetime | None, what_for: str) -> datetime:
    sent = read.entry.submitted_at
    if at is None:
        return sent
    if at > sent + timedelta(minutes=2):
        what = f"The time {what_for}, {hhmm(at)}, lies after the form was sent, at {hhmm(sent)}."
        _say(read, "ENT-4", Severity.QUERY, what, f"It counts as {hhmm(sent)}. Send it again if that is wrong.")
        return sent
    return at


def _day(read: Read, answers: Mapping[str, tuple[FormId, tuple[str, ...]]]) -> date:
    sent = day_of(read.entry.submitted_at)
    typed = _text(answers, "day")
    if not typed:
        return sent
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        what = f"“{typed[:20]}” cannot be read as a day."
        _say(read, "ENT-3", Severity.QUERY, what, f"It counts for {sent:%d/%m/%Y}. Send it again if that is wrong.")
        return sent
    if day != sent:
        side = "before" if day < sent else "after"
        what = f"It is for {day:%a %d/%m/%Y}, {side} the day on which it was sent."
        mend = (
            "Right for a register from paper; else send it again for the right day. Nobody is told late because of it."
        )
        _say(read, "ENT-3", Severity.QUERY, what, mend)
    return day


def _read_register(read: Read, answers: Mapping[str, tuple[FormId, tuple[str, ...]]], facts: Facts) -> None:
    read.day = _day(read, answers)
    read.session = _session(read, answers)
    if read.session not in facts.sessions:
        what = f"There is no session “{read.session[:40]}”." if read.session else "It does not say which session."
        _say(read, "ENT-1", Severity.ERROR, what, "Send the register again and choose the session from the list.")
        return
    if read.session not in {session.code for session in sessions_on(facts, read.day)}:
        what = f"{read.session} does not run on {read.day:%a %d/%m/%Y}."
        _say(read, "ENT-1", Severity.QUERY, what, "If it did run, say so in the Sessions or Calendar tab.")
    at = _past(
        read, _time(read, _text(answers, "taken_at"), read.day, "at which it was taken"), "at which it was taken"
    )
    _note(read, "", Saw.REGISTER, at)
    _ticks(read, answers.get("present", (None, ()))[1], facts, at)
    other = _text(answers, "other")
    if other:
        what = f"Somebody else is here: {other[:200]}"
        mend = "Find out who, and tell the child's school that the child is here: it may be looking."
        _say(read, "ENT-7", Severity.QUERY, what, mend)


def _session(read: Read, answers: Mapping[str, tuple[FormId, tuple[str, ...]]]) -> str:
    """The section that was answered says which session; the first page only led there."""
    for kind in ("present", "send", "taken_at", "other", "who"):
        meaning = answers.get(kind)
        if meaning and meaning[0].session:
            return meaning[0].session
    return _code(_text(answers, "session") or _text(answers, "which_session"))


def _ticks(read: Read, ticked: Iterable[str], facts: Facts, at: datetime) -> None:
    assert read.day is not None  # noqa: S101 - the caller has read it
    places = {p.pupil: p for p in places_on(facts, read.day) if p.session == read.session}
    here = dict.fromkeys(_code(option) for option in ticked)
    for pupil in here:
        if pupil not in facts.pupils:
            what = f"There is no pupil “{pupil[:40]}”."
            _say(read, "ENT-2", Severity.ERROR, what, "Ask who was meant, and send “One child changed” for that child.")
            continue
        if pupil not in places:
            what = f"{pupil} was ticked but is not expected in {read.session} that day."
            mend = "Tell the child's school that the child is here; add the place if it is meant to be."
            _say(read, "ENT-2", Severity.QUERY, what, mend)
        _note(read, pupil, Saw.SEEN, at)
    for place in places.values():
        if place.pupil not in here and instant(read.day, place.start) <= at:
            _note(read, place.pupil, Saw.NOT_HERE, at)
    if not here and len(places) > 1:
        what = f"Nobody was ticked; {len(places)} were expected."
        _say(read, "ENT-10", Severity.QUERY, what, "If children were there, send the register again with the ticks.")


def _read_change(read: Read, answers: Mapping[str, tuple[FormId, tuple[str, ...]]], facts: Facts) -> None:
    assert read.day is not None  # noqa: S101 - set from the submission
    pupil = _code(_text(answers, "child"))
    choice = _text(answers, "change")
    saw = next((said for begins, said in SAW_BY_CHOICE if choice.casefold().startswith(begins)), None)
    if pupil not in facts.pupils:
        what = f"There is no pupil “{pupil[:40]}”." if pupil else "It does not say which child."
        _say(read, "ENT-2", Severity.ERROR, what, "Send it again and choose the child from the list.")
        return
    if saw is None:
        what = f"“{choice[:60]}” is not one of the choices of “What happened?”." if choice else "It does not say what."
        _say(read, "ENT-11", Severity.ERROR, what, "Send it again and choose what happened from the list.")
        return
    at = _past(read, _time(read, _text(answers, "time"), read.day, "at which it happened"), "at which it happened")
    due = _time(read, _text(answers, "due"), read.day, "at which the taxi is due")
    for session in _sessions_meant(read, facts, pupil, saw, at):
        read.session = session
        _note(read, pupil, saw, at, reason=_text(answers, "reason"), said_by=_text(answers, "said_by"), due=due)


def _sessions_meant(read: Read, facts: Facts, pupil: str, saw: Saw, at: datetime) -> list[str]:
    """Return the sessions that a change is about: all that are left of the day, or the one that runs or comes next."""
    assert read.day is not None  # noqa: S101 - set from the submission
    day = read.day
    todays: dict[str, Place] = {}
    for place in places_on(facts, day):
        if place.pupil == pupil:
            todays.setdefault(place.session, place)
    if not todays:
        what = f"{pupil} is not expected anywhere on {day:%a %d/%m/%Y}."
        mend = "If the child is here, tell the school: it may be looking. If it was another child, send it again."
        _say(read, "ENT-2", Severity.QUERY, what, mend)
        return [""]
    ahead = [code for code, place in todays.items() if instant(day, place.end) >= at]
    if saw is Saw.NOT_COMING:
        return ahead or list(todays)[-1:]
    return (ahead or list(todays)[-1:])[:1]


def _note(
    read: Read, pupil: str, saw: Saw, at: datetime, *, reason: str = "", said_by: str = "", due: datetime | None = None
) -> None:
    assert read.day is not None  # noqa: S101 - every caller has a day
    entry = read.entry
    read.observations.append(
        Observation(
            entry=entry.key,
            day=read.day,
            session=read.session,
            pupil=pupil,
            saw=saw,
            at=at,
            recorded_at=entry.submitted_at,
            by=entry.email,
            reason=reason[:500],
            said_by=said_by[:100],
            due=due,
        )
    )
