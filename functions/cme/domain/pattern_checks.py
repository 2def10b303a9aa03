"""The five checks for patterns of absence: each says how bad it is with one child, or nothing. Pure.

Each is silent below its least count, and says in its sentence what was counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cme.domain.attendance import Expected, History
from cme.domain.calendar import calendar_of, school_days
from cme.domain.clocks import short_day
from cme.domain.figures import Figures
from cme.domain.findings import (
    ASK_RETURN,
    ASK_SCHOOL,
    CASE_PROPOSED,
    DECIDE,
    LATE,
    RUN,
    SHARE,
    TOLD,
    UNSEEN,
    WEEKDAY,
)
from cme.domain.letter_rows import count
from cme.domain.model import Facts, Pupil, Tier

FOUR_WEEKS = timedelta(days=28)
SHOWN = 3
"""So many days are named; of more the last."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What one check finds of one child today: how bad, since when, and the sentence that says it."""

    level: int
    since: date
    what: str


@dataclass(frozen=True, slots=True)
class Child:
    """What the checks stand on: one child's history until a day, and the figures of that day."""

    facts: Facts
    pupil: Pupil
    history: History
    until: date
    figures: Figures

    @property
    def days(self) -> tuple[Expected, ...]:
        """The days on which the child was expected, the earliest first."""
        return self.history.days

    def figure(self, name: str) -> float:
        """Return a figure as it is in force on the last day."""
        return self.figures.value(name, self.until)


def missed_in_a_row(child: Child) -> Sign | None:
    """PAT-1: days missed in a row without a reason; a day that somebody explained neither counts nor ends it."""
    run: list[Expected] = []
    for day in reversed(child.days):
        if day.came:
            break
        run += [day] if day.is_unexplained else []
    if len(run) < child.figure("run_told"):
        return None
    level = DECIDE if len(run) >= child.figure("run_decide") else TOLD
    came = next((day.day for day in reversed(child.days) if day.came), None)
    last = f"last here {short_day(came)}" if came else "never here so far"
    named = ", ".join(short_day(day.day) for day in run[:SHOWN][::-1])
    more = "the last of them " if len(run) > SHOWN else ""
    return Sign(level, run[-1].day, f"missed {len(run)} in a row, nobody knows why: {more}{named}; {last}")


def unseen(child: Child) -> Sign | None:
    """PAT-2: school days on which nobody has seen the child, from its first missed day without a reason on."""
    seen = child.history.seen_on
    missed = (day.day for day in child.days if day.is_unexplained and (seen is None or day.day > seen))
    since = next(missed, None)
    calendar = calendar_of(child.facts.organisations.get(child.pupil.school))
    days = school_days(child.facts, since, child.until, calendar) if since else 0
    first = child.figure("unseen_first" if child.pupil.tier is Tier.A else "unseen_ask")
    if since is None or days < first:
        return None
    steps = ((ASK_RETURN, "unseen_return"), (CASE_PROPOSED, "unseen_case"))
    level = next((level for level, name in steps if days >= child.figure(name)), ASK_SCHOOL)
    words = {
        ASK_SCHOOL: "ask the school whether it has seen the child",
        CASE_PROPOSED: "ask the school, and assess: is it a case?",
        ASK_RETURN: "has the school made its return?",
    }
    last = f"last seen {short_day(seen)}" if seen else "not seen so far"
    number = count(days, "school day", "school days")
    what = f"seen by nobody for {number} since {short_day(since)}, as far as we know ({last}): {words[level]}"
    return Sign(level, since, what)


def share_missed(child: Child) -> Sign | None:
    """PAT-3: of the last sessions too few were attended, or far fewer than before; each half of a day is one."""
    every = [was_there for day in child.days for was_there in day.sessions]
    window, least = int(child.figure("share_window")), child.figure("share_least")
    last, before = every[-window:], every[-2 * window : -window]
    if len(last) < least:
        return None
    share, below = _share(last), child.figure("share_below")
    what = f"came to {sum(last)} of the last {len(last)} sessions"
    if len(before) >= least and _share(before) - share >= child.figure("share_drop"):
        what += f", before that to {sum(before)} of {len(before)}"
    elif share >= below:
        return None
    return Sign(2 if 2 * share < below else 1, child.days[-1].day, what)


def _share(sessions: Sequence[bool]) -> float:
    return 100 * sum(sessions) / len(sessions)


def late_again(child: Child) -> Sign | None:
    """PAT-4: late on too many of the last days on which the child came, or too many minutes lost in four weeks."""
    window, late = int(child.figure("late_window")), child.figure("late_minutes")
    came = [day for day in child.days if day.came][-window:]
    times = sum(day.late >= late for day in came) if len(came) == window else 0
    lost = sum(day.lost for day in child.days if day.day > child.until - FOUR_WEEKS)
    often, much = times >= child.figure("late_times"), lost >= child.figure("late_lost")
    if not (often or much):
        return None
    parts = [f"came {late:g} minutes late or more on {times} of the last {window} days"] if often else []
    parts += [f"lost {lost} minutes in four weeks"] if much else []
    return Sign(len(parts), child.days[-1].day, "; ".join(parts))


def same_weekday(child: Child) -> Sign | None:
    """PAT-5: missed again and again on one weekday by a child who comes on the others."""
    window = int(child.figure("weekday_window"))
    for weekday in range(5):
        those = [day for day in child.days if day.day.weekday() == weekday][-window:]
        missed = sum(not day.came for day in those)
        if len(those) < window or missed < child.figure("weekday_missed"):
            continue
        others = [day.came for day in child.days if day.day > those[0].day and day.day.weekday() != weekday]
        if len(others) >= window and _share(others) >= child.figure("weekday_others"):
            what = f"missed {missed} of the last {window} {those[0].day:%A}s"
            level = 2 if missed == window else 1
            return Sign(level, those[-1].day, f"{what}, came on {sum(others)} of {len(others)} other days")
    return None


CHECKS: Mapping[str, Callable[[Child], Sign | None]] = {
    RUN: missed_in_a_row,
    UNSEEN: unseen,
    SHARE: share_missed,
    LATE: late_again,
    WEEKDAY: same_weekday,
}
"""Every check, by the code of its rule."""
