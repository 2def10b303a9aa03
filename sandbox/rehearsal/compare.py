"""What would have gone beside what really went: the same, earlier, later, new, or not at all. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from cme.domain.clocks import day_of
from cme.domain.model import Obligation, Owing
from sandbox.days.player import Sent
from sandbox.rehearsal.history import History, sent_by

A_RUN = timedelta(minutes=2)
"""Two runs apart is the same: what was due at a minute is now and then decided in the next."""


class How(StrEnum):
    """How one thing that is owed went in a rehearsal, beside how it really went."""

    SAME = "same"
    EARLIER = "earlier"
    LATER = "later"
    NEW = "new"
    NOT = "not at all"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was owed: when it really was decided, and when it would have been; None where it was not."""

    owed: Obligation | Owing
    notice: str
    really: datetime | None
    rehearsed: datetime | None

    @property
    def at(self) -> datetime:
        """When it stands in a list by time."""
        found = self.rehearsed or self.really
        if found is None:
            raise ValueError(self.owed.key)
        return found

    @property
    def how(self) -> How:
        """How it went in the rehearsal."""
        if self.really is None:
            return How.NEW
        if self.rehearsed is None:
            return How.NOT
        apart = self.rehearsed - self.really
        return How.SAME if abs(apart) < A_RUN else How.EARLIER if apart < timedelta(0) else How.LATER


def compare(history: History, sent: Iterable[Sent], since: date, until: date) -> list[Line]:
    """Return each thing that was owed on these days, and went on them really or in the rehearsal, by time.

    What was owed of a day before the first was none of the rehearsal's.
    """
    really = {key: found for key, found in sent_by(history).items() if _is_within(found[0], since, until)}
    rehearsed = {owed.key: (owed, one) for one in sent for owed in one.letter.obligations}
    lines = [
        Line(owed, owed.notice, really[key][0].decided_at if key in really else None, one.at)
        for key, (owed, one) in rehearsed.items()
    ]
    gone = (found for key, found in really.items() if key not in rehearsed)
    lines += [Line(row, message.notice, row.decided_at, None) for row, message in gone]
    return sorted(lines, key=lambda line: (line.at, line.owed.key))


def _is_within(row: Owing, since: date, until: date) -> bool:
    return since <= row.day and since <= day_of(row.decided_at) <= until


def by_rule(lines: Sequence[Line]) -> dict[str, dict[How, int]]:
    """Return how many there are of each kind, by rule."""
    found: dict[str, dict[How, int]] = {}
    for line in lines:
        counts = found.setdefault(line.owed.rule, dict.fromkeys(How, 0))
        counts[line.how] += 1
    return dict(sorted(found.items()))
