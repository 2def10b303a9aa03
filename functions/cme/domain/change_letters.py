"""What is said of a session that changed today: to schools, to whoever rings the families, to the DSL. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cme.domain.changed import said_of_sessions
from cme.domain.clocks import hhmm
from cme.domain.form_links import change_link, register_link, today_link
from cme.domain.letter_rows import count, marks_of, row, who
from cme.domain.mark_status import Status
from cme.domain.marks import Mark, marks
from cme.domain.model import Facts, Obligation
from cme.domain.our_letters import Call, lead_call
from cme.domain.rules.changed import CANCELLED, HERE, MOVED, ON, is_concerned, kind_of
from cme.domain.school_letters import REPLY_WITHIN, halves
from cme.domain.transport import calls_about

Values = dict[str, Any]
PLANS = {
    CANCELLED: "a session is cancelled, and some may be on the way",
    MOVED: "a session is moved, and some may be on the way",
    ON: "a session is on after all",
}
TITLES = {CANCELLED: "cancelled", MOVED: "moved", ON: "on after all"}


def session_changed(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the notice that sessions were cancelled or moved, or are on after all."""
    pairs = marks_of(obligations, facts)
    groups = {kind: [mark for owed, mark in pairs if kind_of(owed.step) == kind] for kind in TITLES}
    said = [_first_words(kind, group, now) for kind, group in groups.items() if group]
    return {
        "first_line": " ".join(said),
        "rows": [{**row(mark, facts, o.reason), "said": _said(o, facts)} for o, mark in pairs],
        "kinds": [kind for kind, group in groups.items() if group],
    }


def _first_words(kind: str, group: Sequence[Mark], now: datetime) -> str:
    number = len({mark.place.pupil for mark in group})
    of_yours = f"{number} of your pupils {'is' if number == 1 else 'are'} expected"
    if kind == CANCELLED:
        were = f"{number} of your pupils {'was' if number == 1 else 'were'} expected"
        missed = sum(mark.status is Status.NOT_HERE for mark in group)
        were += f", {missed} of them not seen" if missed else ""
        wanted = f"Please reply by {hhmm(now + REPLY_WITHIN)} where they will be."
        return f"{halves(group)}: cancelled by innov8; {were}. {wanted}"
    if kind == MOVED:
        return f"{halves(group)}: moved by innov8; {of_yours} at another time or place."
    return f"{halves(group)}: on after all; {of_yours}."


def _why(owed: Obligation, facts: Facts) -> str:
    entry = owed.basis.removeprefix("entry ")
    theirs = said_of_sessions(facts, owed.day).get(owed.session, ())
    return next((said.reason for said in theirs if said.entry == entry and said.reason), "")


def _said(owed: Obligation, facts: Facts) -> str:
    why = _why(owed, facts)
    return f"{why} (said by: innov8)" if why else "not entered"


def ring_round(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the list of families to ring: a child may already be on the way."""
    in_order = sorted(obligations, key=lambda owed: (facts.sessions[owed.session].start, owed.session))
    groups = [_group(owed, facts) for owed in in_order]
    children = {child["pupil"] for group in groups for child in group["children"]}
    kinds = [words for kind, words in PLANS.items() if any(kind_of(owed.step) == kind for owed in obligations)]
    return {
        "first_line": f"Please ring now about {count(len(children), 'child', 'children')}: {', '.join(kinds)}.",
        "groups": groups,
        "today_link": today_link(facts, obligations[0].session),
    }


def _group(owed: Obligation, facts: Facts) -> Values:
    session = facts.sessions[owed.session]
    return {
        "what": f"{session.name}, {session.site or 'site not entered'}, {hhmm(session.start)}: "
        f"{TITLES[kind_of(owed.step)]}",
        "reason": owed.reason,
        "why": _why(owed, facts),
        "children": [to_ring(facts, mark) for mark in concerned(facts, owed)],
    }


def concerned(facts: Facts, owed: Obligation) -> list[Mark]:
    """Return the children whom a change of a session concerns, each once, by name."""
    found = {
        mark.place.pupil: mark
        for mark in reversed(marks(facts, owed.day))
        if mark.place.session == owed.session and is_concerned(mark, owed.due)
    }
    return sorted(found.values(), key=lambda m: (facts.pupils[m.place.pupil].short_name.casefold(), m.place.pupil))


def to_ring(facts: Facts, mark: Mark) -> Values:
    """Return a child with those to ring about it: the family in order, never who must not be, then the transport."""
    pupil = facts.pupils[mark.place.pupil]
    calls: list[Call] = [
        {"who": f"{one.name or 'the family'}{f', {one.relation}' if one.relation else ''}", "phone": one.phone}
        for one in pupil.family
    ]
    calls += calls_about(mark.place)
    return {
        **who(pupil),
        "expected": hhmm(mark.place.start),
        "is_here": mark.status in HERE,
        "calls": calls,
        "never": pupil.never_ring,
    }


def cancelled_page(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the page that a session was called off with children there."""
    sessions = [facts.sessions[owed.session] for owed in obligations]
    here = [mark for owed in obligations for mark in concerned(facts, owed) if mark.status in HERE]
    names = ", ".join(dict.fromkeys(f"{session.name}, {session.site or 'site not entered'}" for session in sessions))
    return {
        "first_line": f"{names}: called off with {count(len(here), 'child', 'children')} there. Who has them?",
        "leads": list({call["who"]: call for call in (lead_call(facts, session) for session in sessions)}.values()),
        "why": list(dict.fromkeys(why for owed in obligations if (why := _why(owed, facts)))),
        "groups": [{"children": [to_ring(facts, mark) for mark in here]}],
        "change_link": change_link(facts),
        "register_link": register_link(facts),
    }
