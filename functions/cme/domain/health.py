"""Whether the system runs, and what about it wants a person: in words that name nobody. Pure.

An error says that somebody may not be told: act now. A query is to be looked at. The rest is only said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from cme.domain import modes, quota
from cme.domain.archive import archive_problems
from cme.domain.calendar import OURS
from cme.domain.clocks import day_of, time_and_date
from cme.domain.figures import Figures
from cme.domain.model import Facts, Message, Mode, Problem, Settings, Severity, State
from cme.domain.policy_health import SOON, calendar_ends
from cme.domain.recipients import INNOV8
from cme.domain.testing import problems_of_test
from cme.domain.waiting import waits_for_second
from cme.domain.wrong_clock import CLOCK_OFF, is_wrong, wrong_clock

FIGURES = (SOON, CLOCK_OFF, *quota.FIGURES, *modes.FIGURES)
WITHOUT_DUE = timedelta(minutes=41)
"""How old a heartbeat may be that does not say when the next is due; the same as in cell A1 of Today."""
STUCK_AFTER = timedelta(minutes=5)
"""A claim is taken over after a lease of three minutes, by a run of the minute that follows."""
DAY = timedelta(days=1)
NIGHT_MISSED = timedelta(hours=50)
"""Two nights without the night's job, and what a clock change and a late call may take."""
MANY_STRAYS = 5
"""A run that dies now and then leaves fewer drafts behind in one night."""
LOST = {
    State.UNKNOWN: "may or may not have gone out",
    State.FAILED: "were refused by the mail service",
    State.BOUNCED: "came back undelivered",
}


@dataclass(frozen=True, slots=True)
class Head:
    """What the workbook says of the machine itself; `problems` are those of tabs, headings and forms.

    `version` says that it is of another version than the program.
    """

    heartbeat: datetime | None = None
    heartbeat_due: datetime | None = None
    has_token: bool = True
    is_ours: bool = True
    is_mode_known: bool = True
    is_in_step: bool = True
    clock_off: timedelta = timedelta(0)
    night: datetime | None = None
    strays: int = 0
    version: Problem | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Health:
    """How the system stands at an instant: numbers, codes, and problems in whole sentences."""

    at: datetime
    mode: Mode
    last_run: datetime | None = None
    paused_until: datetime | None = None
    messages: Mapping[str, int] = field(default_factory=dict)
    sent: int = 0
    calendar_ends: date | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether nothing is wrong; what is only to be looked at does not count."""
        return not any(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def age_hours(self) -> float | None:
        """How old the last good run is, in hours; None where there was none."""
        if self.last_run is None:
            return None
        return round(max(self.at - self.last_run, timedelta()) / timedelta(hours=1), 2)

    @property
    def facts(self) -> dict[str, Any]:
        """The same as JSON holds it."""
        return {
            "well": self.is_well,
            "age_hours": self.age_hours,
            "last_run": self.last_run.isoformat() if self.last_run else None,
            "mode": self.mode.value,
            "paused_until": self.paused_until.isoformat() if self.paused_until else None,
            **self.messages,
            "sent_in_24_hours": self.sent,
            "calendar_ends": self.calendar_ends.isoformat() if self.calendar_ends else None,
            "problems": [
                {"code": p.code, "severity": p.severity.value, "what": p.what, "mend": p.mend} for p in self.problems
            ],
        }

    @property
    def sentences(self) -> list[str]:
        """The same for a person: first how it stands, then what is wrong, then what is to be looked at."""
        head = "Well." if self.is_well else "NOT WELL."
        last = f"The last good run was at {time_and_date(self.last_run)}." if self.last_run else "It never ran."
        counts = ", ".join(f"{count} {name}" for name, count in self.messages.items())
        ends = f"{self.calendar_ends:%d/%m/%Y}" if self.calendar_ends else "nowhere"
        said = [f"{head} {last} The mode is {self.mode.value}."]
        said += [f"Messages: {counts}; {self.sent} sent in the last 24 hours. The calendar reaches {ends}."]
        worst_first = sorted(self.problems, key=lambda p: p.severity is not Severity.ERROR)
        return said + [f"{p.code}, {p.severity.value}: {p.what} {p.mend}" for p in worst_first]


def health(head: Head, facts: Facts, now: datetime, figures: Figures) -> Health:
    """Return how the system stands, from the workbook's head, its ledger and its settings."""
    lost = {state: _lost(facts, state, now) for state in LOST}
    stuck = _stuck(facts, now)
    ends = max((term.until for term in facts.terms if term.calendar == OURS), default=None)
    until = facts.settings.paused_until
    found = (*_runs(head, now), *_clock(head, now, figures), *_stands_still(head))
    found += (
        *(problem for problem in facts.problems if problem.code in modes.BEFORE_LIVE),
        *_pause(facts.settings, now, figures),
        *_messages(stuck, lost),
        *_drift(head),
        *_night(head, facts, now),
        *archive_problems(facts, now),
        *quota.quota_problems(facts, now, figures),
        *problems_of_test(facts, now, figures),
        *_unconfirmed(facts),
        *_calendar(facts, now, figures),
    )
    return Health(
        at=now,
        mode=facts.settings.mode,
        last_run=head.heartbeat,
        paused_until=until if until and now < until else None,
        messages={"stuck": len(stuck), **{state.value: len(group) for state, group in lost.items()}},
        sent=quota.used(facts, now),
        calendar_ends=ends,
        problems=found,
    )


