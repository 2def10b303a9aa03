"""What is owed now: every rule is asked about the day, and the ledger and the clock say what is left of its answer.

1. Each rule yields all that falls due on a day if nothing more is heard.
2. What the ledger pays is gone.
3. What is not yet due says when to ask again (and is the forecast).
4. What is too old to help, or fell due before the system was live, is overtaken, with why.
5. The rest is owed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from cme.domain import rules
from cme.domain.calendar import is_open
from cme.domain.changed import on_day
from cme.domain.clocks import day_of, hhmm, instant, local
from cme.domain.figures import Figures
from cme.domain.model import Decision, Facts, Mode, Obligation, Problem, Severity, State
from cme.domain.rulebook import RULES, Moment
from cme.domain.states import PAYS

REPEAT = "repeat"
"""How the detail of a message begins that may be a repeat."""
LOOK_BACK_DAYS = 6
"""How far back a missed obligation is still listed: an outage from the Thursday before Easter to the Tuesday after."""
SCHOOL_DAYS, FARTHEST_BACK = 4, 28
"""So many open weekdays, as any six days of term hold, are among them, but no day that is farther back than this."""
SATURDAY = 5

rules.load()


def decide(facts: Facts, now: datetime, figures: Figures) -> Decision:
    """Return what is owed at an instant, what was overtaken, and when to ask again. It never raises."""
    problems: list[Problem] = []
    owed: list[Obligation] = []
    overtaken: list[tuple[Obligation, str]] = []
    later: list[Obligation] = []
    for obligation in _all(facts, now, figures, problems):
        if is_paid(facts, obligation):
            continue
        if obligation.due > now:
            later.append(obligation)
        elif _is_paused(facts, obligation, now):
            continue
        elif why := _overtaken(facts, obligation, now):
            overtaken.append((obligation, why))
        else:
            owed.append(obligation)
    return Decision(
        tuple(sorted(owed, key=_urgency)), tuple(overtaken), _next_at(facts, later, now), tuple(later), tuple(problems)
    )


def _next_at(facts: Facts, later: Iterable[Obligation], now: datetime) -> datetime:
    """Return the first instant at which the clock alone can change the answer; a new day always can."""
    until = facts.settings.paused_until
    midnight = instant(day_of(now) + timedelta(days=1), time())
    return min([midnight, *(o.due for o in later), *([until] if until and until > now else [])])


def _urgency(obligation: Obligation) -> tuple[bool, datetime, str]:
    return not obligation.urgent, obligation.due, obligation.key


def _all(facts: Facts, now: datetime, figures: Figures, problems: list[Problem]) -> Iterator[Obligation]:
    """Yield what every rule says of today and the days just past, each obligation once."""
    today = day_of(now)
    seen: set[str] = set()
    for day in (*days_back(facts, today), today):
        if day != today and not _was_watched(facts, day):
            continue
        for obligation in _of_day(facts, day, figures, problems):
            if obligation.key not in seen:
                seen.add(obligation.key)
                yield obligation


def days_back(facts: Facts, today: date) -> list[date]:
    """Return the past days on which something may still be owed, the earliest first.

    Days without school do not use them up: what an outage left on the last day before Christmas is listed on the first
    after it.
    """
    found: list[date] = []
    open_days = 0
    while len(found) < LOOK_BACK_DAYS or (open_days < SCHOOL_DAYS and len(found) < FARTHEST_BACK):
        day = today - timedelta(days=len(found) + 1)
        found.append(day)
        open_days += day.weekday() < SATURDAY and is_open(facts, day)
    return found[::-1]


def _was_watched(facts: Facts, day: date) -> bool:
    """Return whether the system was in use on a past day: before its first day there is nothing to make good."""
    first = facts.settings.live_from
    return first is not None and day_of(first) <= day


def _of_day(facts: Facts, day: date, figures: Figures, problems: list[Problem]) -> Iterable[Obligation]:
    changed = on_day(facts, day)
    for rule in RULES.values():
        try:
            # What a rule found before it broke is owed all the same.
            yield from rule.owes(changed, Moment(day, figures))
        except Exception as wrong:
            what = f"The rule {rule.code} could not be worked out for {day:%d/%m/%Y} ({type(wrong).__name__})."
            problems.append(
                Problem("OPS-RULE", Severity.ERROR, rule.code, what, "Check that day by hand and report this.")
            )


def is_paid(facts: Facts, obligation: Obligation) -> bool:
    """Return whether the ledger holds this obligation in a message that still stands."""
    row = facts.ledger.get(obligation.key)
    if row is None:
        return False
    message = facts.messages.get(row.message)
    if message is None:
        # An overtaken obligation has no message; one whose message cannot be found was claimed by somebody.
        return True
    if message.state is State.REHEARSED:
        return facts.settings.mode is not Mode.LIVE
    if message.state is State.UNKNOWN and obligation.urgent and not message.detail.startswith(REPEAT):
        # A page that may be lost goes again, once, and says so; of routine mail the DSL is told instead (OPS-1).
        return False
    return message.state in PAYS


def _overtaken(facts: Facts, obligation: Obligation, now: datetime) -> str:
    live_from, settings = facts.settings.live_from, facts.settings
    if obligation.moot:
        return obligation.moot
    if obligation.stale_after is not None and now > obligation.stale_after:
        due = local(obligation.due)
        return (
            f"It was due on {due:%d/%m/%Y} at {due:%H:%M}, and the system did not run or could not send until too late."
        )
    if settings.mode is Mode.LIVE and live_from is not None and obligation.due < live_from:
        return f"It was due at {hhmm(obligation.due)}, before the system went live at {hhmm(live_from)}."
    pause_end = settings.paused_until
    if pause_end and pause_end <= now and not obligation.urgent and _fell_in_pause(facts, obligation, pause_end):
        return f"It was due at {hhmm(obligation.due)}, while sending was paused until {hhmm(pause_end)}."
    return ""


def _fell_in_pause(facts: Facts, obligation: Obligation, pause_end: datetime) -> bool:
    """Without a known beginning, a pause covers all that was due before its end and was not sent."""
    started = facts.settings.paused_from
    return obligation.due < pause_end and (started is None or started <= obligation.due)


def _is_paused(facts: Facts, obligation: Obligation, now: datetime) -> bool:
    """A pause never silences a page, and has not begun before its beginning."""
    since, until = facts.settings.paused_from, facts.settings.paused_until
    begun = since is None or since <= now
    return bool(begun and until and now < until and not obligation.urgent)


def overtaken_list(facts: Facts, overtaken: Iterable[tuple[Obligation, str]], now: datetime) -> Obligation | None:
    """Return the one obligation to tell innov8's DSL of all that was overtaken, or None where nothing was."""
    listed = list(overtaken)
    if not listed:
        return None
    first = listed[0][0]
    return replace(
        first,
        rule="OPS-2",
        day=day_of(now),
        organisation="innov8",
        notice="overtaken_list",
        to=rules.INNOV8_DSL,
        due=now,
        reason=f"{len(listed)} notices were not sent because they would no longer have helped.",
        clause="5.2",
        pupil="",
        session="",
        step=f"{now:%H%M%S}",
        person="",
        basis=" | ".join(f"{o.key}: {why}" for o, why in listed),
        stale_after=None,
        urgent=False,
        moot="",
    )
