"""What a trustee reads of a month, line by line: each with what is asked, and zero is said as well. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from cme.domain.attendance import day_by_day
from cme.domain.calendar import is_school_day
from cme.domain.case_asks import asks
from cme.domain.cases import open_cases
from cme.domain.clocks import day_of, instant, time_and_date
from cme.domain.duty import duty_of
from cme.domain.figures import Figures
from cme.domain.letter_rows import count
from cme.domain.marks import marks
from cme.domain.model import Facts, Owing, Place
from cme.domain.modes import is_paused
from cme.domain.oversight import Line, Span, times
from cme.domain.oversight_breaches import wrong_people
from cme.domain.oversight_cases import concerns, declined, open_by_step, to_authorities
from cme.domain.oversight_pages import pages_taken
from cme.domain.pauses import is_place_paused
from cme.domain.recipients import INNOV8
from cme.domain.rules.absence import was_told
from cme.domain.rules.duty import NOBODY_COMES

OUR_MISTAKE = "our mistake"
"""How the basis of a stand-down begins that says so."""
REPORTED = ("REG-1", "REG-4", "REG-9")
"""What says of a child that it is not here."""
ONE_IN = 20
"""So many notices have one of our mistakes among them at most."""


def lines(facts: Facts, figures: Figures, span: Span) -> tuple[Line, ...]:
    """Return all that is counted of a month, each thing in one line."""
    asked = [ask for case in open_cases(facts) for ask in asks(case, facts, figures)]
    return (
        pages_taken(facts, figures, span),
        _registers(facts, figures, span),
        _mistakes(facts, span),
        _on_hold(facts),
        _paused(facts, span),
        _places_paused(facts, span),
        declined(facts, asked, span),
        to_authorities(facts, figures, span),
        open_by_step(facts, asked, span),
        _duty(facts, span),
        _unanswered(facts, figures, span),
        concerns(facts, span),
        wrong_people(facts, span),
    )


def _told(facts: Facts, span: Span, *rules: str) -> list[Owing]:
    """Return what was told by some rules in the month."""
    return [row for row in facts.ledger.values() if row.rule in rules and span.has(row.day) and was_told(facts, row)]


def _registers(facts: Facts, figures: Figures, span: Span) -> Line:
    rows = _told(facts, span, "REG-3")
    missing, told = {(row.day, row.session) for row in rows}, {row.message for row in rows}
    what = f"{count(len(missing), 'register', 'registers')} had not reached us for so long that those who placed the"
    what += f" children were told, in {count(len(told), 'message', 'messages')}."
    return Line(what, f"a register within {figures.value('register_missing', span.until):g} minutes", bool(rows))


def _mistakes(facts: Facts, span: Span) -> Line:
    taken_back = sum(row.basis.startswith(OUR_MISTAKE) for row in _told(facts, span, "REG-5"))
    reported = sum(row.organisation != INNOV8 for row in _told(facts, span, *REPORTED))
    what = f"A child was reported {times(reported)} to a school or an authority;"
    what += f" {count(taken_back, 'report was our mistake', 'reports were our mistake')}, and taken back."
    return Line(what, f"at most one mistake in {ONE_IN}", taken_back * ONE_IN > reported)


def _on_hold(facts: Facts) -> Line:
    held = len(facts.settings.hold)
    what = f"{count(held, 'code of a child or a school is', 'codes of children or schools are')} on hold today."
    return Line(what, "none without a reason that the DSL can give", held > 0)


def _paused(facts: Facts, span: Span) -> Line:
    """Say how long sending is paused, or was; of pauses before the last one only the reminders are left."""
    since, until = facts.settings.paused_from, facts.settings.paused_until
    reminded = {row.day for row in _told(facts, span, "OPS-2") if row.step.startswith("paused")}
    is_now = is_paused(facts.settings, span.at)
    what = "Sending is not paused."
    if until and is_now:
        begun = f"for {span.age(since)}" if since else "since a day that is not known"
        what = f"Sending to schools is paused {begun}, until {time_and_date(until)}."
    elif since and until and since < until <= span.at and span.has(day_of(since)):
        what += f" The last pause was from {time_and_date(since)} to {time_and_date(until)}."
    what += f" The DSL was reminded of a pause on {count(len(reminded), 'day', 'days')} of the month."
    return Line(what, "hours, not days, and only as long as somebody can say why", is_now or bool(reminded))


def _places_paused(facts: Facts, span: Span) -> Line:
    lengths: dict[str, int] = {}
    for place in facts.places:
        if length := _paused_for(facts, place, span):
            lengths[place.pupil] = max(length, lengths.get(place.pupil, 0))
    what = f"The places of {count(len(lengths), 'child', 'children')} were paused by agreement"
    what += f", for {_school_days(max(lengths.values()))} at the longest." if lengths else "."
    return Line(what, f"each is looked at again after {_school_days(facts.settings.pause_review)} at the latest")


def _paused_for(facts: Facts, place: Place, span: Span) -> int:
    """Return for how many school days a place was paused, in the month and from its beginning on."""
    since = place.paused_from
    if since is None or not any(is_place_paused(facts, place, day) for day in span.days):
        return 0
    days = (date.fromordinal(n) for n in range(since.toordinal(), span.until.toordinal() + 1))
    return sum(is_school_day(facts, d) and is_place_paused(facts, place, d) for d in days)


def _duty(facts: Facts, span: Span) -> Line:
    """Say on how many days somebody was to come, and nobody had said by the first session to be on duty."""
    days = on_duty_by_the_first(day_by_day(facts, span.days))
    gaps = sum(not in_time for in_time in days.values())
    what = f"On {gaps} of {count(len(days), 'day', 'days')} with sessions nobody had said to be on duty by the first."
    if facts.settings.duty_asked is None:
        what += " Nobody is asked: Settings has no time for it."
    return Line(what, "somebody has said so on every day", gaps > 0)


def on_duty_by_the_first(days: Iterable[tuple[date, Facts]]) -> dict[date, bool]:
    """Return each of some days on which somebody was to come: whether a DSL had said by then to be on duty."""
    starts: dict[date, datetime] = {}
    firsts: dict[date, datetime] = {}
    for day, then in days:
        for found, at in ((starts, _first_session(then, day)), (firsts, duty_of(then, day).first)):
            if at is not None:
                found[day] = min(at, found.get(day, at))
    return {day: day in firsts and firsts[day] <= start for day, start in starts.items()}


def _first_session(then: Facts, day: date) -> datetime | None:
    found = (mark for mark in marks(then, day) if mark.status not in NOBODY_COMES)
    return min((instant(day, mark.place.start) for mark in found), default=None)


def _unanswered(facts: Facts, figures: Figures, span: Span) -> Line:
    steps = Counter(row.step for row in _told(facts, span, "ASK-1"))
    dsl, head = (times(steps[step]) for step in ("dsl", "head"))
    what = f"Because a school had not answered about a child, its DSL was asked {dsl}, and its head {head}."
    by = figures.clock("answer_by", span.until)
    return Line(what, f"an answer by {by:%H:%M} on the next school day", steps["head"] > 0)


def _school_days(days: int) -> str:
    return count(days, "school day", "school days")
