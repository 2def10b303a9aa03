"""SAFE-6: once a morning, what does not page and must not be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cme.domain.clocks import hhmm, instant
from cme.domain.letter_rows import count
from cme.domain.mark_status import Status
from cme.domain.marks import Mark, marks
from cme.domain.missing import FIGURES, awaited, each_once
from cme.domain.model import Facts, Obligation, Tier
from cme.domain.rulebook import Moment, rule
from cme.domain.rules import INNOV8, INNOV8_DSL
from cme.domain.rules.absence import END_OF_DAY
from cme.domain.tiers import rank

LIST = "dsl_list"
NOT_HERE, EXPLAINED = "not here", "explained"
"""How the two parts of a list begin in its basis."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Who stands on a morning's list: the children missing who make no page, and those of tier A who are explained."""

    missing: tuple[Mark, ...]
    explained: tuple[Mark, ...]

    @property
    def basis(self) -> str:
        """The children by code and session, as the ledger keeps them and the letter reads them."""
        parts = ((NOT_HERE, self.missing), (EXPLAINED, self.explained))
        return "; ".join(
            f"{name}: {', '.join(f'{m.place.pupil} {m.place.session}' for m in found)}"
            for name, found in parts
            if found
        )


@rule("SAFE-6", clause="6.1", figures=FIGURES)
def morning_list(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """Once a morning the DSL is told who is missing and made no page, and which explanations there are to accept."""
    at = facts.settings.morning_list
    due = instant(moment.day, at or END_OF_DAY)
    found = listed(facts, moment, due)
    if at is None or not (found.missing or found.explained):
        return
    number = count(len(found.missing), "child is", "children are")
    said = f"{count(len(found.explained), 'explanation', 'explanations')} to accept"
    yield Obligation(
        rule="SAFE-6",
        day=moment.day,
        organisation=INNOV8,
        notice=LIST,
        to=INNOV8_DSL,
        due=due,
        reason=f"As known at {hhmm(due)}: {number} not here and not explained; {said}.",
        clause="6.1",
        basis=found.basis,
        # The screens show the same all day; a list of another day nobody needs.
        lapses_at=instant(moment.day, END_OF_DAY),
    )


def listed(facts: Facts, moment: Moment, at: datetime) -> Listed:
    """Return who stands on the list of an instant, each child once: by what was known then, and still holds."""
    due = [child for child in awaited(facts, moment.day, moment.figures) if child.noticed_at <= at]
    missing = [c.mark for c in due if c.is_missing(at) and c.is_missing() and not _is_a(facts, c.mark)]
    missing.sort(key=lambda mark: rank(facts.pupils[mark.place.pupil].tier))
    limit = moment.figures.minutes("absence_notice", moment.day)
    by_now = (mark for mark in marks(facts, moment.day) if mark.expected_at + limit <= at and _is_a(facts, mark))
    return Listed(
        tuple(each_once(missing)),
        tuple(each_once(m for m in by_now if _is_explained(m) and _is_explained(m.known_by(at)))),
    )


def _is_explained(mark: Mark) -> bool:
    return mark.status is Status.NOT_COMING and mark.explained is not None


def _is_a(facts: Facts, mark: Mark) -> bool:
    return facts.pupils[mark.place.pupil].tier is Tier.A
