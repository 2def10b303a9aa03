"""A day is judged by what was known on it: its people, its timetable, its flags, as far back as History reaches."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from cme.domain.case_events import Did, Event
from cme.domain.cases import fold as cases
from cme.domain.changes import Cell, Change
from cme.domain.clocks import hhmm, serial
from cme.domain.decide import decide
from cme.domain.figures import Figures
from cme.domain.history import Difference, fold
from cme.domain.model import Decision, Facts, Mode, Owing
from cme.edges.changes import change_row
from cme.edges.history import history_rows, news, read_history, sheets_of
from cme.edges.schema import tab
from cme.edges.snapshot import Snapshot
from cme.errors import Refused, SetupError
from cme.jobs import known as knowing
from cme.jobs.gather import gather
from cme.jobs.known import Known
from cme.policy import load_figures
from sandbox.rehearsal import replay as replaying
from sandbox.rehearsal.command import Asked, rehearse
from sandbox.rehearsal.explain import explain
from sandbox.rehearsal.history import History
from sandbox.rehearsal.replay import replay
from tests import builders as build
from tests.edges.test_history import Tables, tables, written

BEGAN, CHANGED = build.at("Sun 2026-11-22 20:00"), build.at("Wed 2026-11-25 10:02")
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


def wednesday(*cells: Typed, began: datetime = BEGAN, key: str = KEY, first: Tables | None = None) -> History:
    """Something that was owed on Tuesday; on Wednesday the DSL typed something."""
    before = first or tables()
    now = typed(deepcopy(before), *(cells or NOW))
    known = known_of(recorded((began, before), (CHANGED, now)), now)
    row = Owing.from_key(key, "m1", TUESDAY, "Not seen.")
    assert row is not None
    facts = replace(known.at(CHANGED), ledger={key: row})
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


def test_what_is_owed_about_a_session_stands_on_all_its_children_and_what_is_owed_about_none_on_nobodys() -> None:
    cells = (NOW[3], ("safeguarding", 2, "Care order", "yes"), ("pupils", 5, "Tier", "A"))
    for key, children in (("REG-3/2026-11-24/BIKE//HILL/", 4), ("POL-1/2026-11-24///innov8/1", 0)):
        said = explain(wednesday(*cells, key=key), key)
        assert sum(" in BIKE: " in line for line in said) == children
        changed = [line.partition("10:02  ")[2] for line in said if line.startswith("  changed")]
        assert changed == (["Safeguarding, P2", "Places, P1, BIKE: x → 13:00"] if children else [])


def test_a_page_stands_on_who_was_on_duty() -> None:
    key = "SAFE-1/2026-11-24/BIKE/P1/innov8/"
    said = explain(wednesday(("staff", 3, "Away from", 46351), key=key), key)
    assert "  known     DSL team, in order of duty: DEE" in said
    assert "  changed   Wed 25 Nov 10:02  Staff, DEE, Away from: nothing → 25/11/2026" in said


def test_all_that_stops_or_bends_a_notice_is_said() -> None:
    first = typed(tables(), ("settings", 4, "Setting", "hold"), ("settings", 4, "Value", "P1, HILL"))
    first = typed(first, ("settings", 5, "Setting", "paused until"), ("settings", 5, "Value", "24/11/2026 12:00"))
    first = typed(first, ("places", 1, "From", 46349), ("places", 1, "To", 46352), ("pupils", 1, "School on roll", ""))
    first = typed(first, ("places", 1, "Paused from", 46350), ("places", 1, "Paused to", 46351))
    first = typed(first, ("staff", 3, "Away from", 46350), ("staff", 3, "Away to", 46351))
    said = "\n".join(explain(wednesday(first=first, key=f"{KEY}x"), f"{KEY}x"))
    assert "known     Settings: shadow, paused until Tue 24 Nov 12:00, on hold P1, HILL\n" in said
    assert "known     P1: tier A, on no roll\n" in said
    dates = "from 23/11/2026, to 26/11/2026, paused from 24/11/2026 to 25/11/2026"
    assert f"known     P1 in BIKE: 09:00-12:00, for HILL, {dates}\n" in said
    page = "SAFE-1/2026-11-24/GONE/P7/innov8/"
    said = "\n".join(explain(wednesday(first=first, key=page), page))
    assert "DSL team, in order of duty: DEE (away 24/11/2026 to 25/11/2026)" in said
    assert "known     P7: not on the tab Pupils\n  known     GONE: not on the tab Sessions" in said


def test_an_afternoon_stands_on_the_row_of_its_morning() -> None:
    key = "REG-1/2026-11-24/BIKE-PM/P1/HILL/"
    first = typed(tables(), ("sessions", 1, "End", "15:00"))
    said = explain(wednesday(("sessions", 1, "Start", "10:00"), first=first, key=key), key)
    assert "  changed   Wed 25 Nov 10:02  Sessions, BIKE, Start: 09:00 → 10:00" in said


def test_a_case_stands_on_what_was_known_when_it_was_proposed() -> None:
    of = wednesday()
    event = Event("P1", Did.PROPOSED, TUESDAY, TUESDAY, words="nobody knows where", source="proposed")
    of = replace(of, facts=replace(of.facts, events=(event,)))
    (case,) = cases((event,))
    said = explain(of, case.id)
    assert "  known     P1: tier A, on roll at HILL" in said
    assert "  changed   Wed 25 Nov 10:02  Safeguarding, P1" in said


def test_what_history_does_not_reach_is_said_plainly() -> None:
    late = "\n".join(explain(wednesday(began=build.at("Wed 2026-11-25 08:00")), KEY))
    assert "as it stood Wed 25 Nov 08:00, when History began: what was before nobody can say" in late
    assert "attendance@hill.example" in late
    assert "new" not in late.partition("nobody can say")[2]
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
    row = Owing.from_key(KEY, "m1", TUESDAY, "Not seen.")
    assert row is not None
    facts = replace(known.at(CHANGED), ledger={KEY: row})
    said = explain(History(facts, load_figures(), build.MONDAY, build.MONDAY, known=known), KEY)
    assert any(line.endswith("dsl dsl@hill.example (not confirmed)") for line in said)


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


def test_a_workbook_without_the_tab_has_no_history_and_one_whose_tab_was_changed_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    snapshot, today = Snapshot(9, values=tables()), gather(Snapshot(9, values=tables()), "").facts

    def known(answer: Any) -> Known:
        def read(*_: Any) -> Any:
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(knowing, "tab_with_headings", read)
        return knowing.known_of(None, "", snapshot, today)  # type: ignore[arg-type]

    assert known(Refused("no such range", status=400)).at(TUESDAY) is today
    assert known([list(tab("history").headers)]).began is None
    with pytest.raises(Refused):
        known(Refused("not yours", status=403))
    with pytest.raises(SetupError, match="History is not as it must be"):
        known([["Tab", "Seen at"]])


def test_what_the_dsl_types_is_asked_about_at_once_of_all_days_in_a_system_that_is_live(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: dict[str, tuple[bool, Mode, tuple[str, ...]]] = {}

    def looked(facts: Facts, now: datetime, figures: Figures, *, only_today: bool = False) -> Decision:
        asked[hhmm(now)] = (only_today, facts.settings.mode, facts.settings.hold)
        return decide(facts, now, figures, only_today=only_today)

    monkeypatch.setattr(replaying, "decide", looked)
    hold = (("settings", 4, "Setting", "hold"), ("settings", 4, "Value", "P1"))
    assert played(monday(*hold, seen="09:11")) == ["09:15 REG-1 P1 attendance@hill.example"]
    assert asked["09:11"] == (False, Mode.LIVE, ())
    assert asked["09:15"][1:] == (Mode.LIVE, ())


def test_the_budget_is_counted_of_the_days_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[Any] = []
    monkeypatch.setattr("sandbox.rehearsal.command.tell_the_budget", lambda *_: None)
    monkeypatch.setattr("sandbox.rehearsal.command.budget_of", lambda *given: counted.append(given))
    empty = [("places", row, "BIKE", "") for row in range(1, 6)] + [("places", 5, "COOK", "")]
    now = typed(tables(), *empty, ("staff", 3, "Email", "new@innov8.example"))
    known = known_of(recorded((BEGAN, tables()), (build.at("Tue 2026-11-24 09:00"), now)), now)
    of = History(gather(Snapshot(9, values=now), "").facts, load_figures(), build.MONDAY, build.MONDAY, known=known)
    monkeypatch.setattr("sandbox.rehearsal.command.of_example", lambda _: of)
    rehearse(Console(file=StringIO()), Console(file=StringIO()), Asked("2026-11-23", "2026-11-23"))
    ((_, facts, days, _),) = counted
    assert days == [build.MONDAY]
    assert facts.staff["DEE"].email == "dee@innov8.example"


def test_what_is_typed_makes_something_due_at_once() -> None:
    first = typed(tables(), ("places", 1, "BIKE", "11:00"))
    known = known_of(recorded((BEGAN, first), (build.at("Mon 2026-11-23 09:38"), tables())), tables())
    assert played(replace(monday(seen="09:38"), known=known)) == ["09:38 REG-1 P1 attendance@hill.example"]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: monday(NOW[0], seen="09:20"), ""),
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
    printed = out.file.getvalue()  # type: ignore[attr-defined]
    assert said in printed
    assert ("History" in printed) is bool(said)
