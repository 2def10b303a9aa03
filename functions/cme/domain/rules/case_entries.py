"""What the second page of the form “I have it” says of a case: what was decided, tried or heard, and by whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from cme.domain.case_events import Did, Event
from cme.domain.case_steps import why_not
from cme.domain.cases import fold
from cme.domain.clocks import day_of
from cme.domain.entries import Read
from cme.domain.model import Facts, Role, Saw, Severity
from cme.domain.rules.answers import Answers, code_of, note, past, say, text_of, time_of
from cme.domain.said_by import account_of

DID_BY_CHOICE = (
    ("tried to find", Did.TRIED),
    ("the child was seen", Did.LOCATED),
    ("absent", Did.ABSENT),
    ("missing: nobody", Did.MISSING),
    ("missing education is suspected", Did.SUSPECTED),
    ("no case", Did.NO_CASE),
    ("the roll is confirmed: on", Did.ON_ROLL),
    ("the roll is confirmed: no", Did.OFF_ROLL),
    ("the roll is confirmed: educated", Did.HOME_EDUCATED),
    ("the school has referred", Did.SCHOOL_REFERRED),
    ("we referred to the authority", Did.REFERRED),
    ("we referred to social care", Did.SOCIAL_CARE),
    ("the school or the authority has it", Did.HAS_IT),
    ("the authority says", Did.CONFIRMED),
    ("not referred", Did.DECLINED),
    ("i agree", Did.COUNTERSIGNED),
    ("a task is done", Did.TASK_DONE),
    ("a task", Did.TASK),
    ("closed", Did.CLOSED),
    ("a note", Did.NOTED),
)
"""How a choice of “What about the case?” begins, and what it says: the words behind may change."""
ANYBODY = frozenset({Did.TRIED, Did.LOCATED, Did.NOTED, Did.TASK_DONE})
"""What anybody on the staff may say; everything else is the DSL's or the deputy's word."""
ENDS_A_PAGE = {
    Did.LOCATED: Saw.LOCATED,
    Did.REFERRED: Saw.REFERRED,
    Did.SOCIAL_CARE: Saw.REFERRED,
    Did.SCHOOL_REFERRED: Saw.HANDED_OVER,
    Did.HAS_IT: Saw.HANDED_OVER,
}
"""What is said of a case and says of a page about the child that it is settled."""
WANTS = {
    Did.ON_ROLL: "who confirmed it",
    Did.OFF_ROLL: "who confirmed it",
    Did.HOME_EDUCATED: "who confirmed it",
    Did.TRIED: "how, whom, and what came of it",
    Did.LOCATED: "where, and by whom",
    Did.SCHOOL_REFERRED: "when, and the reference",
    Did.REFERRED: "when, and the reference",
    Did.SOCIAL_CARE: "to whom, and the reference",
    Did.HAS_IT: "who has it",
    Did.CONFIRMED: "who says so",
    Did.TASK: "what is to be done",
    Did.TASK_DONE: "which task",
    Did.NOTED: "what there is to note",
}
"""What words each of these wants; without them it counts, and whoever sent it is asked."""
FARTHEST = timedelta(days=366)


def read_case(read: Read, answers: Answers, facts: Facts) -> None:
    """Keep what is said of a child's case; what cannot count is kept as a note, and says why."""
    pupil, choice = code_of(text_of(answers, "about")), text_of(answers, "case")
    if pupil not in facts.pupils:
        typed = text_of(answers, "about")[:60]
        what = f"“{typed}” is no child, so nobody knows whose case is meant."
        say(read, "ENT-19", Severity.ERROR, what, "Send it again and choose the child first.")
        return
    did = next((did for begins, did in DID_BY_CHOICE if choice.casefold().startswith(begins)), None)
    if did is None:
        what = f"“{choice[:60]}” is not one of the choices of “What about the case?”; it is kept as a note."
        say(read, "ENT-19", Severity.ERROR, what, "Send it again and choose from the list.")
        did = Did.NOTED
    event = _judged(read, _event(read, answers, pupil, did, facts), facts)
    read.events.append(event)
    if event.did in ENDS_A_PAGE:
        # What ends the search ends the page about the same child as well.
        words = event.words or event.evidence
        note(read, pupil, ENDS_A_PAGE[event.did], event.at, reason=words, said_by=read.who)


def _event(read: Read, answers: Answers, pupil: str, did: Did, facts: Facts) -> Event:
    sent = read.entry.submitted_at
    at = past(read, time_of(read, answers, "time", day_of(sent), "at which it was done"), "at which it was done")
    person = account_of(read.entry.email, facts)
    return Event(
        pupil=pupil,
        did=did,
        at=at,
        recorded_at=sent,
        words=text_of(answers, "case_words")[:1_000],
        reason=text_of(answers, "case_reason")[:1_000],
        evidence=text_of(answers, "case_evidence")[:300],
        by=person.code if person else read.entry.email,
        owner=text_of(answers, "case_owner")[:100],
        due=_due(read, answers),
        source=read.entry.key,
    )


def _due(read: Read, answers: Answers) -> date | None:
    typed = text_of(answers, "case_due")
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = None
    sent = day_of(read.entry.submitted_at)
    if day is None or not sent <= day <= sent + FARTHEST:
        what = f"“{typed[:20]}” cannot be the day by which a task is done; it counts for the next day."
        say(read, "ENT-3", Severity.QUERY, what, "Send it again with the right day.")
        return None
    return day


def _judged(read: Read, event: Event, facts: Facts) -> Event:
    """Return an event as it counts: by somebody who may say it, whole, and of a case at such a step."""
    why, mend = _refused(event, facts)
    if why:
        say(read, "ENT-19", Severity.ERROR, f"“{event.did.value}”: {why} It is kept as a note.", mend)
        said = f"[{event.did.value}] {event.words}".strip()
        return replace(event, did=Did.NOTED, words=said)
    if event.did in WANTS and not (event.words or event.evidence):
        what = f"“{event.did.value}” does not say {WANTS[event.did]}. It counts."
        say(read, "ENT-19", Severity.QUERY, what, "Send a note about the child with the words.")
    return event


def _refused(event: Event, facts: Facts) -> tuple[str, str]:
    # As it was when it was sent: an entry is read again, and what it did itself must not speak against it.
    before = (e for e in facts.events if e.source != event.source and e.recorded_at <= event.recorded_at)
    case = next((case for case in fold(before) if case.is_open and case.pupil == event.pupil), None)
    team = {code for code, person in facts.staff.items() if Role.INNOV8_DSL in person.roles}
    if event.did not in ANYBODY and event.by not in team:
        return "only the DSL or the deputy says that.", "Tell the DSL, who sends it."
    if not event.is_whole:
        return "it does not say the outcome, the reason and what shows it.", "Send it again with all that is asked."
    if event.did is Did.COUNTERSIGNED:
        declined = case.last(Did.DECLINED) if case else None
        if declined is None:
            return "nobody has decided not to refer.", "Nothing needs doing."
        if declined.by == event.by:
            return "the person who decided it cannot agree to it.", "Let somebody else of the DSL team look at it."
    if event.did in (Did.NOTED, Did.TRIED) and case is None:
        return "", ""
    why = why_not(case.step if case else None, event.did)
    return why[:1].lower() + why[1:], "Look at the tab Cases."
