"""What holds of every entry, whatever was typed: nothing raises, nothing is lost, everything has an outcome."""

from __future__ import annotations

import inspect
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cme.domain.clocks import instant
from cme.domain.decide import decide
from cme.domain.entries import RawEntry
from cme.domain.form_plan import FORMS, OPEN_FORMS
from cme.domain.model import Facts
from cme.domain.rules.entries import ENT
from cme.policy import load_figures
from tests.domain import registers as some
from tests.domain import (
    test_actions_and_concerns,
    test_breach_entries,
    test_case_entries,
    test_entries,
    test_school_answers,
)
from tests.domain.submitted import IDS, read

quickly = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
OPTIONS = (
    *("P1 Zaphod Q", "P9 Nobody N", "BIKE Bike, 09:00", "COOK", "NOPE x", "arrived", "not coming", "taxi late"),
    *("went home early, agreed", "LEFT WITHOUT PERMISSION", "came back", "I marked it wrong: is not here", "Send"),
    *("I marked it wrong: was here all along", "09:05", "9:5", "24:00", "2026-11-23", "2026-02-30", "0001-01-01"),
    *("9999-12-31", '=IMPORTXML("x")', "\ud800", "\u202e\u0000", "é" * 60_000, " ", ""),
)
words = st.one_of(st.sampled_from(OPTIONS), st.text(max_size=12))
answers = st.dictionaries(
    st.one_of(st.sampled_from(sorted(IDS)), st.text(max_size=5)), st.lists(words, max_size=4).map(tuple), max_size=8
)


@st.composite
def entries(draw: st.DrawFn) -> tuple[RawEntry, Facts]:
    """Any answers to any questions of any form, about any register."""
    day, facts = draw(some.registers())
    at = draw(some.minutes_of(day))
    form = draw(st.sampled_from((*FORMS, "")))
    email = draw(st.sampled_from(("tess@innov8.example", "", "\ud800@x")))
    return RawEntry(form, "r1", at, email, draw(answers)), facts


@quickly
@given(entries())
def test_every_entry_is_read_and_none_breaks_us(sent: tuple[RawEntry, Facts]) -> None:
    entry, facts = sent
    found = read(entry, facts, (entry,))
    assert found.outcome in {"accepted", "query", "error", "quarantined"}
    assert "ENT-13" not in {problem.code for problem in found.problems}


@quickly
@given(entries())
def test_what_an_entry_says_is_of_its_own_time_and_of_children_who_exist(sent: tuple[RawEntry, Facts]) -> None:
    entry, facts = sent
    for observation in read(entry, facts).observations:
        assert observation.pupil in {"", *facts.pupils}
        assert observation.session in {"", *facts.sessions}
        assert observation.entry == entry.key
        assert observation.recorded_at == entry.submitted_at
        assert observation.at <= entry.submitted_at + timedelta(minutes=2)


@quickly
@given(entries())
def test_an_entry_that_says_nothing_says_why(sent: tuple[RawEntry, Facts]) -> None:
    found = read(*sent)
    # What a stranger sends is nobody's error, so that it does not push those of our own from the screen.
    is_said = bool(found.problems) if sent[0].form in OPEN_FORMS else found.outcome in {"error", "quarantined"}
    assert found.observations or is_said


@quickly
@given(entries())
def test_every_problem_says_what_where_and_what_to_do_in_few_words(sent: tuple[RawEntry, Facts]) -> None:
    for problem in read(*sent).problems:
        assert problem.where.startswith(f"{sent[0].form} form, sent ")
        assert problem.what.strip()
        assert problem.mend.strip().endswith((".", "looking."))
        assert len(problem.what) < 400


@quickly
@given(entries())
def test_whatever_was_typed_the_rules_can_be_asked(sent: tuple[RawEntry, Facts]) -> None:
    entry, facts = sent
    observations = (*facts.observations, *read(entry, facts).observations)
    now = max(entry.submitted_at, instant(some.DAYS[0], some.STARTS[0])) + timedelta(minutes=20)
    heard = Facts(**{name: getattr(facts, name) for name in facts.__slots__} | {"observations": observations})
    assert "OPS-RULE" not in {problem.code for problem in decide(heard, now, load_figures()).problems}


def test_every_rule_on_entries_has_a_test_that_names_it() -> None:
    rooms = (test_entries, test_actions_and_concerns, test_case_entries, test_breach_entries, test_school_answers)
    tests = [name for room in rooms for name, _ in inspect.getmembers(room, inspect.isfunction)]
    assert {
        code for code in ENT if not any(f"test_{code.lower().replace('-', '_')}_" in name for name in tests)
    } == set()
