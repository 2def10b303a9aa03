"""Who may be told what about whom, read from a register by itself: it asks nothing of what it is to judge.

The table by role is that of tests/domain/test_recipients.py, which is said there in words of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cme.domain.model import Facts, Obligation, Place, State
from tests.domain.test_recipients import READERS, SAFEGUARDING

OURS = "innov8"
NOBODY: tuple[set[str], set[str], set[str], str] = (set(), set(), set(), "")


def addresses(owed: Obligation, facts: Facts) -> set[str]:
    """Return every address to which what is owed may go; where it is empty, nobody may be told."""
    schools, authorities, ours, about = READERS.get(owed.notice, NOBODY)
    if owed.organisation == OURS:
        return _colleagues(owed, facts, ours)
    organisation = facts.organisations.get(owed.organisation)
    if organisation is None or not _is_theirs(owed, facts, about):
        return set()
    roles = {"school": schools, "authority": authorities}.get(organisation.kind, set())
    if owed.to.value not in roles:
        return set()
    # What is meant for a DSL is no shared inbox's, and what is meant for a head is the head's alone.
    meant = {"dsl": roles & {"dsl", "head"}, "head": {"head"}}.get(owed.to.value, roles)
    doubted = owed.to.value == "dsl" or owed.notice in SAFEGUARDING
    theirs = [contact for contact in organisation.contacts if contact.email and contact.role.value in meant]
    return {contact.email for contact in theirs if contact.confirmed or not doubted}


def are_confirmed(owed: Obligation, facts: Facts) -> bool:
    """Return whether nobody must be asked first whether an address of theirs is right."""
    organisation = facts.organisations.get(owed.organisation)
    return organisation is None or all(contact.confirmed for contact in organisation.contacts)


def came_back(facts: Facts, owed: Obligation) -> set[str]:
    """Return the addresses from which mail of the day came back: whoever can be reached there only is rung instead.

    What is urgent is tried all the same.
    """
    lost = (State.BOUNCED, State.FAILED)
    of_day = (message for message in facts.messages.values() if message.day == owed.day and message.state in lost)
    return set() if owed.urgent else {message.to for message in of_day}


def _colleagues(owed: Obligation, facts: Facts, ours: set[str]) -> set[str]:
    """Those who hold a role for good, and of the leads the one who is meant, if in the house that day."""
    found = set()
    for person in facts.staff.values():
        away = any(since <= owed.day <= until for since, until in person.away)
        leads = "lead" in ours and owed.to.value == "lead" and owed.person == person.code and not away
        if person.email and (leads or {role.value for role in person.roles} & (ours - {"lead"})):
            found.add(person.email)
    return found


def _is_theirs(owed: Obligation, facts: Facts, about: str) -> bool:
    """Whoever placed the child in that session or has it on the roll; of a whole day, whoever placed anybody."""
    placed = [place for place in facts.places if place.commissioner == owed.organisation and _runs(place, owed)]
    if about == "commissioner":
        return not owed.pupil and len(placed) > 0
    if owed.pupil not in facts.pupils:
        return False
    if about in ("home", "placed"):
        child = facts.pupils[owed.pupil]
        return owed.organisation == (child.lives_in if about == "home" else child.placed_by) != ""
    if about != "pupil":
        return False
    if facts.pupils[owed.pupil].school == owed.organisation:
        return True
    return (owed.pupil, owed.session) in {(place.pupil, place.session) for place in placed}


def _runs(place: Place, owed: Obligation) -> bool:
    begun = place.since is None or place.since <= owed.day
    return begun and not (place.until is not None and place.until < owed.day)


def children(group: Sequence[Obligation], facts: Facts) -> set[str]:
    """Return the codes of the children whom a message that pays these may name."""
    first = group[0]
    if first.notice == "child_page":
        # Whoever else is not there in the same session, or of the same household, stands in it too.
        missing = _codes(place for place in facts.places if place.session in {owed.session for owed in group})
        homes = {facts.pupils[owed.pupil].household for owed in group} - {""}
        return missing | {code for code, pupil in facts.pupils.items() if pupil.household in homes}
    if first.notice in ("page_again", "refer_yourself"):
        # What comes again, sent on or not, is about the children of the page that nobody took or settled.
        paged = {owed.step.rsplit(" ", 1)[-1] for owed in group}
        return {row.pupil for row in facts.ledger.values() if row.message in paged and row.pupil}
    if any(owed.pupil for owed in group):
        return {owed.pupil for owed in group}
    if first.organisation == OURS:
        there = [place for place in facts.places if place.session in {owed.session for owed in group}]
        return set(facts.pupils) if READERS[first.notice][3] == "message" else _codes(there)
    return _codes(p for p in facts.places if p.commissioner == first.organisation and _runs(p, first))


def _codes(places: Iterable[Place]) -> set[str]:
    return {place.pupil for place in places}
