"""The rules on entries, ENT: what a form's answers say, what is wrong with them, and how to mend it. Nothing raises.

What can be understood is kept, whatever else is wrong. An ERROR needs mending before the entry counts; a QUERY counts
already and wants a look.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from cme.domain.calendar import places_on, sessions_on
from cme.domain.changed import cancelled_on, on_day
from cme.domain.clocks import day_of, hhmm, instant
from cme.domain.entries import ANSWERS_LIMIT, RawEntry, Read, answers_by_kind, units, written
from cme.domain.form_items import FormId
from cme.domain.form_plan import OPEN_FORMS
from cme.domain.halves import afternoon_of
from cme.domain.marks import registers
from cme.domain.model import Facts, Place, Saw, Severity
from cme.domain.pauses import is_place_paused
from cme.domain.rules.actions import read_action
from cme.domain.rules.answers import Answers, code_of, day_meant, note, say, taken_at, text_of
from cme.domain.rules.changes import read_change
from cme.domain.rules.concerns import read_concern
from cme.domain.rules.school_answers import read_school_answer
from cme.domain.rules.today import read_today

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
    "ENT-12": "the registers of two sessions in one",
    "ENT-13": "an entry that could not be read at all",
    "ENT-14": "a change of today that changes nothing",
    "ENT-15": "the morning's section in the afternoon",
    "ENT-17": "a concern about a child who is not on the list, or without words",
    "ENT-16": "an action about nothing, or without the words that others need",
    "ENT-18": "an answer from a school to none of our messages",
    "ENT-19": "a word about a case that cannot count, or wants more words",
    "ENT-20": "a word about a message that went to the wrong people, which cannot count as it is",
}
"""Each code and the situation it names; codes are never used again."""
TWICE_WITHIN = timedelta(minutes=5)


def read_entry(entry: RawEntry, facts: Facts, ids: Mapping[str, FormId], seen: Iterable[RawEntry] = ()) -> Read:
    """Return what one entry says. `seen` are entries of the last minutes, to find one that was sent twice."""
    read = Read(entry, day=day_of(entry.submitted_at))
    try:
        _read(read, facts, ids, seen)
    except Exception as wrong:
        # One entry must never stop the rest, nor pass in silence.
        what = f"This entry could not be read ({type(wrong).__name__}); what it said so far is kept."
        mend = f"Open response {entry.response} in the form, do by hand what it says, and report this."
        say(read, "ENT-13", Severity.ERROR, what, mend)
    return read


def _read(read: Read, facts: Facts, ids: Mapping[str, FormId], seen: Iterable[RawEntry]) -> None:
    _check_length(read)
    _check_questions(read, ids)
    _check_twice(read, seen)
    every = _of_one_session(read, ids) if read.entry.form == "register" else read.entry
    answers = answers_by_kind(every, ids)
    if read.entry.form not in OPEN_FORMS:
        _check_who(read, answers, facts)
    reads = {"register": _read_register, "today": read_today, "action": read_action, "concern": read_concern}
    reads["answer"] = read_school_answer
    reads.get(read.entry.form, read_change)(read, answers, facts)


def _check_length(read: Read) -> None:
    length = units(written(read.entry.answers))
    if length > ANSWERS_LIMIT:
        read.quarantined = True
        what = f"The answers are {length:,} characters long, more than a cell takes; only the beginning is kept here."
        say(read, "ENT-9", Severity.ERROR, what, f"Open response {read.entry.response} in the form to read it whole.")


def _check_questions(read: Read, ids: Mapping[str, FormId]) -> None:
    strangers = [question for question in read.entry.answers if question not in ids]
    if strangers:
        what = f"There is an answer to a question that this system did not make ({', '.join(sorted(strangers))[:80]})."
        say(read, "ENT-8", Severity.QUERY, what, "The answer is kept under Entries. Do not add questions by hand.")


def _check_twice(read: Read, seen: Iterable[RawEntry]) -> None:
    entry = read.entry
    for other in seen:
        same = other.form == entry.form and other.email == entry.email and other.answers == entry.answers
        if same and other.key != entry.key and abs(entry.submitted_at - other.submitted_at) < TWICE_WITHIN:
            what = f"The same answers were sent at {hhmm(other.submitted_at)} already."
            say(read, "ENT-5", Severity.QUERY, what, "Nothing needs doing; both are kept and count once.")
            return


def _check_who(read: Read, answers: Answers, facts: Facts) -> None:
    """A mismatch is a query: a register is never refused because of the phone it came from."""
    read.who = text_of(answers, "who")
    known = {person.email.casefold() for person in facts.staff.values() if person.email}
    names = {person.name.casefold() for person in facts.staff.values() if person.name}
    if read.entry.email.casefold() not in known and read.who.casefold() not in names:
        who = read.who[:80] or "nobody named"
        what = f"It came from an account that is not on the staff list, and says it is by {who}."
        say(read, "ENT-6", Severity.QUERY, what, "Ask who sent it. If they work here, add them to the Staff tab.")


def _of_one_session(read: Read, ids: Mapping[str, FormId]) -> RawEntry:
    """Leave one session's section where two were answered: the chosen one, else the one with the most ticks."""
    entry = read.entry
    sections: dict[str, int] = {}
    chosen = ""
    for question, values in entry.answers.items():
        meaning = ids.get(question)
        if meaning and meaning.session:
            sections[meaning.session] = sections.get(meaning.session, 0) + len(values)
        elif meaning and meaning.kind == "which_session" and values:
            chosen = code_of(values[0])
    if len(sections) < 2:
        return entry
    kept = chosen if chosen in sections else max(sections, key=lambda code: (sections[code], code))
    others = ", ".join(sorted(set(sections) - {kept}))
    what = f"It answers for {kept} and also for {others}; only {kept} is counted."
    say(read, "ENT-12", Severity.ERROR, what, f"Send a register of its own for {others}.")
    answers = {q: v for q, v in entry.answers.items() if q not in ids or ids[q].session in ("", kept)}
    return RawEntry(entry.form, entry.response, entry.submitted_at, entry.email, answers)


