"""Who there is: children, the schools and authorities that answer for them, and those who work for innov8."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """The part a person plays; recipients are found by role in the pupil's own record, never by free text."""

    ATTENDANCE = "attendance"
    DSL = "dsl"
    HEAD = "head"
    COMMISSIONING = "commissioning"
    CME = "cme team"
    PLACING = "placing authority"
    LEAD = "lead"
    COORDINATOR = "coordinator"
    INNOV8_DSL = "innov8 dsl"
    TRUSTEE = "trustee"


@dataclass(frozen=True, slots=True)
class Contact:
    """One person or shared inbox of an organisation; `confirmed` says that a second person stands for the address."""

    role: Role
    name: str
    email: str
    phone: str = ""
    confirmed: bool = True


INNOV8_RINGS, SCHOOL_RINGS = "innov8", "school"
"""Who rings the family of a school's child first."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A school or a local authority: `kind` is `school` or `authority`; `rings_home` is who rings families first.

    One that `prefers_phone` gets its mail like all others, and is rung as well.
    """

    code: str
    name: str
    kind: str
    contacts: tuple[Contact, ...] = ()
    calendar: str = ""
    telephone: str = ""
    rings_home: str = INNOV8_RINGS
    social_care: str = ""
    out_of_hours: str = ""
    prefers_phone: bool = False
    checked_on: date | None = None

    def contact(self, role: Role) -> Contact | None:
        """Return the first contact with this role that has an address, or None."""
        return next((c for c in self.contacts if c.role is role and c.email), None)

    def is_confirmed(self, role: Role) -> bool:
        """Return whether there is somebody with this role whose address a second person stands for; else we ring."""
        contact = self.contact(role)
        return contact is not None and contact.confirmed


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who works for innov8; `confirmed` says that a second person stands for the address."""

    code: str
    name: str
    email: str
    phone: str = ""
    roles: tuple[Role, ...] = ()
    duty_order: int = 99
    away: tuple[tuple[date, date], ...] = ()
    confirmed: bool = True

    @property
    def is_on_forms(self) -> bool:
        """Whether the forms offer them: a trustee, and nothing else, leads no session and sends no register."""
        return set(self.roles) != {Role.TRUSTEE}


class Tier(StrEnum):
    """How much minutes matter for a child; `domain.tiers` says how it follows from what the DSL knows."""

    A = "A"
    NOT_KNOWN = "not known"
    B = "B"


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody at home, or who answers for the child: rung by people, never written to."""

    name: str
    phone: str
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Pupil:
    """A child with a place; `school` is the code of the school on whose roll the child is, or empty.

    `family` are those who may be rung, in order; `never_ring` is what the DSL typed of those who must not be.
    `tier` says how much minutes matter; brothers and sisters have the same `household`; `ring_note` is what whoever
    rings must know, such as the language. `lives_in` and `placed_by` are the codes of the authorities in which the
    child lives and which looks after it; `care_at_once` says that social care is told at once when it is missing.
    `adults` are all who are named of the home and may be rung, also those without a number; `roll_status` is as typed.
    """

    code: str
    first_name: str
    surname: str
    year: str = ""
    school: str = ""
    admission_number: str = ""
    family: tuple[Relative, ...] = ()
    never_ring: str = ""
    tier: Tier = Tier.NOT_KNOWN
    household: str = ""
    ring_note: str = ""
    social_worker: Relative | None = None
    born: date | None = None
    lives_in: str = ""
    placed_by: str = ""
    care_at_once: bool = False
    adults: tuple[Relative, ...] = ()
    roll_status: str = ""

    @property
    def is_dsl_first(self) -> bool:
        """Whether the DSL is rung before anybody else is about this child; why is only the DSL's to know."""
        return self.tier is Tier.A or bool(self.never_ring.strip())

    @property
    def short_name(self) -> str:
        """The first name and the initial: what a form's option and an email's table show."""
        return f"{self.first_name} {self.surname[:1]}".strip()


def may_be_rung(relative: Relative, never_ring: str) -> bool:
    """Return whether somebody may be rung: neither the name nor the number stands among those who must not be."""
    barred, name = never_ring.casefold(), relative.name.casefold()
    if name and barred and (name in barred or barred in name):
        return False
    # However a number begins, +44 (0)7700 or 07700, its end tells it from others.
    end = _digits(relative.phone)[-9:]
    return not (end and end in _digits(never_ring))


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
