"""How many minutes a child was to be somewhere, and was there, by its marks of a day. Pure.

What nobody said anything of is counted apart: it is neither attended nor missed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cme.domain.clocks import local, minute_of_day
from cme.domain.mark_status import Status
from cme.domain.marks import Mark
from cme.domain.model import Observation, Saw
from cme.domain.said import SEEN, is_after, standing

WENT = frozenset({Saw.WENT_HOME, Saw.LEFT_SITE})
NOT_HELD = frozenset({Status.CANCELLED, Status.PAUSED})
"""Nobody waits for the child: innov8 called the session off, or the place is paused by agreement."""


@dataclass(frozen=True, slots=True)
class Minutes:
    """A child's minutes in some days: scheduled, attended, and those of which nobody said anything."""

    scheduled: int = 0
    attended: int = 0
    silent: int = 0

    def __add__(self, other: Minutes) -> Minutes:
        """Return the minutes of both."""
        return Minutes(self.scheduled + other.scheduled, self.attended + other.attended, self.silent + other.silent)


def minutes_of(theirs: Iterable[Mark]) -> Minutes:
    """Return a child's minutes of one day from its sessions; those of two at one time count once."""
    scheduled: set[int] = set()
    there: set[int] = set()
    silent: set[int] = set()
    for mark in theirs:
        if mark.status not in NOT_HELD:
            planned = set(_planned(mark))
            scheduled |= planned
            there |= planned & _there(mark)
            silent |= planned & _silent(mark)
    return Minutes(len(scheduled), len(there), len(silent - there))


def _planned(mark: Mark) -> range:
    """Return the minutes of the day at which a session of a child's own hours goes on."""
    return range(minute_of_day(mark.place.start), minute_of_day(mark.place.end))


def _there(mark: Mark) -> set[int]:
    """Return the minutes at which a child was there, from its first moves to its last."""
    moves = [said for said in standing(list(mark.heard)) if said.saw in SEEN | WENT]
    if not moves:
        return set(_planned(mark)) if _is_in_another_group(mark) else set()
    stay: set[int] = set()
    since = None if _was_missed(mark, moves[0]) else _planned(mark).start
    went: Observation | None = None
    for said in moves:
        if said.saw in WENT and since is not None:
            stay.update(range(since, _minute(said)))
            since, went = None, said
        elif said.saw in SEEN and since is None and (went is None or is_after(said, went)):
            since = _minute(said)
    return stay if since is None else stay | set(range(since, _until(mark)))


def _was_missed(mark: Mark, first: Observation) -> bool:
    """Return whether a child is known not to have been there from its start. A register at 09:05 alone says it was."""
    missed_before = mark.first is None and mark.asked_at is not None and mark.asked_at <= first.at
    return mark.came_late or missed_before


def _until(mark: Mark) -> int:
    """Return until when a child was there who is not known to have gone: the end, or when it was missed."""
    return _missed_at(mark) if mark.status is Status.CONTRADICTORY else _planned(mark).stop


def _silent(mark: Mark) -> set[int]:
    """Return the minutes of which nobody can say whether the child was there."""
    if mark.status is Status.NOT_ASKED:
        return set(_planned(mark))
    if mark.status is Status.CONTRADICTORY:
        return set(range(_missed_at(mark), _planned(mark).stop))
    return set()


def _missed_at(mark: Mark) -> int:
    return minute_of_day(local(mark.asked_at or mark.expected_at).time())


def _minute(said: Observation) -> int:
    return minute_of_day(local(said.at).time())


def _is_in_another_group(mark: Mark) -> bool:
    return mark.elsewhere is not None and _minute(mark.elsewhere) in _planned(mark)