def _read_register(read: Read, answers: Answers, facts: Facts) -> None:
    read.session = _session(answers)
    day = day_meant(read, answers)
    if day is None:
        return
    read.day, facts = day, on_day(facts, day)
    if read.session not in facts.sessions:
        what = f"There is no session “{read.session[:40]}”." if read.session else "It does not say which session."
        say(read, "ENT-1", Severity.ERROR, what, "Send the register again and choose the session from the list.")
        return
    if read.session not in {session.code for session in sessions_on(facts, day)}:
        what = f"{read.session} does not run on {day:%a %d/%m/%Y}."
        say(read, "ENT-1", Severity.QUERY, what, "If it did run, say so in the Sessions or Calendar tab.")
    at = taken_at(read, answers, facts)
    _check_half(read, facts, at)
    note(read, "", Saw.REGISTER, at)
    places = {p.pupil: p for p in places_on(facts, day) if p.session == read.session}
    _ticks(read, answers["present"][1] if "present" in answers else (), facts, places, at)
    other = text_of(answers, "other")
    if other:
        mend = "Find out who, and send “One child changed”, arrived: its school may be looking, and is told."
        say(read, "ENT-7", Severity.QUERY, f"Somebody else is here: {other[:200]}", mend)


def _check_half(read: Read, facts: Facts, at: datetime) -> None:
    """A second register in the morning's section, taken in the afternoon, is the afternoon's: the thumb had a habit."""
    day, half = read.day or day_of(at), afternoon_of(facts.sessions, read.session)
    before = (read.entry.submitted_at, read.entry.key)
    earlier = [o for o in registers(facts, day).get(read.session, ()) if (o.recorded_at, o.entry) < before]
    if half is None or not earlier or not instant(day, half.start) <= at <= instant(day, half.end):
        return
    what = f"The morning's section was sent at {hhmm(at)}, after the afternoon began; it counts for {half.code}."
    read.session = half.code
    say(read, "ENT-15", Severity.QUERY, what, "Choose the afternoon the next time; if the morning was meant, say when.")


def _session(answers: Answers) -> str:
    """The section that was answered says which session; the first page only led there."""
    for kind in ("present", "send", "taken_at", "other", "who"):
        meaning = answers.get(kind)
        if meaning and meaning[0].session:
            return meaning[0].session
    return code_of(text_of(answers, "session") or text_of(answers, "which_session"))


def _ticks(read: Read, ticked: Iterable[str], facts: Facts, places: Mapping[str, Place], at: datetime) -> None:
    day = read.day or day_of(at)
    here = dict.fromkeys(code_of(option) for option in ticked)
    for pupil in here:
        if pupil not in facts.pupils:
            what = f"There is no pupil “{pupil[:40]}”."
            say(read, "ENT-2", Severity.ERROR, what, "Ask who was meant, and send “One child changed” for that child.")
            continue
        if pupil not in places:
            what = f"{pupil} was ticked but is not expected in {read.session} that day."
            mend = "Tell the child's school that the child is here; add the place if it is meant to be."
            say(read, "ENT-2", Severity.QUERY, what, mend)
        note(read, pupil, Saw.SEEN, at)
    due = (place for place in places.values() if not is_place_paused(facts, place, day))
    asked = [place.pupil for place in due if instant(day, place.start) <= at]
    for pupil in asked:
        if pupil not in here:
            note(read, pupil, Saw.NOT_HERE, at)
    if not here and len(asked) > 1 and read.session not in cancelled_on(facts, day):
        what = f"Nobody was ticked; {len(asked)} were expected by then."
        say(read, "ENT-10", Severity.QUERY, what, "If children were there, send the register again with the ticks.")
