"""A few children, drawn so that anybody can draw them again, and how the house keeps its days: for a visit. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from cme.domain.attendance import History, about, histories_of
from cme.domain.clocks import day_of, hhmm
from cme.domain.evidence import CAUTION, NOT_HERE, Record, about_evidence, about_table, child_label
from cme.domain.evidence_counts import Attended, attended, first_days, is_followed_up, tally, until_told
from cme.domain.evidence_told import sent_at
from cme.domain.letter_rows import count
from cme.domain.marks import Mark
from cme.domain.model import Facts, Owing
from cme.domain.oversight import Span
from cme.domain.oversight_counts import OUR_MISTAKE, on_duty_by_the_first
from cme.domain.pack import Field, Section, plain
from cme.domain.pack_child import FEWEST_ADULTS
from cme.domain.paper import Paper, Table, gap
from cme.domain.people import SCHOOL_RINGS
from cme.domain.rules.absence import was_told
from cme.domain.said import CORRECTIONS

CHILDREN = (
    *("Child", "Sessions expected", "Came", "Not, with a reason", "Not, without one", "Nobody said anything"),
    *("Notices of absence: from due to sent", "First days without a reason, called or found", "Family contacts"),
    "Marks corrected",
)
CHILDREN_WIDTHS = (2.8, 2, 1.6, 2, 2, 2.2, 4.2, 2.6, 2.4, 2.2)
MISSING, MISSING_WIDTHS = ("Day", "What", "What is missing"), (3.0, 6.0, 8.0)
ELSEWHERE = ("Half-termly reviews held", "Induction, and individual plans with their reviews", "Checks on staff")
"""What is asked at such a visit and nobody enters here."""


def drawn(codes: Iterable[str], number: int, seed: str) -> list[str]:
    """Return so many codes, those with the smallest digests: the same seed draws the same children anywhere."""
    return sorted(sorted(codes, key=lambda code: hashlib.sha256(f"{seed}/{code}".encode()).hexdigest())[:number])


def sample_paper(record: Record, span: Span, number: int, seed: str, *, names: bool = False) -> Paper:
    """Return what is asked about some children and about each day; children by their codes unless names are wanted."""
    found = attended(record, span)
    record = replace(record, facts=found.among(record.facts))
    codes = drawn((code for code, marks in found.marks.items() if tally(marks).expected), number, seed)
    pupils = {code: record.facts.pupils[code] for code in codes}
    days = record.day_by_day(record.span(until=span.until).days, lambda facts: about(facts, pupils))
    known, duty = histories_of(about(record.facts, pupils), days), _duty(record, span)
    rows = [
        (child_label(pupils[code], names=names), *_child(record, span, code, found.marks[code], known[code]))
        for code in codes
    ]
    tables = (
        about_table((*about_evidence(record, span), *_draw(found, codes, seed))),
        Section("All children and days", tuple(_days(record, span, found, duty))).table,
        Section("Asked as well", tuple(Field(asked, NOT_HERE) for asked in ELSEWHERE)).table,
        Table("What is missing, day by day", MISSING, tuple(_missing(record, found, duty)), MISSING_WIDTHS),
        Table("Child by child", CHILDREN, tuple(rows), CHILDREN_WIDTHS, is_wide=True),
    )
    title, ours = f"Evidence of {count(len(codes), 'child', 'children')}, drawn", record.facts.settings.organisation
    return Paper(title, f"Sample {seed}", record.now, ours, CAUTION, f"evidence-sample-{span.until:%y%m%d}", tables)


def _draw(found: Attended, codes: list[str], seed: str) -> Iterator[Field]:
    expected = sum(tally(marks).expected > 0 for marks in found.marks.values())
    yield Field("Children expected in these days", str(expected))
    yield Field("Drawn", f"{len(codes)}: {', '.join(codes) or 'nobody'}")
    yield Field("Seed", f"{seed} (the same seed draws the same children again; let the visitor name it)")


def _child(record: Record, span: Span, code: str, marks: list[Mark], history: History) -> tuple[str, ...]:
    facts, found, first = record.facts, tally(marks), first_days(history, span)
    told = [row for row in _rows(facts, span, "REG-1") if row.pupil == code]
    done, contacts = sum(is_followed_up(facts, code, day) for day in first), len(facts.pupils[code].family)
    followed = f"{done} of {len(first)}"
    wrong = sum(o.pupil == code and o.saw in CORRECTIONS and span.has(o.day) for o in facts.observations)
    return (
        *map(str, (found.expected, found.came, found.explained, found.missed)),
        gap(str(found.silent)) if found.silent else "0",
        until_told(record, told),
        gap(followed) if done < len(first) else followed,
        gap(str(contacts)) if contacts < FEWEST_ADULTS else str(contacts),
        str(wrong),
    )


def _rows(facts: Facts, span: Span, rule: str) -> list[Owing]:
    return [row for row in facts.ledger.values() if row.rule == rule and span.has(row.day) and was_told(facts, row)]


def _days(record: Record, span: Span, found: Attended, duty: Mapping[date, bool]) -> Iterator[Field]:
    facts = record.facts
    sent = {rule: [row for row in _rows(facts, span, rule) if sent_at(record, row)] for rule in ("REG-5", "REG-7")}
    mistakes = sum(row.basis.startswith(OUR_MISTAKE) for row in sent["REG-5"])
    in_time = sum(not register.is_late for register in found.registers)
    schools = [one.name for one in facts.organisations.values() if one.rings_home == SCHOOL_RINGS]
    yield Field("Registers that reached us in time", _share(in_time, len(found.registers)))
    yield Field("Days on which a DSL had said so before the first session", _share(sum(duty.values()), len(duty)))
    yield Field(
        "Notices of absence, of all children: from due to sent", until_told(record, _rows(facts, span, "REG-1"))
    )
    yield Field("Corrections of a day's report", str(len(sent["REG-7"])))
    yield Field("Notices that were our mistake, and taken back", str(mistakes))
    yield Field("Schools that ring home themselves", plain(", ".join(schools)) or "none: innov8 rings")


def _duty(record: Record, span: Span) -> dict[date, bool]:
    """Return the days that are over on which somebody was to come, each with whether a DSL was on duty in time."""
    return on_duty_by_the_first(record.day_by_day(day for day in span.days if day < day_of(record.now)))


def _share(number: int, of: int) -> str:
    return f"{number} of {of}" + (f", {number * 100 // of} per cent" if of else "")


def _missing(record: Record, found: Attended, duty: Mapping[date, bool]) -> list[tuple[str, ...]]:
    """Return each register that came late or never, and each day without a DSL on duty, by day."""
    sessions = record.facts.sessions
    late = [(r.day, sessions[r.session].name, f"{r.words} at {hhmm(r.start)}") for r in found.registers if r.is_late]
    gaps = [(day, "Duty", "nobody had said to be on duty") for day, in_time in duty.items() if not in_time]
    return [(f"{day:%d/%m/%Y}", plain(what), gap(words)) for day, what, words in sorted(late + gaps)]
