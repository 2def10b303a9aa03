"""Whether the policy itself is in order: what is overdue, replaced, open, unchecked or shared, in words. Pure.

Each point says what is wrong with the policy, the contacts or the calendar that all else stands on, and what to do. It
is nobody's emergency: it stands on the tab Housekeeping, and in the digest of the week (POL-1 to POL-6).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cme.domain.calendar import OURS, within
from cme.domain.figures import Figures
from cme.domain.letter_rows import count
from cme.domain.model import Facts, Organisation, Role, Term
from cme.domain.oversight import CLAUSE, CODE, trustees
from cme.domain.pruning import STAY
from cme.domain.questions import open_questions
from cme.domain.yearly import yearly

REVIEW, CITES, OPEN, CONTACTS, PHONES, CALENDAR = ("POL-1", "POL-2", "POL-3", "POL-4", "POL-5", "POL-6")
YEARLY = "OPS-13"
POINTS = (REVIEW, CITES, OPEN, CONTACTS, PHONES, CALENDAR, CODE, YEARLY)
CLAUSES = dict(zip(POINTS, ("cover", "4.3, 4.4, 5.1", "cover", "10.6", "12", "5.2, 7.3", CLAUSE, "5.2"), strict=True))
MEND = {
    REVIEW: "Put it before the trustees; have the dates of the version that they approve entered into the system.",
    CITES: "Take the list on the tab Housekeeping into the review; nothing that the system does waits for it.",
    OPEN: "The tab Desk asks some each week: decide there. Until then the default is in force.",
    CONTACTS: "Try each number and address, mend what is wrong, and type today under “Checked on”.",
    PHONES: "Get a second number, and type it into the Staff tab and the Settings.",
    CALENDAR: "Type the next terms and holidays into the Calendar tab.",
    CODE: "Type “trustee” under Roles beside the safeguarding trustee, with an address of their own.",
    YEARLY: "Ask whoever keeps the system, in an hour without sessions, to run scripts/restore and scripts/prune;"
    " scripts/retention says what has been kept long enough.",
}
"""What to do about each, in one sentence or two."""
LIMITS = {"authority": "authority_checked", "school": "school_checked"}
"""How long the contacts of each kind of organisation count as checked."""
SOON = "calendar_ends_soon"
SHOWN = 3
"""So many are named in a sentence; the tab Housekeeping has them all."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing about the policy that is to be settled: how much of it there is, and what by which day."""

    rule: str
    level: int
    what: str
    details: tuple[str, ...] = ()
    by: date | None = None

    @property
    def clause(self) -> str:
        """The clauses that it is about."""
        return CLAUSES[self.rule]

    @property
    def mend(self) -> str:
        """What to do about it."""
        return MEND[self.rule]


def points(facts: Facts, day: date, figures: Figures) -> Mapping[str, Point]:
    """Return what is to be settled on a day, by rule."""
    found = (
        review_overdue(facts, day),
        replaced_since(facts),
        unanswered(facts),
        unchecked(facts, day, figures),
        shared_phone(facts),
        calendar_ends(facts.terms, day, figures),
        nobody_oversees(facts, day),
        archives_wait(facts, day, figures),
    )
    return {point.rule: point for point in found if point is not None}


def review_overdue(facts: Facts, day: date) -> Point | None:
    """POL-1: the day by which the policy was to be reviewed is over."""
    due = facts.policy.review_due
    if due is None or day <= due:
        return None
    return Point(
        REVIEW, 1, f"The policy was to be reviewed by {due:%d/%m/%Y}, and no later version is known here.", by=due
    )


def replaced_since(facts: Facts) -> Point | None:
    """POL-2: what the policy cites has been replaced since."""
    cited = facts.policy.citations
    if not cited:
        return None
    places = count(len(cited), "place", "places")
    clauses = ", ".join(dict.fromkeys(citation.clause for citation in cited))
    details = tuple(
        f"Clause {c.clause} cites {c.cites}. Today: {c.in_force} (seen {c.checked:%d/%m/%Y})." for c in cited
    )
    return Point(CITES, len(cited), f"The policy cites in {places} what is no longer so: clauses {clauses}.", details)


