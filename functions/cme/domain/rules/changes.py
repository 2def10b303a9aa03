"""What the form “One child changed” says: who, what happened, when, and in which of the day's sessions."""

from __future__ import annotations

from datetime import date, datetime

from cme.domain.calendar import places_on
from cme.domain.changed import on_day
from cme.domain.clocks import day_of, instant
from cme.domain.entries import Read
from cme.domain.kinds import NO_ANSWER, REFUSED, visit_of
from cme.domain.model import Facts, Place, Saw, Severity
from cme.domain.rules.answers import Answers, code_of, note, past, say, text_of, time_of
from cme.domain.said import SEEN

SAW_BY_CHOICE = (
    ("i marked it wrong: was", Saw.WAS_HERE),
    ("i marked it wrong: is not", Saw.WAS_NOT_HERE),
    ("arrived", Saw.ARRIVED),
    ("not coming", Saw.NOT_COMING),
    ("taxi late", Saw.TAXI_LATE),
    ("went home", Saw.WENT_HOME),
    ("left without", Saw.LEFT_SITE),
    ("came back", Saw.CAME_BACK),
    ("visit: no answer", Saw.NOT_HERE),
    ("visit: refused", Saw.NOT_HERE),
    ("visit: cancelled", Saw.NOT_COMING),
)
"""How a choice of “What happened?” begins, and what it says: the words behind may change."""
VISIT, FAMILY = "visit: ", "parent or carer"
CORRECTIONS = (Saw.WAS_HERE, Saw.WAS_NOT_HERE)
REST_OF_DAY = (Saw.NOT_COMING, Saw.WENT_HOME)
"""What is about every session that is still to come: who went home at eleven is not missed at one."""


def read_change(read: Read, answers: Answers, facts: Facts) -> None:
    """Note what happened to one child, in each session that it is about."""
    day = day_of(read.entry.submitted_at)
    facts = on_day(facts, day)
    pupil, choice = code_of(text_of(answers, "child")), text_of(answers, "change")
    saw = next((said for begins, said in SAW_BY_CHOICE if choice.casefold().startswith(begins)), None)
    if pupil not in facts.pupils:
        what = f"There is no pupil “{pupil[:40]}”." if pupil else "It does not say which child."
        say(read, "ENT-2", Severity.ERROR, what, "Send it again and choose the child from the list.")
        return
    if saw is None:
        what = f"“{choice[:60]}” is not one of the choices of “What happened?”." if choice else "It does not say what."
        say(read, "ENT-11", Severity.ERROR, what, "Send it again and choose what happened from the list.")
        return
    at = past(read, time_of(read, answers, "time", day, "at which it happened"), "at which it happened")
    due = time_of(read, answers, "due", day, "at which the taxi is due")
    reason, said_by = text_of(answers, "reason"), text_of(answers, "said_by")
    if choice.casefold().startswith(VISIT):
        reason, said_by = _of_visit(saw, choice, reason, said_by)
    for session in _sessions_meant(read, facts, day, pupil, saw, at):
        read.session = session
        note(read, pupil, saw, at, reason=reason, said_by=said_by, due=due)
        if saw is Saw.NOT_HERE and session and _is_visit_to_one(facts, day, session):
            # Whoever stood at the door of the only child has taken the register of that visit.
            note(read, "", Saw.REGISTER, at)


def _of_visit(saw: Saw, choice: str, reason: str, said_by: str) -> tuple[str, str]:
    """Return why a visit came to nothing, and who said so: of a family that called it off, the family did."""
    if saw is Saw.NOT_COMING:
        return ": ".join(part for part in ("visit cancelled by the family", reason) if part), said_by or FAMILY
    why = NO_ANSWER if choice.casefold().startswith("visit: no answer") else REFUSED
    return f"{why} ({reason})" if reason else why, said_by


def _is_visit_to_one(facts: Facts, day: date, session: str) -> bool:
    if not visit_of(facts.sessions[session].kind):
        return False
    return len({place.pupil for place in places_on(facts, day) if place.session == session}) == 1


def _sessions_meant(read: Read, facts: Facts, day: date, pupil: str, saw: Saw, at: datetime) -> list[str]:
    """Return the sessions that a change is about; one that is about none is kept for the whole day."""
    todays: dict[str, Place] = {}
    for place in places_on(facts, day):
        if place.pupil == pupil:
            todays.setdefault(place.session, place)
    if not todays:
        what = f"{pupil} is not expected anywhere on {day:%a %d/%m/%Y}."
        mend = "If the child is here, tell whoever looks after it: it may be looked for. Another child? Send it again."
        if saw in SEEN and facts.pupils[pupil].school in facts.organisations:
            mend = "Its school is told that it is here. Another child? Send “I marked it wrong: is not here” of this."
        if saw is Saw.NOT_COMING:
            mend = "It counts for that day only. If another day was meant, send it again on that day."
        say(read, "ENT-2", Severity.QUERY, what, mend)
        return [""]
    if saw in CORRECTIONS:
        # What was marked wrong was marked before: the latest session that had begun, never one that is to come.
        begun = [code for code, place in todays.items() if instant(day, place.start) <= at]
        return (begun or list(todays)[:1])[-1:]
    ahead = [code for code, place in todays.items() if instant(day, place.end) >= at]
    if saw in REST_OF_DAY:
        return ahead or list(todays)[-1:]
    return (ahead or list(todays)[-1:])[:1]
