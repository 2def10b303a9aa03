"""What a report said is kept with it; what is known otherwise is told once each time that it changes."""

from __future__ import annotations

from dataclasses import replace

from cme.domain.decide import decide
from cme.domain.marks import marks
from cme.domain.model import Facts, Saw, State
from cme.domain.reported import basis_of, told_by, told_rows
from cme.policy import load_figures
from tests import builders as build

FIGURES = load_figures()
NOTICES = ("attendance_report", "corrected_report")


def reported(facts: Facts, at: str) -> tuple[Facts, list[str]]:
    """Return the facts after everything owed at a minute was sent, and the reports among it."""
    now = build.at(f"Mon 2026-11-23 {at}")
    owed = decide(facts, now, FIGURES).owed
    return build.recorded(facts, owed, (), now, State.SENT), [o.notice for o in owed if o.notice in NOTICES]


def test_each_time_that_attendance_turns_out_otherwise_is_told_once() -> None:
    facts = build.facts(observations=build.a_register((build.a_place(),), build.at("Mon 2026-11-23 09:04"), ["P1"]))
    facts, first = reported(facts, "12:30")
    told = [first]
    for said, due in (("12:40", "13:10"), ("13:20", "13:50"), ("14:00", "14:30")):
        saw = Saw.WAS_HERE if said == "13:20" else Saw.WAS_NOT_HERE
        heard = build.seen("P1", saw, build.at(f"Mon 2026-11-23 {said}"))
        facts = replace(facts, observations=(*facts.observations, heard))
        for at in (due, f"{due}:30"):
            facts, found = reported(facts, at)
            told.append(found)
    assert told == [["attendance_report"], *([["corrected_report"], []] * 3)]


def test_a_row_keeps_what_was_said_and_gives_it_back() -> None:
    heard = build.a_register((build.a_place(),), build.at("Mon 2026-11-23 09:04"), ["P1"])
    facts, _ = reported(build.facts(observations=heard), "12:30")
    group = marks(facts, build.MONDAY)
    (row,) = (row for row in facts.ledger.values() if row.rule == "REG-6")
    assert row.basis == basis_of(group)
    told = told_by(told_rows(facts, build.MONDAY, "HILL"), group)
    assert told is not None
    assert told.said == {"P1 BIKE": "here"}


def test_a_row_without_its_basis_is_taken_for_what_was_known_at_the_time() -> None:
    heard = build.a_register((build.a_place(),), build.at("Mon 2026-11-23 09:04"))
    facts, _ = reported(build.facts(observations=heard), "12:30")
    rows = {key: replace(row, basis="") for key, row in facts.ledger.items()}
    later = build.seen("P1", Saw.WAS_HERE, build.at("Mon 2026-11-23 13:00"))
    facts = replace(facts, ledger=rows, observations=(*heard, later))
    told = told_by(told_rows(facts, build.MONDAY, "HILL"), marks(facts, build.MONDAY))
    assert told is not None
    assert told.said == {"P1 BIKE": "not here"}


def test_codes_that_look_like_a_basis_bring_no_correction_without_end() -> None:
    heard = build.a_register((build.a_place("P1"),), build.at("Mon 2026-11-23 09:04"))
    odd = "P: 1 | P2"
    facts = build.facts(pupils={odd: build.a_pupil(odd)}, places=(build.a_place(odd),), observations=heard)
    facts, first = reported(facts, "12:30")
    late = build.seen(odd, Saw.ARRIVED, build.at("Mon 2026-11-23 12:40"))
    facts, _ = reported(replace(facts, observations=(*heard, late)), "13:10")
    assert (first, reported(facts, "13:45")[1]) == (["attendance_report"], [])