def unanswered(facts: Facts) -> Point | None:
    """POL-3: questions that the policy leaves open have no answer."""
    found = open_questions(facts)
    if not found:
        return None
    have = count(len(found), "question that the policy leaves open has", "questions that the policy leaves open have")
    named = _some([question.id for question in found])
    details = tuple(f"{question.id}, clause {question.clause}: {question.unclear}" for question in found)
    return Point(OPEN, len(found), f"{have} no answer: {named}.", details)


def unchecked(facts: Facts, day: date, figures: Figures) -> Point | None:
    """POL-4: contacts of schools and authorities that we need today were checked too long ago, or never."""
    limits = {kind: figures.value(name, day) for kind, name in LIMITS.items()}
    old = [o for o in _concerned(facts, day) if o.checked_on is None or (day - o.checked_on).days > limits[o.kind]]
    if not old:
        return None
    details = tuple(f"{o.name}: {f'last checked {o.checked_on:%d/%m/%Y}' if o.checked_on else 'never'}" for o in old)
    of = count(len(old), "organisation", "organisations")
    return Point(
        CONTACTS,
        len(old),
        f"The contacts of {of} were not checked for too long: {_some([o.name for o in old])}.",
        details,
    )


def _concerned(facts: Facts, day: date) -> list[Organisation]:
    """Return who is told of a child that has a place on a day: those who arranged it, and the schools on roll."""
    placed = [place for place in facts.places if within(place.since, place.until, day)]
    codes = {place.commissioner for place in placed}
    codes |= {facts.pupils[place.pupil].school for place in placed if place.pupil in facts.pupils}
    return [facts.organisations[code] for code in sorted(codes & set(facts.organisations))]


def shared_phone(facts: Facts) -> Point | None:
    """POL-5: two who may be paged have one telephone between them."""
    by_number: dict[str, list[str]] = {}
    for person in sorted(facts.staff.values(), key=lambda p: (p.duty_order, p.code)):
        digits = re.sub(r"\D", "", person.phone)[-9:]
        if Role.INNOV8_DSL in person.roles and digits:
            by_number.setdefault(digits, []).append(person.name or person.code)
    shared = [" and ".join(names) for names in by_number.values() if len(names) > 1]
    if not shared:
        return None
    what = f"{'; '.join(shared)} have one telephone number: when it is lost or silent, none of them is reached."
    return Point(PHONES, len(shared), what)


def calendar_ends(terms: Iterable[Term], day: date, figures: Figures) -> Point | None:
    """POL-6: the calendar of innov8 ends soon, or does not reach this day any more."""
    ends = max((term.until for term in terms if term.calendar == OURS), default=None)
    left, soon = (ends - day).days if ends else -1, figures.value(SOON, day)
    if left < 0:
        what = f"No term of the calendar “{OURS}” reaches today, so that every weekday counts as open."
        return Point(CALENDAR, 2, what, by=ends)
    if left > soon:
        return None
    return Point(CALENDAR, 1, f"The calendar “{OURS}” ends in {left} days, on {ends:%d/%m/%Y}.", by=ends)


def nobody_oversees(facts: Facts, day: date) -> Point | None:
    """OPS-9: no trustee gets the numbers of the month, or only somebody whose own work they count."""
    if trustees(facts, day):
        return None
    what = "No trustee reads each month in numbers how it went: nobody on the Staff tab has the role “trustee”"
    return Point(CODE, 1, f"{what} and an address that is not also the DSL's or the deputy's.")


def archives_wait(facts: Facts, day: date, figures: Figures) -> Point | None:
    """OPS-13: nobody has tried an archive this school year, or what they hold may leave the workbook."""
    found = yearly(facts, day, figures.value(STAY, day))
    return Point(YEARLY, len(found), " ".join(found)) if found else None


def _some(names: Sequence[str]) -> str:
    """Return the first of several names, and how many more there are."""
    more = f" and {len(names) - SHOWN} more" if names[SHOWN:] else ""
    return f"{', '.join(names[:SHOWN])}{more}"
