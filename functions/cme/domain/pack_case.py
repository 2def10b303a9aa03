"""The last two groups of a referral pack: every attempt to find the child, and what was decided and told. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cme.domain.case_asks import visit
from cme.domain.case_events import Did, Event
from cme.domain.cases import Case
from cme.domain.figures import Figures
from cme.domain.model import Facts, Observation, Saw
from cme.domain.pack import NONE_RECORDED, NOT_KNOWN, Field, Happening, Section, joined, known, plain, stamp
from cme.domain.pack_absence import since_when
from cme.domain.said_by import who_said

CALLS = frozenset({Saw.SPOKE_TO, Saw.NO_ANSWER})
"""What is said of a page about the child and is an attempt to find it as well."""
ATTEMPTS = frozenset({Did.TRIED.value, *(saw.value for saw in CALLS)})
"""What the chronology calls an attempt to find the child."""
DECISIONS = (
    *(Did.NO_CASE, Did.ABSENT, Did.MISSING, Did.SUSPECTED, Did.CONFIRMED, Did.SCHOOL_REFERRED, Did.REFERRED),
    *(Did.SOCIAL_CARE, Did.HAS_IT, Did.DECLINED, Did.COUNTERSIGNED, Did.LOCATED, Did.CLOSED),
)
"""What somebody decides of a case, or finds out, each with its reason and what shows it."""
REFERRALS = {
    Did.SCHOOL_REFERRED: "Referred by the school, and its reference",
    Did.REFERRED: "Referred to the team for missing education, and its reference",
    Did.SOCIAL_CARE: "Referred to social care or the police, and its reference",
    Did.HAS_IT: "Who has it",
}
READINGS = "Clause 11.2 of innov8's policy"
"""The clock of the policy, of which all readings are shown: no law has it, and the authority may count otherwise."""


def enquiries(case: Case, facts: Facts) -> Section:
    """Return each attempt to find the child in order: of the case itself, and calls that were made before it."""
    tried = [row for row in chronology(case, facts) if row.what in ATTEMPTS]
    fields = (Field(row.when, joined((row.what, row.words, f"by {row.by}"))) for row in tried)
    return Section("Enquiries", tuple(fields) or (Field("Attempts to find the child", NONE_RECORDED),))


def chronology(case: Case, facts: Facts) -> tuple[Happening, ...]:
    """Return all that happened in a case, and every attempt to find the child since it was last seen before it."""
    since, ends = since_when(case, facts), None if case.is_open else case.events[-1].recorded_at
    said = (o for o in facts.observations if o.pupil == case.pupil and o.saw in CALLS)
    calls = (o for o in said if _is_within(o.at, since, ends))
    of_case = {event.key for event in case.events}
    before = (
        event
        for event in facts.events
        if event.pupil == case.pupil and event.did is Did.TRIED and _is_within(event.at, since, case.began)
    )
    early = {event.key: event for event in before if event.key not in of_case}
    rows = [(e.at, e.recorded_at, of_event(e, facts)) for e in (*case.events, *early.values())]
    rows += [(o.at, o.recorded_at, _of_call(o, facts)) for o in calls]
    return tuple(row for _, _, row in sorted(rows))


def _is_within(at: datetime, since: datetime | None, ends: datetime | None) -> bool:
    return (since is None or at >= since) and (ends is None or at <= ends)


def of_event(event: Event, facts: Facts) -> Happening:
    """Return an event of a case as a row; whom the system told is named."""
    words = joined((_with_name(event, facts), event.reason, event.evidence))
    return Happening(stamp(event.at), stamp(event.recorded_at), event.did.value, words, _by(event, facts))


def _of_call(said: Observation, facts: Facts) -> Happening:
    return Happening(
        stamp(said.at), stamp(said.recorded_at), said.saw.value, known(said.reason), known(who_said(facts, said))
    )


def _by(event: Event, facts: Facts) -> str:
    """Return by whom an event is: an account of the staff has a name."""
    person = facts.staff.get(event.by)
    return known(person.name if person else event.by)


def _with_name(event: Event, facts: Facts) -> str:
    """Return the words of an event; whom the system told stands there by a code, and is named."""
    code, blank, rest = event.words.partition(" ")
    told = facts.organisations.get(code) if event.did is Did.TOLD else None
    return f"{told.name}{blank}{rest}" if told else event.words


def actions(case: Case, facts: Facts, figures: Figures) -> Section:
    """Return where the case stands, the clock's readings, what was decided and why, and who was told."""
    return Section(
        "Actions",
        (
            Field("Case", case.id),
            Field("Concern first recorded", stamp(case.began)),
            Field("What began it", joined((case.opened.did.value, case.opened.words, case.opened.reason))),
            Field("Absent", case.absent),
            Field("Missing", case.missing),
            Field("Missing education", case.cme),
            Field("Step", case.step.value),
            *_readings(case, facts, figures),
            *(Field(name, _said(case.last(did))) for did, name in REFERRALS.items()),
            Field("Police log number", NOT_KNOWN),
            *_each("Decision", case.every(*DECISIONS), facts),
            *_each("Told", case.every(Did.TOLD), facts),
        ),
    )


def _readings(case: Case, facts: Facts, figures: Figures) -> Iterator[Field]:
    clock = visit(case, facts, figures)
    yield Field(f"{READINGS}: a visit is due by", clock.words)
    yield Field(f"{READINGS}: 72 elapsed hours", stamp(clock.elapsed))
    yield Field(f"{READINGS}: 72 hours without weekends", stamp(clock.weekdays))
    yield Field(f"{READINGS}: three school days", stamp(clock.school_days))
    yield Field(f"{READINGS}: three school days, the first counted", stamp(clock.counting_the_first))


def _said(event: Event | None) -> str:
    if event is None:
        return NONE_RECORDED
    return joined((stamp(event.at), event.words, event.evidence))


def _each(title: str, events: list[Event], facts: Facts) -> Iterator[Field]:
    for event in events:
        what = event.did.value if title == "Decision" else ""
        words = (what, _with_name(event, facts), event.reason, event.evidence, f"by {plain(_by(event, facts))}")
        yield Field(f"{title}, {stamp(event.at)}", joined(words))
    if not events:
        yield Field(title, NONE_RECORDED)
