"""Whether each register came, and how long after the start for which it was asked. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cme.domain.figures import Figures
from cme.domain.marks import Mark, marks, registers
from cme.domain.model import Facts
from cme.domain.rules.register import is_excused

LIMIT = "register_page"
"""The figure after which a register is late: from then on somebody has to be paged for it."""


@dataclass(frozen=True, slots=True)
class Register:
    """One register that was asked for: from which start, within how long, and when it first reached us, if it did."""

    day: date
    session: str
    start: datetime
    limit: timedelta
    came: datetime | None

    @property
    def is_late(self) -> bool:
        """Whether it came too late, or never."""
        return self.came is None or self.came > self.start + self.limit

    @property
    def words(self) -> str:
        """How late it was; empty where it was on time."""
        if not self.is_late:
            return ""
        if self.came is None:
            return "no register"
        return f"register late, {int((self.came - self.start).total_seconds() // 60)} minutes after the start"


def registers_due(then: Facts, day: date, figures: Figures, now: datetime) -> Iterator[Register]:
    """Yield the registers of a day that were asked for by now; `then` are the facts as the day has changed them."""
    groups: dict[str, list[Mark]] = {}
    for mark in marks(then, day):
        groups.setdefault(mark.place.session, []).append(mark)
    taken, limit = registers(then, day), figures.minutes(LIMIT, day)
    for session, group in groups.items():
        start = _start(group, limit)
        came = min((said.recorded_at for said in taken.get(session, ())), default=None)
        if start is not None and (came is not None or start + limit < now):
            yield Register(day, session, start, limit, came)


def _start(group: Iterable[Mark], limit: timedelta) -> datetime | None:
    """Return the first start of those who were waited for by what was known in time; None where nobody was."""
    waited = (m.expected_at for m in group if not is_excused(m.known_by(m.expected_at + limit)))
    return min(waited, default=None)
