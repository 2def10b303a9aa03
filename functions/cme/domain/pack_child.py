"""The first three groups of a referral pack: the child, the adults who answer for it, and its education. Pure.

Whom to ring follows from the child's own record: another county's child has another county's teams. What an authority
asks and innov8 does not keep stands there as not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cme.domain.cases import Case
from cme.domain.model import Facts, Organisation, Place, Pupil, Role
from cme.domain.pack import NOT_KNOWN, Field, Section, joined, known, known_day, plain, stamp
from cme.domain.people import Relative
from cme.domain.school_age import school_age

FEWEST_ADULTS = 2
"""An authority asks for two contacts or more, so that a second one is asked for where there is none."""
APART = "in the restricted part, which goes apart"
NO_SCHOOL = frozenset({"off roll", "education otherwise than at school", "on no roll", "educated at home"})
"""What says of a child that it is on no school's roll."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def child(pupil: Pupil, facts: Facts, today: date) -> Section:
    """Return who the child is, and which authorities answer for it."""
    age = school_age(pupil.born, today).value if pupil.born else NOT_KNOWN
    return Section(
        "Child",
        (
            Field("innov8's reference", known(pupil.code)),
            Field("Legal first names", NOT_KNOWN),
            Field("Surname", known(pupil.surname)),
            Field("Known as", known(pupil.first_name)),
            Field("Previous names", NOT_KNOWN),
            Field("Date of birth", known_day(pupil.born)),
            Field("Compulsory school age", age),
            Field("Sex as recorded", NOT_KNOWN),
            Field("UPN", NOT_KNOWN),
            Field("Year group", known(pupil.year)),
            *_authority("Home authority", facts.organisations.get(pupil.lives_in)),
            *_placed_by(pupil, facts),
            Field("Address now, and since when", NOT_KNOWN),
            Field("Addresses before, with dates", NOT_KNOWN),
        ),
    )


def _authority(title: str, found: Organisation | None) -> Iterator[Field]:
    yield Field(title, known(found.name if found else ""))
    yield Field(f"{title}: team for missing education", known(found.telephone if found else ""))
    yield Field(f"{title}: social care", known(found.social_care if found else ""))
    yield Field(f"{title}: out of hours", known(found.out_of_hours if found else ""))


def _placed_by(pupil: Pupil, facts: Facts) -> Iterator[Field]:
    """Yield the authority that looks after the child; an empty cell says that there is none, on the tab Pupils."""
    if not pupil.placed_by:
        yield Field("Placing authority", "none entered")
    else:
        yield from _authority("Placing authority", facts.organisations.get(pupil.placed_by))


def adults(pupil: Pupil, facts: Facts) -> Section:
    """Return who answers for the child at home; who must never be rung is not among them."""
    named = [*pupil.adults, *(Relative("", ""),) * (FEWEST_ADULTS - len(pupil.adults))]
    fields = [field for number, adult in enumerate(named, start=1) for field in _adult(f"Adult {number}", adult)]
    in_order = joined(f"{number} {one.name or one.relation}" for number, one in enumerate(pupil.family, start=1))
    settings = facts.settings
    dsl = ", ".join(part for part in (settings.dsl_name, settings.dsl_phone) if part)
    return Section(
        "Adults",
        (
            *fields,
            Field("Emergency contacts, in order", in_order),
            Field("What whoever rings must know", known(pupil.ring_note)),
            Field("Before anybody is rung, ask innov8's DSL", known(dsl)),
        ),
    )


def _adult(title: str, one: Relative) -> Iterator[Field]:
    yield Field(f"{title}: full name", known(one.name))
    yield Field(f"{title}: relationship", known(one.relation))
    yield Field(f"{title}: lives with the child", NOT_KNOWN)
    yield Field(f"{title}: parental responsibility", NOT_KNOWN)
    yield Field(f"{title}: telephone", known(one.phone))
    yield Field(f"{title}: email", NOT_KNOWN)
    yield Field(f"{title}: address", NOT_KNOWN)


def education(case: Case, pupil: Pupil, facts: Facts) -> Section:
    """Return the school on whose roll the child is, as far as anybody has said, and the places here."""
    school, said = facts.organisations.get(pupil.school), case.confirmed
    confirmed = joined((case.roll, said.words, said.evidence, stamp(said.at))) if said else "not confirmed"
    places = [place for place in facts.places if place.pupil == pupil.code]
    begins = [place.since for place in places]
    whose = dict.fromkeys(place.commissioner for place in places)
    names = (facts.organisations[code].name for code in whose if code in facts.organisations)
    first = min((day for day in begins if day), default=None) if all(begins) else None
    return Section(
        "Education",
        (
            Field("School on roll", _school(case, pupil, school)),
            Field("School's URN", NOT_KNOWN),
            Field("Roll status, as entered", known(pupil.roll_status)),
            Field("Roll status, as confirmed for this case", confirmed),
            Field("School's own number for the child", known(pupil.admission_number)),
            *_school_contacts(school),
            Field("Commissioner", joined(names)),
            Field("Placement start", known_day(first)),
            *(Field("Days and sessions", _place(place, facts)) for place in places or (None,)),
            Field("EHCP", APART),
            Field("Previous school", NOT_KNOWN),
        ),
    )


def _school(case: Case, pupil: Pupil, school: Organisation | None) -> str:
    if school is not None:
        return known(school.name)
    status = next((said for said in (case.roll, pupil.roll_status) if said in NO_SCHOOL), "")
    return f"none: {status}" if status else NOT_KNOWN


def _school_contacts(school: Organisation | None) -> Iterator[Field]:
    for title, role in (("attendance", Role.ATTENDANCE), ("DSL", Role.DSL)):
        one = school.contact(role) if school else None
        yield Field(f"School's {title} contact", joined((one.name, one.email, one.phone)) if one else NOT_KNOWN)
    yield Field("School's telephone", known(school.telephone if school else ""))


def _place(place: Place | None, facts: Facts) -> str:
    if place is None:
        return NOT_KNOWN
    session = facts.sessions.get(place.session)
    day = WEEKDAYS[session.weekday] if session else ""
    ends = f"until {place.until:%d/%m/%Y}" if place.until else ""
    since = f"since {place.since:%d/%m/%Y}" if place.since else ""
    parts = (day, plain(session.name if session else place.session), f"{place.start:%H:%M} to {place.end:%H:%M}")
    return ", ".join(part for part in (*parts, since, ends) if part)
