"""The example's half term, played from its first minute to its last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from cme.domain.alert_budget import Budget
from cme.domain.clocks import instant
from cme.domain.model import Facts
from cme.policy import load_figures, load_policy, load_questions
from sandbox.days.budget import budget_of
from sandbox.days.case_desk import CaseDesk
from sandbox.days.half_term import HalfTerm, half_term
from sandbox.days.player import Sent, play
from sandbox.days.rhythm import Rhythm
from sandbox.days.staff import Everybody
from sandbox.example.facts import example_facts

LOOKS_BACK = 4
"""From Monday to the Thursday before. No run fails here, so that nothing older is owed."""


@dataclass(frozen=True, slots=True)
class Played:
    """A half term that was played: how it went, and what the system sent."""

    of: Rhythm
    facts: Facts
    term: HalfTerm
    sent: tuple[Sent, ...]

    @property
    def days(self) -> list[date]:
        """The days on which anybody was expected."""
        return sorted({day for day, _ in self.term.rooms})

    def budget(self) -> Budget:
        """Return how often people were called on."""
        return budget_of(self.sent, self.facts, self.days, self.of.emergencies)


def play_half_term(of: Rhythm, facts: Facts | None = None) -> Played:
    """Play a half term with the example's people, or with others; the system is live from its first day."""
    people = people_of(of, facts)
    since, until = instant(of.since, time()), instant(of.until + timedelta(days=1), time())
    term = half_term(people, of)
    sent = play(people, Everybody(of, term), since, until, load_figures(), back=LOOKS_BACK, desk=CaseDesk())
    return Played(of, people, term, tuple(sent))


def people_of(of: Rhythm, facts: Facts | None = None) -> Facts:
    """Return the example's people, or others, with a system that is live from the first day of a half term."""
    people = facts or example_facts()
    # As the workbook is set up: somebody is asked who is on duty, and the week begins with its digest.
    settings = replace(people.settings, live_from=instant(of.since, time()), workbook_id="example")
    settings = replace(settings, duty_asked=time(8, 30), weekly_digest=time(8))
    return replace(people, settings=settings, policy=load_policy(), questions=load_questions())
