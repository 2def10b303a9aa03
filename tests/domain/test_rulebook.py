"""Every rule says what it is about, by which clause, and on which figures it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from cme.domain import decide as _  # noqa: F401 - loads the rules
from cme.domain.figures import Figure, Figures
from cme.domain.model import Facts, Obligation
from cme.domain.rulebook import RULES, Moment, Rule, rule
from cme.policy import load_figures
from tests import builders as build
from tests.scenarios.reading import read_facts, scenarios

BY_CODE = pytest.mark.parametrize("found", RULES.values(), ids=RULES)


@BY_CODE
def test_it_has_a_code_a_clause_and_a_sentence(found: Rule) -> None:
    assert re.fullmatch(r"[A-Z]+-\d+", found.code)
    assert re.fullmatch(r"cover|\d+(\.\d+)?(, \d+(\.\d+)?)*", found.clause)
    assert found.title.endswith(".")


@BY_CODE
def test_its_figures_exist(found: Rule) -> None:
    assert set(found.figures) <= set(load_figures().by_name)


@cache
def read() -> list[tuple[Facts, date]]:
    """Each scenario's facts and the day that it asks about, read once for all rules."""
    days = (build.day(str(s.said.get("day", s.said["now"].rpartition(" ")[0]))) for s in scenarios())
    return [(read_facts(s.said), day) for s, day in zip(scenarios(), days, strict=True)]


class Watched(dict[str, Figure]):
    """Figures that remember which of them somebody asked for."""

    def __init__(self) -> None:
        super().__init__(load_figures().by_name)
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> Figure:
        self.asked.add(name)
        return super().__getitem__(name)


@BY_CODE
def test_it_stands_on_the_figures_that_it_names_and_on_no_others(found: Rule) -> None:
    watched = Watched()
    for facts, day in read():
        # Other facts each time, so that nothing is known of them already and no figure goes unasked.
        list(found.owes(replace(facts), Moment(day, Figures(watched))))
    others = {name for other in RULES.values() for name in other.figures} if found.asks_others else set()
    assert watched.asked - others == set(found.figures) - others


@BY_CODE
def test_its_obligations_carry_its_code_and_its_clause(found: Rule) -> None:
    for facts, day in read():
        for owed in found.owes(facts, Moment(day, load_figures())):
            assert (owed.rule, owed.clause) == (found.code, found.clause)


def test_a_code_is_never_used_twice() -> None:
    with pytest.raises(ValueError, match="never used again"):
        rule("REG-1", clause="5.2")(_silent_about_nothing)


def test_a_rule_that_does_not_say_what_it_is_about_is_refused() -> None:
    def silent(facts: Facts, moment: Moment) -> Iterator[Obligation]:
        yield from ()

    with pytest.raises(ValueError, match="does not say what it is about"):
        rule("TEST-1", clause="5.2")(silent)
    assert "TEST-1" not in RULES


def _silent_about_nothing(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """Nothing is ever owed."""
    yield from ()


def test_a_rule_is_asked_about_a_day_and_has_no_need_of_the_minute() -> None:
    assert set(Moment.__dataclass_fields__) == {"day", "figures"}
    assert Moment(date(2026, 11, 23), load_figures()).day == date(2026, 11, 23)
