"""The referral pack of a case, in the order in which an authority's form asks; and its restricted part, apart. Pure.

The restricted part stands on what no tick remembers: the flags of the tab Safeguarding, and the words of concerns. It
is given here by the command that makes the pack, and by nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cme.domain.cases import Case
from cme.domain.clocks import day_of
from cme.domain.figures import Figures
from cme.domain.model import Facts, Pupil
from cme.domain.pack import NONE_RECORDED, Field, Pack, Section, known, plain, stamp
from cme.domain.pack_absence import absence
from cme.domain.pack_case import actions, chronology, enquiries
from cme.domain.pack_child import adults, child, education

GROUPS = ("Child", "Adults", "Education", "Absence", "Enquiries", "Actions")
"""The sections of a pack, in order."""


@dataclass(frozen=True, slots=True)
class Concern:
    """One row of the tab Concerns, in its words; `at` is when it was sent."""

    at: datetime | None
    by: str = ""
    words: str = ""
    danger: str = ""
    told: str = ""
    whereabouts: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Restricted:
    """What the DSL's own tabs hold of one child: each heading of Safeguarding with its answer, and the concerns."""

    answers: tuple[tuple[str, str], ...] = ()
    concerns: tuple[Concern, ...] = ()


def referral_pack(case: Case, facts: Facts, figures: Figures, now: datetime) -> Pack:
    """Return what a form asks, and the chronology; `facts` hold all observations and events, not those of weeks."""
    pupil = _pupil(case, facts)
    sections = (
        child(pupil, facts, day_of(now)),
        adults(pupil, facts),
        education(case, pupil, facts),
        absence(pupil, facts, now),
        enquiries(case, facts),
        actions(case, facts, figures),
    )
    return Pack(case.id, now, facts.settings.organisation, sections, chronology(case, facts))


def restricted_pack(case: Case, facts: Facts, held: Restricted, now: datetime) -> Pack:
    """Return what is for social care and the police alone: flags, who must never be rung, the words of concerns."""
    pupil = _pupil(case, facts)
    sections = (
        Section("Risk", tuple(Field(plain(name), known(answer)) for name, answer in held.answers)),
        Section("Never to be rung", (Field("Who must not be rung about this child", _never(pupil)),)),
        Section("Concerns", tuple(_concerns(held)) or (Field("Concerns about this child", NONE_RECORDED),)),
    )
    return Pack(case.id, now, facts.settings.organisation, sections, is_restricted=True)


def _pupil(case: Case, facts: Facts) -> Pupil:
    """Return the child; of one who stands on Pupils no more, the code is all that is known."""
    return facts.pupils.get(case.pupil) or Pupil(case.pupil, "", "")


def _never(pupil: Pupil) -> str:
    return plain(pupil.never_ring) or "nobody entered"


def _concerns(held: Restricted) -> Iterator[Field]:
    for number, one in enumerate(held.concerns, start=1):
        yield Field(f"Concern {number}: sent", stamp(one.at))
        yield Field(f"Concern {number}: by", known(one.by))
        yield Field(f"Concern {number}: what was seen or heard", known(one.words))
        yield Field(f"Concern {number}: danger now", known(one.danger))
        yield Field(f"Concern {number}: whereabouts known", known(one.whereabouts))
        yield Field(f"Concern {number}: DSL told in person", known(one.told))
        yield Field(f"Concern {number}: outcome", known(one.outcome))
