"""Who rings a child's home first, innov8 or the school: agreed with each school, and by default innov8. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from cme.domain.calendar import closed_there
from cme.domain.marks import Mark
from cme.domain.model import Facts, Organisation
from cme.domain.people import SCHOOL_RINGS

US = "innov8 rings home first."
YOU = "As agreed, you ring home first; please tell us what you hear."
THEY = "As agreed, the school on whose roll the child is rings home first."
EITHER = "innov8 rings home first, or the school on whose roll a child is, as agreed with each school."


def school_that_rings(facts: Facts, mark: Mark) -> Organisation | None:
    """Return the school that rings a child's home first, or None where innov8 does.

    The school on whose roll the child is decides; of a child without one, the commissioner, if it is a school. Where
    it is closed that day by its own calendar nobody is there to ring.
    """
    roll = facts.organisations.get(facts.pupils[mark.place.pupil].school)
    asked = roll or facts.organisations.get(mark.place.commissioner)
    if asked is None or asked.kind != "school" or closed_there(facts, asked, mark.day):
        return None
    return asked if asked.rings_home == SCHOOL_RINGS else None


def closed_roll(facts: Facts, mark: Mark) -> str:
    """Return that the school on a child's roll is closed that day, and why, as a phrase; empty where it is not."""
    roll = facts.organisations.get(facts.pupils[mark.place.pupil].school)
    why = closed_there(facts, roll, mark.day)
    return f"{roll.name} is closed today ({why})" if roll and why else ""


def said_to(facts: Facts, found: Iterable[Mark], organisation: str) -> str:
    """Return who rings home first, as one organisation reads it in a notice about these children."""
    schools = (school_that_rings(facts, mark) for mark in found)
    codes = {school.code if school else "" for school in schools}
    if codes == {organisation}:
        return YOU
    if codes == {""}:
        return US
    return EITHER if "" in codes or organisation in codes else THEY


def said_to_us(facts: Facts, mark: Mark) -> str:
    """Return who rings home first, as our own people read it, and the school's number where it is to be rung."""
    school, closed = school_that_rings(facts, mark), closed_roll(facts, mark)
    if school is not None:
        return f"{school.name} rings home first, as agreed: {_number(school)}"
    if closed:
        return f"{closed}: innov8 must ring home"
    roll = facts.organisations.get(facts.pupils[mark.place.pupil].school)
    if roll is None or not roll.prefers_phone:
        return "innov8 rings home"
    return f"innov8 rings home; {roll.name} prefers the telephone, so ring there as well: {_number(roll)}"


def _number(school: Organisation) -> str:
    return school.telephone or "no number is entered"
