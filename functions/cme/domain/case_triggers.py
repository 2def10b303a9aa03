"""What proposes a case: situations in which nobody may know where a child is, or whether it has a school. Pure.

A telephone that nobody answers proposes none. What was proposed is written down as an event, once for each source, so
that it stands until the DSL has assessed it, however long that takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from cme.domain.calendar import places_on
from cme.domain.case_events import Did, Event
from cme.domain.case_steps import Step
from cme.domain.cases import SAID_MISSING, Case, cases
from cme.domain.changed import on_day
from cme.domain.clocks import day_of, instant
from cme.domain.figures import Figures
from cme.domain.findings import is_case_proposed
from cme.domain.letter_rows import sentence
from cme.domain.mark_status import Status
from cme.domain.marks import Mark, marks, registers
from cme.domain.model import Facts, Observation, Place, Saw
from cme.domain.said import SEEN
from cme.domain.said_by import who_said
from cme.domain.sightings import seen_in_person, seen_since
from cme.domain.visit_clock import is_staffed, staffed_days_after

MACHINE = "the system"
"""By whom an event is that no person said."""
LOOK_BACK = 28
"""Days: a place that began or ended before is no news; it is as far as what was seen is surely read."""
FIGURES = ("never_came", "case_morning")
"""The figures on which a proposal stands, besides those of the rules."""
OF_PLACES = ("place ended", "never came")
"""How the source of a proposal begins that comes of a place."""
AWAY = frozenset({Status.NOT_HERE, Status.NOT_COMING, Status.NOT_ASKED})
OF_NOBODY = {
    Saw.WHEREABOUTS: "somebody here says that nobody knows where the child is",
    Saw.SCHOOL_LOST: "the school says that it does not know where the child is",
}
"""What is said of a child that proposes a case, and in which words."""
Found = tuple[str, datetime, str, str]
"""A child, since when, why, and the source."""


def proposals(facts: Facts, now: datetime, figures: Figures) -> list[Event]:
    """Return the cases that are to be proposed and are not yet, each child once, the earliest reason first."""
    known = {event.source for event in facts.events}
    decided = {case.pupil: case.events[-1].recorded_at for case in cases(facts) if not case.is_open}
    begun = {case.pupil: case.began for case in cases(facts) if case.is_open}
    found: dict[str, Event] = {}
    for pupil, since, why, source in sorted(_found(facts, now, figures), key=lambda f: (f[1], f[3])):
        is_old = pupil in decided and since <= decided[pupil]
        if source not in known and not is_old and since <= now and _begins_it(since, begun.get(pupil)):
            event = Event(pupil, Did.PROPOSED, since, since, sentence(why), by=MACHINE, source=source)
            found.setdefault(pupil, event)
    return list(found.values())


def _begins_it(since: datetime, began: datetime | None) -> bool:
    """Return whether a proposal begins a case: none is open, or it was opened after that on the same day."""
    return began is None or (since < began and day_of(since) == day_of(began))


def next_proposal(facts: Facts, now: datetime, figures: Figures) -> datetime | None:
    """Return when the clock alone will propose a case, of a place that ended or a night's finding; None if never."""
    found = (*_place_ended(facts, day_of(now), figures), *_unseen(facts, figures))
    coming = (since for _, since, _, _ in found)
    return min((since for since in coming if since > now), default=None)


def _found(facts: Facts, now: datetime, figures: Figures) -> Iterator[Found]:
    for said in facts.observations:
        if said.saw in OF_NOBODY and said.pupil in facts.pupils:
            yield said.pupil, said.recorded_at, f"{OF_NOBODY[said.saw]} ({who_said(facts, said)})", said.entry
    yield from _unseen(facts, figures)
    yield from _place_ended(facts, day_of(now), figures)
    yield from _never_came(facts, day_of(now), figures)


def _unseen(facts: Facts, figures: Figures) -> Iterator[Found]:
    """Yield whom nobody has seen for so many school days (PAT-2); a night found it, and the DSL is asked by day."""
    for finding in facts.findings:
        if not is_case_proposed(finding) or finding.pupil in seen_since(facts, finding.recorded):
            continue
        if finding.pupil in facts.pupils:
            source = f"{finding.rule} {finding.since:%Y-%m-%d}"
            yield finding.pupil, _by_day(facts, finding.level_since, figures), finding.what, source


def _by_day(facts: Facts, at: datetime, figures: Figures) -> datetime:
    """Return an instant of the night as the next moment at which the DSL is told what cases ask, all in one mail."""
    day = day_of(at)
    opens = instant(day, figures.clock("case_morning", day))
    if is_staffed(facts, day) and at <= opens:
        return opens
    later = staffed_days_after(facts, day, 1)
    return instant(later, figures.clock("case_morning", later))


