"""Who of the DSLs is on duty today: who has said so, and who was asked last. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from cme.domain.model import Facts, Observation, Role, Saw, Staff
from cme.domain.said_by import staff_of

DUTY_RULE = "SAFE-3"
"""The rule that asks who is on duty."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Who holds the duty of a day: since when each person said so, by code, the last one last; and who was asked last.

    Whoever says it later takes over from whoever said it before.
    """

    since: Mapping[str, datetime] = field(default_factory=dict)
    asked: str = ""

    @property
    def first(self) -> datetime | None:
        """When somebody said it first that day, or None."""
        return min(self.since.values(), default=None)

    def place(self, person: Staff) -> int:
        """Return where somebody stands: who said it last first; while nobody has, whoever was asked last."""
        if person.code in self.since:
            return -1 - list(self.since).index(person.code)
        return -1 if not self.since and self.asked and person.email.casefold() == self.asked else 0


def duty_of(facts: Facts, day: date) -> Duty:
    """Return who holds the duty of a day, by all that is known."""
    return _by_day(facts).get(day, Duty())


@lru_cache(maxsize=8)
def _by_day(facts: Facts) -> Mapping[date, Duty]:
    said: dict[date, list[Observation]] = {}
    for observation in facts.observations:
        if observation.saw is Saw.ON_DUTY:
            said.setdefault(observation.day, []).append(observation)
    asked: dict[date, tuple[datetime, str, str]] = {}
    for row in facts.ledger.values():
        message = facts.messages.get(row.message)
        if row.rule == DUTY_RULE and message is not None:
            this = (row.decided_at, row.step, message.to.casefold())
            asked[row.day] = max(asked.get(row.day, this), this)
    days = said.keys() | asked.keys()
    return {day: Duty(_since(facts, said.get(day, [])), asked[day][-1] if day in asked else "") for day in days}


def _since(facts: Facts, said: list[Observation]) -> Mapping[str, datetime]:
    """Return since when each DSL has been on duty, by when the word reached us."""
    since: dict[str, datetime] = {}
    for observation in sorted(said, key=lambda o: (o.recorded_at, o.entry)):
        person = staff_of(facts, observation)
        if person is not None and Role.INNOV8_DSL in person.roles:
            since.pop(person.code, None)
            since[person.code] = observation.recorded_at
    return since
