"""One child in one session as a row of an email: phrases that stand by themselves, none of them empty. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from cme.domain.clocks import hhmm
from cme.domain.codes import suggested_code
from cme.domain.kinds import is_online, visit_of
from cme.domain.mark_status import Status
from cme.domain.marks import Mark, marks, registers
from cme.domain.model import Facts, Obligation, Pupil
from cme.domain.transport import arranged_by

LONGEST_NAME = 60
"""More of a name than that is a mistake of typing, and would push everything else off a telephone's screen."""


def marks_of(obligations: Sequence[Obligation], facts: Facts) -> list[tuple[Obligation, Mark]]:
    """Return each obligation with the mark that it is about, the place of its own organisation first."""
    found: dict[tuple[str, str, str], Mark] = {}
    for mark in marks(facts, obligations[0].day):
        for whose in (mark.place.commissioner, ""):
            found.setdefault((mark.place.pupil, mark.place.session, whose), mark)
    pairs = []
    for owed in obligations:
        about = (owed.pupil, owed.session)
        known = found.get((*about, owed.organisation)) or found.get((*about, ""))
        if known is not None:
            pairs.append((owed, known))
    return pairs


def row(mark: Mark, facts: Facts, fact: str) -> dict[str, str]:
    """Return what an officer codes from: who, which session, expected when, what is known, why, and the code."""
    session = facts.sessions[mark.place.session]
    kind = getattr(facts.organisations.get(mark.place.commissioner), "kind", "")
    return {
        **who(facts.pupils[mark.place.pupil]),
        "session": f"{mark.half}, {session.name[:LONGEST_NAME].strip()}, {session.site or 'site not entered'}",
        "expected": f"{hhmm(mark.place.start)}–{hhmm(mark.place.end)}",
        "fact": fact,
        "said": said(mark, arranged_by(facts, mark.place)),
        "code": suggested_code(mark, kind) or "none yet",
    }


def sentence(what: str) -> str:
    """Return words as a sentence: with a capital, and a full stop where they ask nothing."""
    return f"{what[:1].upper()}{what[1:]}{'' if what.endswith('?') else '.'}"


def who(pupil: Pupil) -> dict[str, str]:
    """Return how a child is named: first name, initial, year, the school's own number; and our code, for us."""
    year = pupil.year.strip()
    return {
        "name": pupil.short_name[:LONGEST_NAME].strip() or "a child without a name",
        "year": f"year {year[4:].strip() if year.casefold().startswith('year') else year}"
        if year
        else "year not known",
        "number": pupil.admission_number or "not known to us",
        "pupil": pupil.code,
    }


def said(mark: Mark, transport: str = "") -> str:
    """Return the reason that was given, by whom and when, and whether it counts; of a taxi also whose it is."""
    if mark.said is not None:
        by = mark.said.said_by or "we were not told by whom"
        sure = "" if mark.explained is not None else ", not confirmed"
        return f"{mark.said.reason or 'not coming'} (said by: {by}, {hhmm(mark.said.recorded_at)}{sure})"
    if mark.taxi is not None:
        due = f", due {hhmm(mark.taxi.due)}" if mark.taxi.due else ""
        whose = f"; {transport}" if transport else ""
        return f"taxi late{due} (we heard at {hhmm(mark.taxi.recorded_at)}{whose})"
    if mark.status is Status.CANCELLED and mark.cancelled is not None:
        return f"{mark.cancelled.reason or 'not entered'} (said by: innov8)"
    if mark.status is Status.PAUSED:
        return "none needed"
    return "none needed" if mark.status is Status.HERE and not mark.came_late else "none known"


def fact_of(mark: Mark, facts: Facts) -> str:
    """Return what is known of a child in a session, as one phrase with its times."""
    fact = _fact_of(mark, facts)
    off = f"cancelled by innov8 at {hhmm(mark.cancelled.at)}" if mark.cancelled else ""
    return off if mark.status is Status.CANCELLED else f"{fact}; {off}" if off else fact


def _fact_of(mark: Mark, facts: Facts) -> str:
    seen = hhmm(mark.seen_at) if mark.seen_at else ""
    asked = hhmm(mark.asked_at) if mark.asked_at else ""
    if mark.status is Status.HERE and is_online(mark.kind):
        return f"met online at {seen}; not seen in person"
    if mark.status is Status.HERE:
        late = mark.minutes_late
        return (
            f"arrived {seen}, {late} {'minute' if late == 1 else 'minutes'} late" if late else f"here, seen at {seen}"
        )
    if mark.status is Status.NOT_ASKED:
        return _not_asked(mark, facts)
    if mark.status is Status.NOT_HERE and asked:
        before = f"here in the morning, seen at {hhmm(mark.before.at)}; " if mark.before else ""
        return f"{before}{_not_met(mark)}"
    if mark.status is Status.CONTRADICTORY and asked:
        return f"here, seen at {seen}; not here when asked at {asked}: not cleared up"
    if mark.went is not None:
        return f"{'here, seen at ' + seen + '; ' if seen else ''}{mark.status.value}, {hhmm(mark.went.at)}"
    return mark.status.value


def _not_met(mark: Mark) -> str:
    asked = hhmm(mark.asked_at) if mark.asked_at else "a time not known"
    if mark.failed is not None:
        return f"{mark.failed.reason}, {asked}"
    return f"not met by the tutor at {asked}" if visit_of(mark.kind) else f"not here when asked at {asked}"


def _not_asked(mark: Mark, facts: Facts) -> str:
    taken = registers(facts, mark.day).get(mark.place.session, ())
    if not taken:
        return "not known: no register was taken"
    return f"not known: the register of {hhmm(taken[-1].at)} did not ask about this child"


def count(number: int, one: str, many: str) -> str:
    """Return a number with its word, as in “1 child” and “3 children”."""
    return f"{number} {one if number == 1 else many}"