def _runs(head: Head, now: datetime) -> Iterator[Problem]:
    mend = "Use paper and ring round; then look whether the schedule is on and what the function's log says."
    if head.heartbeat is None:
        yield _error("OPS-2", "runs", "There was no run yet, so nobody is told anything.", mend)
    elif now > (head.heartbeat_due or head.heartbeat + WITHOUT_DUE):
        yield _error("OPS-2", "runs", f"There was no good run since {time_and_date(head.heartbeat)}.", mend)


def _clock(head: Head, now: datetime, figures: Figures) -> Iterator[Problem]:
    if is_wrong(head.clock_off, now, figures):
        yield wrong_clock(head.clock_off)


def _stands_still(head: Head) -> Iterator[Problem]:
    """Yield what keeps it from telling anybody although it runs."""
    if head.version is not None:
        yield head.version
    if not head.has_token:
        what = "The revision token was deleted, so nothing can be written, and nobody is told."
        yield _error("SHEET-7", "Runs!B1", what, "Run scripts/apply_schema: it sets the token again.")
    if not head.is_ours:
        what = "Settings does not hold this workbook's own id: it may be a copy, and sends nothing."
        yield _error("SEND-2", "Settings", what, "If it is the one in use, run scripts/apply_schema.")
    if not head.is_mode_known:
        what = "Settings does not say whether the system is live, so it sends nothing."
        yield _error("SEND-2", "Settings", what, "Type live, shadow or rehearsal beside “mode”.")


def _pause(settings: Settings, now: datetime, figures: Figures) -> Iterator[Problem]:
    until = settings.paused_until
    if until and now < until:
        days = f", longer than {int(figures.value('pause_long', day_of(now)))} days"
        long = days if modes.is_long(settings, now, figures) else ""
        what = f"Paused until {time_and_date(until)}{long}: schools are not told, pages go out."
        yield _query("OPS-2", "Settings", what, "It ends by itself; empty “paused until” to end it now.")


def _messages(stuck: list[Message], lost: Mapping[State, list[Message]]) -> Iterator[Problem]:
    if stuck:
        what = f"Of {_counted(stuck)} nobody has known for five minutes whether it went out."
        yield _error("OPS-1", "Messages", what, "Look in the mailbox under Sent. If it is not there, ring them.")
    for state, group in lost.items():
        if group:
            # What was to reach innov8's own people may have been the only word of it.
            kind = _error if any(message.organisation == INNOV8 for message in group) else _query
            what = f"Since yesterday {_counted(group)} {LOST[state]}."
            yield kind("OPS-1", "Messages", what, "The tab Waiting says whom to ring.")


def _drift(head: Head) -> Iterator[Problem]:
    if head.problems:
        codes = ", ".join(f"{code} ({count})" for code, count in sorted(Counter(p.code for p in head.problems).items()))
        kind = _error if any(p.severity is Severity.ERROR for p in head.problems) else _query
        what = f"Tabs or forms are not as they must be: {codes}."
        yield kind("OPS-3", "workbook", what, "The tab Problems says which; scripts/apply_schema brings them in step.")
    if not head.is_in_step:
        what = "The forms do not offer what the workbook holds."
        yield _query("OPS-3", "forms", what, "A run mends it in its minute. If this stays, run scripts/apply_schema.")


def _night(head: Head, facts: Facts, now: datetime) -> Iterator[Problem]:
    """Yield what the night's job left to be looked at: that it did not come, or what it found."""
    since = head.night or facts.settings.live_from
    if since is not None and now - since > NIGHT_MISSED:
        done = f"was last done at {time_and_date(head.night)}" if head.night else "never ran"
        what = f"The night's job {done}."
        yield _query("OPS-6", "runs", what, "Look whether its schedule is on: it throws stray drafts away.")
    if head.strays > MANY_STRAYS:
        what = f"In the night of {time_and_date(head.night)} {head.strays}" if head.night else f"At night {head.strays}"
        what += " drafts were thrown away that no run had claimed."
        yield _query("OPS-6", "mailbox", what, "Runs die half-way: look in the function's log at how they ended.")


def _unconfirmed(facts: Facts) -> Iterator[Problem]:
    if facts.unconfirmed:
        what = waits_for_second(len(facts.unconfirmed))
        yield _query("DESK-1", "Desk", what, "Confirm or withdraw each on the tab Desk.")


def _calendar(facts: Facts, now: datetime, figures: Figures) -> Iterator[Problem]:
    """Yield that no term is typed any more, which is an error, or that the last one ends soon."""
    point = calendar_ends(facts.terms, day_of(now), figures)
    if point is not None:
        kind, code = (_error, "CAL-1") if point.level > 1 else (_query, point.rule)
        yield kind(code, "Calendar", point.what, point.mend)


def _stuck(facts: Facts, now: datetime) -> list[Message]:
    """Return the claims of which nobody knows for too long whether they went, counted from the first of their runs."""
    since: dict[str, datetime] = {}
    for row in facts.ledger.values():
        since[row.message] = min(row.decided_at, since.get(row.message, row.decided_at))
    claimed = (message for message in facts.messages.values() if message.state is State.CLAIMED)
    return [m for m in claimed if now - since.get(m.id, m.at) > STUCK_AFTER]


def _lost(facts: Facts, state: State, now: datetime) -> list[Message]:
    return [m for m in facts.messages.values() if m.state is state and (m.at > now - DAY or m.day == day_of(now))]


def _counted(group: Iterable[Message]) -> str:
    counts = Counter(message.notice for message in group)
    return ", ".join(f"{count} “{notice}”" for notice, count in sorted(counts.items()))


def _error(code: str, where: str, what: str, mend: str) -> Problem:
    return Problem(code, Severity.ERROR, where, what, mend)


def _query(code: str, where: str, what: str, mend: str) -> Problem:
    return Problem(code, Severity.QUERY, where, what, mend)
