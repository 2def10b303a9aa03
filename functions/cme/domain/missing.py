"""A child of whom a register was taken, whom nobody has seen and nobody whose word counts has explained. Pure.

The notice of absence (REG-1) speaks of more: it also goes where somebody has heard a reason that does not count. Of
what is on another page already (left without permission, here and then not) nothing is said here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cme.domain.contradictions import contradictions, is_in_doubt
from cme.domain.figures import Figures
from cme.domain.mark_status import Status
from cme.domain.marks import Mark, marks, registers
from cme.domain.model import Facts, Observation

NOT_SEEN = (Status.NOT_HERE, Status.NOT_ASKED, Status.CONTRADICTORY)
FIGURES = ("absence_notice", "taxi_wait", "taxi_wait_longest")
JUST = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Awaited:
    """A child in a session with a register: `noticed_at` the notice of absence can go, at `due` the DSL must know."""

    mark: Mark
    taken: tuple[Observation, ...]
    noticed_at: datetime
    due: datetime

    def is_missing(self, by: datetime | None = None) -> bool:
        """Return whether the child was missing by what was known at an instant; without one, by all that is known."""
        then = self.mark.known_by(by) if by else self.mark
        missed: tuple[Status, ...] = NOT_SEEN
        if then.cancelled is not None:
            # Who was missed before it was called off stays missed; of anybody else nothing is said here.
            missed = (Status.NOT_HERE, Status.CANCELLED) if then.cancelled.recorded_at > self.due else ()
        if then.status not in missed or is_seen_elsewhere(self.mark, by):
            return False
        if not is_in_doubt(then):
            return True
        # What is not cleared up when the notice falls due is in the notice; of any other REG-9 pages.
        open_ones = [found for found in contradictions(self.mark) if found.is_open(by)]
        here = {found.here.session for found in open_ones}
        return here == {self.mark.place.session} and all(found.since <= self.noticed_at for found in open_ones)

    @property
    def corrected(self) -> Observation | None:
        """The correction “is not here after all”, where it is what made the child missing, and that late."""
        unseen = self.mark.unseen
        if unseen is None or unseen.recorded_at <= self.due or self.is_missing(unseen.recorded_at - JUST):
            return None
        return unseen

    @property
    def since(self) -> datetime:
        """From when on the DSL must know: since a correction made the child missing, or since it was due."""
        return self.corrected.recorded_at if self.corrected else self.due


def awaited(facts: Facts, day: date, figures: Figures) -> Iterator[Awaited]:
    """Yield each child once a session of which a register was taken. Where there is none, REG-2 pages for all."""
    limit, wait, longest = (figures.minutes(name, day) for name in FIGURES)
    every = registers(facts, day)
    seen: set[tuple[str, str]] = set()
    for mark in marks(facts, day):
        about, taken = (mark.place.pupil, mark.place.session), every.get(mark.place.session, ())
        if not taken or about in seen:
            continue
        seen.add(about)
        came, at = min(o.recorded_at for o in taken), mark.expected_at + limit
        held = min(mark.taxi.due + wait, mark.expected_at + longest) if mark.taxi and mark.taxi.due else at
        yield Awaited(mark, taken, max(at, came), max(at, held, came))


def is_seen_elsewhere(mark: Mark, by: datetime | None = None) -> bool:
    """Return whether somebody has seen the child in another session since it was expected in this one."""
    seen = [o for o in mark.others if o.at >= mark.expected_at]
    seen += [mark.elsewhere] if mark.elsewhere else []
    return any(by is None or o.recorded_at <= by for o in seen)


def home_of(facts: Facts, mark: Mark) -> str:
    """Return the household of a child, however it was typed; empty where none was."""
    return facts.pupils[mark.place.pupil].household.strip().casefold()


def is_still_missing(mark: Mark) -> bool:
    """Return whether by all that is known nobody has seen the child, here or elsewhere, and nobody has explained it."""
    return mark.status in NOT_SEEN and mark.cancelled is None and not is_seen_elsewhere(mark)


def each_once(found: Iterable[Mark]) -> list[Mark]:
    """Return the first mark of each child: who is missed in two sessions is one child."""
    once: dict[str, Mark] = {}
    for mark in found:
        once.setdefault(mark.place.pupil, mark)
    return list(once.values())
