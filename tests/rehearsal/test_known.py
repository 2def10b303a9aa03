"""A day is judged by what was known on it: its people, its timetable, its flags, as far back as History reaches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from cme.domain.changes import Cell, Change
from cme.domain.clocks import serial
from cme.domain.history import Difference, fold
from cme.domain.model import Facts, Owing
from cme.edges.changes import change_row
from cme.edges.history import history_rows, news, read_history, sheets_of
from cme.edges.snapshot import Snapshot
from cme.jobs.gather import gather
from cme.policy import load_figures
from sandbox.rehearsal.command import Asked, rehearse
from sandbox.rehearsal.compare import compare
from sandbox.rehearsal.explain import explain
from sandbox.rehearsal.history import History
from sandbox.rehearsal.known import Known
from sandbox.rehearsal.replay import replay
from tests import builders as build
from tests.edges.test_history import Tables, tables, written

BEGAN, CHANGED = build.at("Mon 2026-11-23 08:00"), build.at("Wed 2026-11-25 10:02")
TUESDAY = build.at("Tue 2026-11-24 09:15")
KEY = "REG-1/2026-11-24/BIKE/P1/HILL/"
Typed = tuple[str, int, str, Any]


def typed(values: Tables, *cells: Typed) -> Tables:
    """Tabs in which somebody typed: a tab, a row counted from 1 below the headings, a heading, and what."""
    for slug, row, heading, value in cells:
        values[slug] += [[] for _ in range(row - len(values[slug]) + 1)]
        place = values[slug][0].index(heading)
        values[slug][row] += [""] * (place - len(values[slug][row]) + 1)
        values[slug][row][place] = value
    return values


def recorded(*moments: tuple[datetime, Tables]) -> list[Difference]:
    """What History holds of tabs as they were seen at these instants, in that order."""
    rows: list[list[Any]] = []
    for revision, (at, values) in enumerate(moments, start=2):
        found = news(fold(read_history(rows, [])), sheets_of(Snapshot(1, values=values)))
        rows += [written(row) for one in found for row in history_rows(one, at, revision)]
    return read_history(rows, [])


def known_of(history: list[Difference], values: Tables, *changes: Change) -> Known:
    rows = [[serial(change.seen_at), *change_row(change, change.seen_at)[1:]] for change in changes if change.seen_at]
    snapshot = Snapshot(9, values=values | {"changes": [[], *rows]})
    return Known(snapshot, "", history, gather(snapshot, "").facts)


NOW = (
    ("schools", 1, "Attendance email", "office@hill.example"),
    ("safeguarding", 1, "Child protection plan", "no"),
    ("pupils", 1, "Contact 1 phone", "07700 900222"),
    ("places", 1, "BIKE", "13:00"),
)


def wednesday(*cells: Typed, began: datetime = BEGAN) -> History:
    """One notice of Tuesday; on Wednesday the DSL typed something."""
    now = typed(tables(), *(cells or NOW))
    known = known_of(recorded((began, tables()), (CHANGED, now)), now)
    row = Owing.from_key(KEY, "m1", TUESDAY, "Not seen.")
    assert row is not None
    facts = replace(known.at(CHANGED), ledger={KEY: row})
    return History(facts, load_figures(), build.MONDAY, build.MONDAY, known=known)


def test_tuesdays_notice_is_explained_by_what_was_known_on_tuesday_and_what_changed_since_is_said() -> None:
    said = explain(wednesday(), KEY)
    assert [line.strip() for line in said if line.startswith(("  known", "  changed"))] == [
        "known     Settings: shadow",
        "known     P1: tier A, on roll at HILL",
        "known     BIKE: Monday 09:00-12:00, lead TESS",
        "known     P1 in BIKE: 09:00-12:00, for HILL",
        "known     HILL: attendance attendance@hill.example, dsl dsl@hill.example",
        "changed   Wed 25 Nov 10:02  Pupils, P1, Contact 1 phone",
        "changed   Wed 25 Nov 10:02  Safeguarding, P1",
        "changed   Wed 25 Nov 10:02  Places, P1, BIKE: x → 13:00",
        "changed   Wed 25 Nov 10:02  Schools, HILL, Attendance email: attendance@hill.example → office@hill.example",
    ]
    assert "Sample" not in "".join(said)


def test_what_was_typed_about_others_is_not_said() -> None:
    others = (
        ("pupils", 2, "Tier", "A"),
        ("schools", 2, "DSL email", "x@mill.example"),
        ("safeguarding", 2, "EHCP", "no"),
    )
    assert not any("changed" in line for line in explain(wednesday(*others), KEY))


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (("pupils", 1, "Code", "P9"), "Pupils, P1: gone"),
        (("safeguarding", 3, "Pupil", "P1"), "Safeguarding, P1 (2)"),
        (("calendar", 1, "To", 46000), "Calendar, innov8, To: 18/12/2026 → 09/12/2025"),
        (("sessions", 1, "Start", 0.4375), "Sessions, BIKE, Start: 09:00 → 10:30"),
        (("staff", 1, "Phone", "07700 900333"), "Staff, TESS, Phone"),
        (("pupils", 1, "Tier", "B"), "Pupils, P1, Tier: nothing → B"),
        (
            ("schools", 1, "DSL email", "a\x1b[2J@hill.example"),
            "DSL email: dsl@hill.example → 'a\\x1b[2J@hill.example'",
        ),
        (("schools", 0, "DSL email", "DSL mail"), "Schools: its headings"),
    ],
)
def test_each_change_has_its_words(cell: Typed, said: str) -> None:
    assert any(line.endswith(said) for line in explain(wednesday(cell), KEY) if line.startswith("  changed"))


def test_a_page_stands_on_who_was_on_duty() -> None:
    of = wednesday(("staff", 3, "Away from", 46351))
    key = "SAFE-1/2026-11-24/BIKE/P1/innov8/"
    row = Owing.from_key(key, "m2", TUESDAY, "Page.")
    assert row is not None
    said = explain(replace(of, facts=replace(of.facts, ledger={key: row})), key)
    assert "  known     DSL team, in order of duty: DEE" in said
    assert "  changed   Wed 25 Nov 10:02  Staff, DEE, Away from: nothing → 25/11/2026" in [*said]


def test_what_history_does_not_reach_is_said_plainly() -> None:
    late = "\n".join(explain(wednesday(began=build.at("Wed 2026-11-25 08:00")), KEY))
    assert "as it stood Wed 25 Nov 08:00, when History began: what was before nobody can say" in late
    assert "attendance@hill.example" in late
    of = wednesday()
    without = replace(of, known=known_of([], typed(tables(), *NOW)))
    said = "\n".join(explain(without, KEY))
    assert "as it stands today: the tab History holds nothing yet" in said
    assert "office@hill.example" in said


def test_an_address_counts_as_confirmed_from_the_instant_on_at_which_somebody_confirmed_it() -> None:
    cell = Cell("Schools", "HILL", "DSL email")
    domains = Change(Cell("Schools", "HILL", "Allowed domains"), "", "hill.example", "DEE", BEGAN, 2)
    seen = Change(cell, "", "dsl@hill.example", "", BEGAN, 2)
    known = known_of(
        recorded((BEGAN, tables())),
        tables(),
        domains,
        seen,
        replace(seen, confirmed_by="DEE", seen_at=CHANGED, revision=3),
    )
    assert [_dsl(known.at(at)) for at in (BEGAN, TUESDAY, CHANGED)] == [False, False, True]
    assert known.next_after(TUESDAY) == CHANGED


def _dsl(facts: Facts) -> bool:
    return next(c.confirmed for c in facts.organisations["HILL"].contacts if c.email == "dsl@hill.example")


def played(of: History, day: str = "Mon 2026-11-23") -> list[str]:
    when = build.day(day)
    return [
        f"{one.at:%H:%M} {owed.rule} {owed.pupil} {one.letter.to.email}"
        for one in replay(of, when, when)
        for owed in one.letter.obligations
        if owed.rule == "REG-1" and owed.pupil == "P1"
    ]


def monday(*cells: Typed, seen: str, register: str = "09:04") -> History:
    """A Monday on which P1 is missed in a register, and the DSL typed something at a time."""
    now = typed(tables(), *cells)
    known = known_of(recorded((BEGAN, tables()), (build.at(f"Mon 2026-11-23 {seen}"), now)), now)
    said = build.a_register([build.a_place()], build.at(f"Mon 2026-11-23 {register}"))
    facts = replace(gather(Snapshot(9, values=now), "").facts, observations=said)
    return History(facts, load_figures(), build.MONDAY, build.MONDAY, known=known)


def test_a_day_is_rehearsed_with_the_people_of_each_of_its_minutes() -> None:
    address = ("schools", 1, "Attendance email", "office@hill.example")
    assert played(monday(address, seen="09:20")) == ["09:15 REG-1 P1 attendance@hill.example"]
    assert played(monday(address, seen="09:10")) == ["09:15 REG-1 P1 office@hill.example"]
    assert played(replace(monday(address, seen="09:20"), known=None)) == ["09:15 REG-1 P1 office@hill.example"]


def test_a_child_who_left_since_is_missed_on_the_days_before() -> None:
    left = monday(("places", 1, "BIKE", ""), seen="12:00")
    assert played(left) == ["09:15 REG-1 P1 attendance@hill.example"]
    assert played(replace(left, known=None)) == []


def test_what_is_typed_makes_something_due_at_once() -> None:
    assert played(monday(("calendar", 2, "Calendar", "innov8"), seen="09:00")) == [
        "09:15 REG-1 P1 attendance@hill.example"
    ]
    moved = monday(("places", 1, "BIKE", "09:00-12:00"), seen="09:31")
    first = typed(tables(), ("places", 1, "BIKE", "11:00"))
    moved = replace(
        moved, known=known_of(recorded((BEGAN, first), (build.at("Mon 2026-11-23 09:31"), tables())), tables())
    )
    assert played(moved)[0].startswith("09:31")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: monday(NOW[0], seen="09:20"), "Rehearsed from 23/11/2026 to 23/11/2026"),
        (lambda: wednesday(began=build.at("Mon 2026-11-23 08:30")), "Before Mon 23 Nov 08:30 people and timetable are"),
        (
            lambda: replace(wednesday(), known=known_of([], tables())),
            "as they stand today: the tab History holds nothing",
        ),
    ],
)
def test_the_rehearsal_says_how_far_history_reaches(make: Callable[[], History], said: str) -> None:
    out = Console(file=StringIO(), width=200)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sandbox.rehearsal.command.of_example", lambda _: make())
        rehearse(out, out, Asked("2026-11-23", "2026-11-23"))
    assert said in out.file.getvalue()  # type: ignore[attr-defined]
    assert compare(make(), (), build.MONDAY, build.MONDAY) is not None