def _place_ended(facts: Facts, today: date, figures: Figures) -> Iterator[Found]:
    """Yield whose last place here has ended, so that somebody says where the child goes now (CME-8)."""
    for pupil, theirs in _places(facts).items():
        ends = [place.until for place in theirs if place.until is not None]
        if len(ends) < len(theirs) or not _is_news(facts, max(ends), today) or max(ends) >= today:
            continue
        asked = staffed_days_after(facts, max(ends), 1)
        since = instant(asked, figures.clock("case_morning", asked))
        why = f"the place here ended on {max(ends):%d/%m/%Y}, and the next is not known"
        yield pupil, since, why, f"{OF_PLACES[0]} {max(ends):%Y-%m-%d}"


def _never_came(facts: Facts, today: date, figures: Figures) -> Iterator[Found]:
    """Yield who has a place since a few weeks and was never seen here in so many sessions (CME-8)."""
    enough = int(figures.value("never_came", today))
    for pupil, theirs in _places(facts).items():
        begins = [place.since for place in theirs if place.since is not None]
        if len(begins) < len(theirs) or not _is_news(facts, min(begins), today) or _was_seen(facts, pupil):
            continue
        missed = [
            found
            for n in range((today - min(begins)).days + 1)
            if (found := _missed(facts, pupil, min(begins) + timedelta(days=n)))
        ]
        if len(missed) >= enough:
            why = f"the place here began on {min(begins):%d/%m/%Y}, and the child never came: {enough} sessions"
            yield pupil, missed[enough - 1], why, f"{OF_PLACES[1]} {min(begins):%Y-%m-%d}"


def _missed(facts: Facts, pupil: str, day: date) -> datetime | None:
    """Return since when it is known that a child did not come on a day; None where it was not due, or not asked for."""
    if not any(place.pupil == pupil for place in places_on(facts, day)):
        return None
    changed = on_day(facts, day)
    taken = registers(changed, day)
    theirs = [m for m in marks(changed, day) if m.place.pupil == pupil and m.place.session in taken]
    known = [_known(mark, taken[mark.place.session]) for mark in theirs if mark.status in AWAY]
    return min(known) if known and len(known) == len(theirs) else None


def _known(mark: Mark, taken: tuple[Observation, ...]) -> datetime:
    return max(mark.expected_at, min(said.recorded_at for said in taken))


def _places(facts: Facts) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for place in facts.places:
        if place.pupil in facts.pupils:
            found.setdefault(place.pupil, []).append(place)
    return found


def _was_seen(facts: Facts, pupil: str) -> bool:
    return any(said.pupil == pupil and said.saw in SEEN for said in facts.observations)


def _is_news(facts: Facts, day: date, today: date) -> bool:
    """Return whether a day is of these weeks, and not of before the system was in use."""
    first = facts.settings.live_from
    return day >= today - timedelta(days=LOOK_BACK) and (first is None or day >= day_of(first))


def _no_case(facts: Facts, case: Case) -> list[Event]:
    seen = _seen_since(facts, case.pupil, case.began)
    if seen is None:
        return []
    why = f"Seen at innov8 before anybody had to decide, said {who_said(facts, seen)}."
    return [Event(case.pupil, Did.NO_CASE, seen.at, seen.recorded_at, reason=why, by=MACHINE, source=seen.entry)]


def _seen_since(facts: Facts, pupil: str, since: datetime) -> Observation | None:
    """Return the first sighting in person that was later than an instant, and known later."""
    seen = seen_in_person(facts, (o for o in facts.observations if o.pupil == pupil))
    later = (o for o in seen if o.at > since and o.recorded_at > since)
    return min(later, key=lambda o: (o.recorded_at, o.entry), default=None)


def came_back(facts: Facts) -> list[Event]:
    """Return that a child whom nobody could find was seen here: a person still closes the case.

    What is only proposed by then is no case: there is nothing left to decide.
    """
    found = []
    for case in cases(facts):
        if case.step is Step.PROPOSED and not case.opened.source.startswith(OF_PLACES[0]):
            found += _no_case(facts, case)
        last = case.last(*SAID_MISSING, Did.HAS_IT)
        if not case.is_missing or last is None:
            continue
        seen = _seen_since(facts, case.pupil, last.recorded_at)
        if seen is not None:
            words = f"Seen at innov8, said {who_said(facts, seen)}."
            found.append(
                Event(case.pupil, Did.LOCATED, seen.at, seen.recorded_at, words, by=MACHINE, source=seen.entry)
            )
    return found
