"""The alert budget of days that were played: what is counted of each message that the system sent in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from cme.domain import alert_budget
from cme.domain.alert_budget import ALARMS, Budget, Told
from cme.domain.model import Facts, Role
from cme.domain.oversight_counts import OUR_MISTAKE
from cme.domain.sent_on import SENT_ON
from sandbox.days.player import Sent


def budget_of(sent: Sequence[Sent], facts: Facts, days: Iterable[date], emergencies: Iterable[date] = ()) -> Budget:
    """Return how often people were called on, day by day; emergencies are counted by themselves."""
    line = {person.email for person in facts.staff.values() if Role.INNOV8_DSL in person.roles}
    return alert_budget.budget_of([_told(one, line) for one in sent], days, emergencies)


def _told(one: Sent, line: Collection[str]) -> Told:
    letter = one.letter
    owed = [obligation for obligation in letter.obligations if obligation.rule != SENT_ON]
    return Told(
        one.id,
        one.at,
        letter.day,
        letter.notice,
        letter.organisation,
        letter.to.email,
        letter.subject,
        is_urgent=letter.urgent,
        is_dsls=letter.to.email in line,
        what=f"{letter.notice} to {letter.to.name}: {letter.obligations[0].reason}",
        alarms=sum(obligation.notice in ALARMS for obligation in owed),
        mistakes=sum(obligation.basis.startswith(OUR_MISTAKE) for obligation in owed),
    )
