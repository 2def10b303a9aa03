"""The Duty board's ring list: whom to ring at home about a child who is missing without an explanation. Pure.

Who must never be rung was left out when the workbook was read (`people.may_be_rung`); nothing here says that, or why.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cme.domain.board import child_row, marks_once, unaccounted
from cme.domain.changed import on_day
from cme.domain.changed_rows import ring_rows
from cme.domain.clocks import day_of, hhmm, stamped
from cme.domain.duty_board import DOT, TO_DSL, Row, dsl_call, dsl_first, for_duty, marked_first
from cme.domain.form_links import action_link
from cme.domain.letter_rows import count
from cme.domain.mark_status import Status
from cme.domain.marks import Mark
from cme.domain.missing import each_once
from cme.domain.model import Facts, Saw
from cme.domain.people import Relative
from cme.domain.said_by import who_said
from cme.domain.transport import calls_about
from cme.domain.who_rings import said_to_us

HEADINGS = ("Rung?", "Since", "Where", "Last fact", "Rings first", "First", "Second", "Third", "Note")
CONTACTS = 3
"""How many at home a line has room for."""
RUNG = (Saw.HAS_IT, Saw.SPOKE_TO, Saw.NO_ANSWER, Saw.LOCATED)
"""What the form “I have it” says of ringing; what was referred, handed over or noted is for the DSL."""
NO_NUMBER = "No number of the family is entered: ring the DSL."


def ring_list(facts: Facts, at: datetime) -> list[Row]:
    """Return the ring list: each child missing without an explanation, then those to ring because plans changed."""
    first, call = dsl_first(facts), dsl_call(facts)
    facts = on_day(for_duty(facts), day_of(at))
    found = marks_once(facts, at)
    missed = each_once(m for m in unaccounted(facts, found, at) if m.status is not Status.NOT_ASKED)
    missed = marked_first(missed, first)
    stamp = stamped(at)
    heading = f"To ring at home: {count(len(missed), 'child', 'children')}, {stamp}"
    rows: list[Row] = [(heading, *HEADINGS)] if missed else [(f"Nobody to ring, {stamp}.",)]
    rows += [_row(facts, mark, call if mark.place.pupil in first else "") for mark in missed]
    return rows + [_changed(row, first, call) for row in ring_rows(facts, found, at)]


def _row(facts: Facts, mark: Mark, call: str) -> Row:
    pupil = facts.pupils[mark.place.pupil]
    line, since, where, fact, *_ = child_row(facts, mark, (), TO_DSL)
    home = [_named(one) for one in pupil.family[:CONTACTS]]
    driver = "; ".join(f"{one['who']} {one['phone']}" for one in calls_about(mark.place)) if mark.taxi else ""
    numbers = "; ".join(f"{number} {one}" for number, one in enumerate(home, 1))
    calls = f"Ring {', then '.join(filter(None, (driver, numbers)))}." if driver or numbers else NO_NUMBER
    who = said_to_us(facts, mark)
    rung = _rung(facts, mark)
    words = [f"{DOT} Ring {call} first."] if call else []
    words += [line.partition(" Told: ")[0], *([f"{rung}."] if rung else []), f"{who}.", calls]
    words += [pupil.ring_note] if pupil.ring_note else []
    numbered = (*home, *[""] * (CONTACTS - len(home)))
    link = action_link(facts, pupil.code)
    return (" ".join(words), link, since, where, fact, who, *numbered, pupil.ring_note)


def _rung(facts: Facts, mark: Mark) -> str:
    """Return what somebody said last of ringing about a child today, with who and when; empty where nobody did."""
    about = (o for o in facts.observations if o.day == mark.day and o.pupil == mark.place.pupil and o.saw in RUNG)
    last = max(about, key=lambda o: (o.at, o.recorded_at), default=None)
    return f"{who_said(facts, last)} {last.saw.value}, {hhmm(last.at)}" if last else ""


def _named(one: Relative) -> str:
    relation = f" ({one.relation})" if one.relation else ""
    return f"{one.name or 'the family'}{relation} {one.phone}"


def _changed(row: Row, first: Iterable[str], call: str) -> Row:
    """Return a row of those to ring because plans changed, marked where its child is."""
    about = any(f"({code})" in row[0] for code in first) if row else False
    line = (f"{DOT} Ring {call} first. {row[0]}" if about else row[0],) if row else ()
    return (*line, *(("",) if row[1:] else ()), *row[1:4], *row[5:])
