"""What is owed now: every rule is asked about the day, and the ledger and the clock say what is left of its answer.

1. Each rule yields all that falls due on a day if nothing more is heard.
2. What the ledger pays is gone.
3. What is not yet due says when to ask again (and is the forecast).
4. What waits for the end of a pause is left for then.
5. What nobody has approved yet, and must be, is prepared: no clock makes that needless.
6. What is too old to help, or fell due before the system was live, is overtaken, with why.
7. What the DSL holds back is held. The rest is owed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from cme.domain import rules
from cme.domain.breaches import astray
from cme.domain.calendar import is_open
from cme.domain.case_asks import asks
from cme.domain.case_triggers import next_proposal
from cme.domain.cases import cases
from cme.domain.changed import on_day
from cme.domain.clocks import day_of, hhmm, instant, local
from cme.domain.figures import Figures
from cme.domain.model import Ask, Decision, Facts, Mode, Obligation, Problem, Severity, State
from cme.domain.modes import OVERTAKEN_LIST, STILL_PAUSED, fell_in_pause, is_held, is_not_theirs, mode_problems, waits
from cme.domain.recipients import is_prepared
from cme.domain.rulebook import LOOK_BACK_DAYS, RULES, Moment
from cme.domain.states import PAYS

REPEAT = "repeat"
"""How the detail of a message begins that may be a repeat."""
SCHOOL_DAYS, FARTHEST_BACK = 4, 28
"""So many open weekdays, as any six days of term hold, are among them, but no day that is farther back than this."""
SATURDAY = 5
SOON = timedelta(microseconds=1)
"""After the last instant at which something would still have helped."""

rules.load()


def decide(facts: Facts, now: datetime, figures: Figures, *, only_today: bool = False) -> Decision:
    """Return what is owed at an instant, what was overtaken, and when to ask again. It never raises.

    A run asks of the days just past as well; who knows that nothing can have changed there may ask `only_today`.
    """
    problems = list(mode_problems(facts, now, figures))
    owed: list[Obligation] = []
    overtaken: list[tuple[Obligation, str]] = []
    held: list[Obligation] = []
    prepared: list[Obligation] = []
    later: list[Obligation] = []
    waiting = 0
    for obligation in _all(facts, now, figures, problems, only_today=only_today):
        if is_paid(facts, obligation) or (obligation.lapses_at is not None and obligation.lapses_at <= now):
            continue
        if obligation.due > now:
            later.append(obligation)
        elif waits(facts.settings, obligation, now):
            waiting += 1
        elif is_prepared(obligation) and obligation.key not in facts.approved:
            (held if is_held(facts, obligation) else prepared).append(obligation)
        elif why := _overtaken(facts, obligation, now):
            overtaken.append((obligation, why))
        elif is_held(facts, obligation):
            held.append(obligation)
        else:
            owed.append(obligation)
    return Decision(
        owed=tuple(_counting(o, waiting) for o in sorted(owed, key=_urgency)),
        overtaken=tuple(overtaken),
        next_at=_next_at(facts, later, held, now, figures),
        forecast=tuple(later),
        held=tuple(held),
        prepared=tuple(sorted(prepared, key=_urgency)),
        asks=tuple(_of_cases(facts, figures, problems)),
        problems=tuple(problems),
    )


def _counting(obligation: Obligation, waiting: int) -> Obligation:
    """A reminder of a pause says how many notices wait for its end, which no rule by itself can know."""
    if obligation.notice != STILL_PAUSED:
        return obligation
    return replace(obligation, basis=f"waiting {waiting}")


def _next_at(
    facts: Facts, later: Iterable[Obligation], held: Iterable[Obligation], now: datetime, figures: Figures
) -> datetime:
    """Return the first instant at which the clock alone can change the answer; a new day always can."""
    until = facts.settings.paused_until
    midnight = instant(day_of(now) + timedelta(days=1), time())
    too_late = (o.stale_after + SOON for o in held if o.stale_after is not None)
    proposed = next_proposal(facts, now, figures)
    others = [at for at in (until, proposed) if at is not None and at > now]
    return min([midnight, *(o.due for o in later), *too_late, *others])


def _urgency(obligation: Obligation) -> tuple[bool, datetime, str]:
    return not obligation.urgent, obligation.due, obligation.key


def _all(
    facts: Facts, now: datetime, figures: Figures, problems: list[Problem], *, only_today: bool
) -> Iterator[Obligation]:
    """Yield what every rule says of today and the days just past, each obligation once."""
    today = day_of(now)
    seen: set[str] = set()
    for day in (today,) if only_today else (*days_back(facts, today), today):
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


def _of_cases(facts: Facts, figures: Figures, problems: list[Problem]) -> list[Ask]:
    """Return what cases ask; one that cannot be worked out is named, and stops no other."""
    found: list[Ask] = []
    for case in cases(facts):
        try:
            found += asks(case, facts, figures)
        except Exception as wrong:
            what = f"What the case {case.id} asks could not be worked out ({type(wrong).__name__})."
            problems.append(
                Problem("OPS-RULE", Severity.ERROR, case.id, what, "Read it under Chronology; report this.")
            )
    return sorted(found, key=lambda ask: (ask.deadline, ask.case, ask.about))


def is_paid(facts: Facts, obligation: Obligation) -> bool:
    """Return whether the ledger holds this obligation in a message that still stands."""
    row = facts.ledger.get(obligation.key)
    if row is None:
        return False
    message = facts.messages.get(row.message)
    if message is None:
        # An overtaken obligation has no message; one whose message cannot be found was claimed by somebody.
        return True
    if message.id in astray(facts):
        # It was read by the wrong people: whoever should have been told still has to be.
        return False
    if message.state is State.REHEARSED:
        return facts.settings.mode is not Mode.LIVE
    if message.state is State.UNKNOWN and obligation.urgent and not message.detail.startswith(REPEAT):
        # A page that may be lost goes again, once, and says so; of routine mail the DSL is told instead (OPS-1).
        # What has become needless meanwhile need not: that it may not have gone has been said.
        return bool(obligation.moot)
    return message.state in PAYS


def _overtaken(facts: Facts, obligation: Obligation, now: datetime) -> str:
    live_from, settings = facts.settings.live_from, facts.settings
    if obligation.moot:
        return obligation.moot
    if obligation.stale_after is not None and now > obligation.stale_after:
        due = local(obligation.due)
        return f"It was due on {due:%d/%m/%Y} at {due:%H:%M}, and {_kept_by(facts, obligation)}."
    if settings.mode is Mode.LIVE and live_from is not None and obligation.due < live_from:
        return f"It was due at {hhmm(obligation.due)}, before the system went live at {hhmm(live_from)}."
    if settings.paused_until and fell_in_pause(settings, obligation, now):
        return f"It was due at {hhmm(obligation.due)}, while sending was paused until {hhmm(settings.paused_until)}."
    return ""


def _kept_by(facts: Facts, obligation: Obligation) -> str:
    row = facts.ledger.get(obligation.key)
    if row is not None and row.message in astray(facts):
        return "it went to a wrong address"
    if is_not_theirs(facts, obligation):
        return "it names a child of whom they had been told by mistake"
    who = "you held it back" if is_held(facts, obligation) else "the system did not run or could not send"
    return f"{who} until too late"


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
        notice=OVERTAKEN_LIST,
        to=rules.INNOV8_DSL,
        due=now,
        reason=_not_sent(len(listed)),
        clause="5.2",
        pupil="",
        session="",
        step=f"{now:%H%M%S}",
        person="",
        basis=" | ".join(f"{o.key}: {why}" for o, why in listed),
        stale_after=None,
        urgent=False,
        moot="",
        lapses_at=None,
    )


def _not_sent(number: int) -> str:
    if number == 1:
        return "1 notice was not sent because it would no longer have helped."
    return f"{number} notices were not sent because they would no longer have helped."
