"""What innov8's DSL is told of children for whom minutes matter: who, what is known, whom to ring in which order. Pure.

Why a child is rung about first is known to its reader, and stands in no mail.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from cme.domain.change_letters import to_ring
from cme.domain.clocks import hhmm
from cme.domain.form_links import change_link
from cme.domain.letter_rows import count, fact_of, marks_of, said, who
from cme.domain.marks import Mark, marks
from cme.domain.missing import home_of, is_still_missing
from cme.domain.model import Facts, Obligation
from cme.domain.our_letters import lead_call
from cme.domain.rules.morning_list import EXPLAINED, NOT_HERE
from cme.domain.rules.safeguarding import FAMILY, is_of_called_off
from cme.domain.tiers import rank

Values = dict[str, Any]


def child_page(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the page about children to ring about first, each with whom to ring; then of the others."""
    pairs = marks_of(obligations, facts)
    about = {mark.place.pupil for _, mark in pairs}
    is_off = is_of_called_off(obligations[0].step)
    # Nobody of ours is there, nor does anybody else wait, where it is called off.
    sessions = [] if is_off else list(dict.fromkeys(mark.place.session for _, mark in pairs))
    leads = {call["who"]: call for call in (lead_call(facts, facts.sessions[code]) for code in sessions)}
    return {
        "first_line": _first_line(obligations, len(about)),
        "children": [{**_child(facts, mark), "reason": owed.reason} for owed, mark in pairs],
        "also": [
            {**who(facts.pupils[mark.place.pupil]), **_known(facts, mark)}
            for mark in (() if is_off else _also(facts, pairs, now))
            if mark.place.pupil not in about
        ],
        "is_off": is_off,
        "leads": list(leads.values()),
        "change_link": change_link(facts),
    }


def dsl_list(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the morning's list: who is not here and made no page, and what there is to accept."""
    first = obligations[0]
    parts = (part.partition(": ") for part in first.basis.split("; "))
    listed = {name: codes.split(", ") for name, colon, codes in parts if colon}
    found = {f"{m.place.pupil} {m.place.session}": m for m in reversed(marks(facts, first.day))}
    missing, explained = (
        [_child(facts, found[key]) for key in listed.get(name, ()) if key in found] for name in (NOT_HERE, EXPLAINED)
    )
    counts = (
        (len(missing), "is not here, and nobody knows why", "are not here, and nobody knows why"),
        (len(explained), "is explained: do you accept it?", "are explained: do you accept that?"),
    )
    said = [
        f"{count(number, 'child', 'children')} {one if number == 1 else many}" for number, one, many in counts if number
    ]
    return {
        "first_line": f"{'; '.join(said) or 'Nobody is left to name'}{'' if explained else '.'}",
        "as_of": hhmm(first.due),
        "not_here": missing,
        "explained": explained,
        "change_link": change_link(facts),
    }


def _first_line(obligations: Sequence[Obligation], number: int) -> str:
    """Return how many are not here, without names, and whether that is two of one household."""
    if is_of_called_off(obligations[0].step):
        children = count(number, "ring-first child", "ring-first children")
        whom = "the child" if number == 1 else "them"
        return f"Called off: {children} will not be seen here. Who has {whom}? Ring now."
    is_family = any(owed.step.startswith(FAMILY) for owed in obligations)
    kind, more = ("", "; a family may have moved") if is_family else ("ring-first ", "")
    children = count(number, f"{kind}child is", f"{kind}children are")
    return f"{children} not here, and nobody knows why{more}. Ring now."


def _also(facts: Facts, pairs: Iterable[tuple[Obligation, Mark]], now: datetime) -> Iterable[Mark]:
    """Return whom else nobody has seen or explained, in these sessions or these families, the worst tier first."""
    about = [mark for _, mark in pairs]
    sessions, homes = {mark.place.session for mark in about}, {home_of(facts, mark) for mark in about} - {""}
    theirs = (m for m in marks(facts, about[0].day) if m.place.session in sessions or home_of(facts, m) in homes)
    there = [mark for mark in theirs if mark.expected_at <= now]
    found = {mark.place.pupil: mark for mark in reversed(there) if is_still_missing(mark)}
    return sorted(found.values(), key=lambda m: (rank(facts.pupils[m.place.pupil].tier), m.expected_at, m.place.pupil))


def _child(facts: Facts, mark: Mark) -> Values:
    """Return a child with the calls about it in order: the family, the social worker, whoever drives."""
    ring = to_ring(facts, mark)
    worker = facts.pupils[mark.place.pupil].social_worker
    calls = list(ring["calls"])
    if worker is not None:
        family = len(facts.pupils[mark.place.pupil].family)
        calls.insert(family, {"who": f"{worker.name or 'the social worker'}, {worker.relation}", "phone": worker.phone})
    return {**ring, "calls": calls, **_known(facts, mark)}


def _known(facts: Facts, mark: Mark) -> Values:
    session = facts.sessions[mark.place.session]
    return {
        "expected": hhmm(mark.expected_at),
        "where": f"{session.name}, {session.site or 'site not entered'}",
        "fact": fact_of(mark, facts),
        "said": said(mark),
    }
