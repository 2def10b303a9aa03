"""OPS-2, OPS-3, OPS-8: what innov8's own DSL is told of a pause, of a workbook taken back in time, of a shadow day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from cme.domain.by_day import rows_on
from cme.domain.calendar import places_on, sessions_on
from cme.domain.clocks import day_of, hhmm, instant
from cme.domain.ledger import recalled_at
from cme.domain.model import Facts, Mode, Obligation, Owing, State
from cme.domain.modes import OVERTAKEN_LIST, SHADOW_DIGEST, STILL_PAUSED, TAKEN_BACK, since_when
from cme.domain.rulebook import Moment, rule
from cme.domain.rules import INNOV8, INNOV8_DSL

ONE_RESTORE = timedelta(minutes=15)
"""What the mailbox brings back within so long of the first belongs to one restore: it may take more than one run."""


@rule("OPS-2", clause="5.2", figures=("pause_reminder", "pause_reminder_again"))
def still_paused(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """Sending is still paused while sessions run: the DSL is reminded, so that no pause is forgotten."""
    yield from _lists_again(facts, moment.day)
    first = moment.figures.minutes("pause_reminder", moment.day)
    every = moment.figures.minutes("pause_reminder_again", moment.day)
    since, until = facts.settings.paused_from, facts.settings.paused_until
    sessions = sessions_on(facts, moment.day)
    if since is None or until is None or not sessions:
        return
    begins = instant(moment.day, min(session.start for session in sessions))
    ends = min(until, instant(moment.day, max(session.end for session in sessions)))
    due = since + first
    if due < begins:
        due += -((due - begins) // every) * every
    while due < ends:
        reason = f"Sending has been paused since {since_when(since, due)}; the pause ends at {since_when(until, due)}."
        step = f"paused {hhmm(due)}"
        # The next reminder says the same, and the end of the pause needs none.
        yield _to_our_dsl("OPS-2", moment.day, STILL_PAUSED, due, reason, step, lapses_at=min(due + every, until))
        due += every


def _lists_again(facts: Facts, day: date) -> Iterator[Obligation]:
    """Yield each list of what was not sent that was taken back itself: what stands in it is noted, and owed no more."""
    for row in rows_on(facts, day):
        message = facts.messages.get(row.message)
        if row.rule != "OPS-2" or message is None or message.notice != OVERTAKEN_LIST:
            continue
        if message.state is State.WITHDRAWN:
            again = _to_our_dsl(row.rule, day, OVERTAKEN_LIST, row.due, row.reason, row.step)
            yield replace(again, basis=row.basis)


@rule("OPS-3", clause="5.2")
def taken_back(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """The workbook had lost what the mailbox shows as sent: the DSL is told what else may be lost."""
    for at, rows in restores(facts, moment.day):
        number = len({row.message for row in rows})
        sent = "1 message that had been sent" if number == 1 else f"{number} messages that had been sent"
        reason = f"At {hhmm(at)} the workbook knew nothing of {sent}: it was taken back in time, or rows were deleted."
        yield _to_our_dsl("OPS-3", moment.day, TAKEN_BACK, at, reason, f"{at:%H%M%S}")


def restores(facts: Facts, day: date) -> list[tuple[datetime, list[Owing]]]:
    """Return each time of a day at which the workbook had lost rows, with those that the mailbox brought back."""
    found: list[tuple[datetime, list[Owing]]] = []
    for at, row in sorted(
        ((at, r) for at, r in _recalled(facts) if day_of(at) == day), key=lambda p: (p[0], p[1].due, p[1].key)
    ):
        if found and at - found[-1][0] <= ONE_RESTORE:
            found[-1][1].append(row)
        else:
            found.append((at, [row]))
    return found


@lru_cache(maxsize=8)
def _recalled(facts: Facts) -> list[tuple[datetime, Owing]]:
    """Return the rows that the mailbox brought back, and when: most workbooks have none."""
    return [(at, row) for row in facts.ledger.values() if (at := recalled_at(row)) is not None]


@rule("OPS-8", clause="5.2", figures=("shadow_digest",))
def shadow_day_is_over(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A day in shadow is over: the DSL is told what would have gone, also when nothing would."""
    after = moment.figures.minutes("shadow_digest", moment.day)
    if facts.settings.mode is not Mode.SHADOW:
        return
    places, number = places_on(facts, moment.day), len(rehearsed(facts, moment.day))
    if not places:
        return
    last = max([facts.settings.report_latest, *(place.end for place in places)])
    would = {0: "no message would have gone", 1: "1 message would have gone"}.get(
        number, f"{number} messages would have gone"
    )
    reason = f"The mode is shadow: {would} since the digest before, and none did."
    yield _to_our_dsl("OPS-8", moment.day, SHADOW_DIGEST, instant(moment.day, last) + after, reason, "")


def rehearsed(facts: Facts, day: date) -> dict[str, list[Owing]]:
    """Return what would have gone out on a day, by message; from the digest before it on, so that nothing is lost."""
    midnight = instant(day, time())
    told = (r.decided_at for r in facts.ledger.values() if r.rule == "OPS-8" and r.day < day)
    since = max((at for at in told if at >= midnight - timedelta(days=6)), default=midnight)
    until = instant(day + timedelta(days=1), time())
    found: dict[str, list[Owing]] = {}
    for row in sorted(facts.ledger.values(), key=lambda r: (r.decided_at, r.due, r.key)):
        message = facts.messages.get(row.message)
        if message is not None and message.state is State.REHEARSED and since <= message.at < until:
            found.setdefault(message.id, []).append(row)
    return found


def _to_our_dsl(
    code: str, day: date, notice: str, due: datetime, reason: str, step: str, *, lapses_at: datetime | None = None
) -> Obligation:
    return Obligation(
        rule=code,
        day=day,
        organisation=INNOV8,
        notice=notice,
        to=INNOV8_DSL,
        due=due,
        reason=reason,
        clause="5.2",
        step=step,
        basis="settings and ledger",
        lapses_at=lapses_at,
    )
