"""Plays every scenario, and holds the files to what each rule owes: the minute, what stops it, holidays, clocks."""

from __future__ import annotations

import pytest

from cme.domain.rulebook import RULES
from cme.policy import load_figures
from tests.scenarios.reading import Scenario, outcome, scenarios

ALWAYS = {
    "the minute before",
    "the minute itself",
    "what stops it",
    "a holiday between",
    "the clock goes forward",
    "the clock goes back",
}
FIGURE = "the day a figure changed"
MORE = {
    "REG-1": {
        *("staggered starts", "two commissioners", "no school", "no register", "a register before the start"),
        *("explained before", "explained after", "hearsay", "taxi late", "walk-in elsewhere", "a late entry"),
        *("seen after due", "contradictory observations"),
    },
}
"""What only some rules owe."""
EVERY = scenarios()


@pytest.mark.parametrize("scenario", EVERY, ids=lambda s: f"{s.rule}: {s.name}")
def test_it_is_decided_as_the_scenario_says(scenario: Scenario) -> None:
    wanted, found = outcome(scenario)
    assert found == wanted


@pytest.mark.parametrize("code", sorted(RULES))
def test_each_rule_shows_its_minute_what_stops_it_holidays_both_clock_changes_and_a_changed_figure(code: str) -> None:
    owes = ALWAYS | MORE.get(code, set()) | ({FIGURE} if RULES[code].figures else set())
    assert owes <= {s.shows for s in EVERY if s.rule == code}


def test_a_scenario_shows_only_what_somebody_asks_for() -> None:
    known = ALWAYS | {FIGURE, ""}.union(*MORE.values())
    assert {s.shows for s in EVERY} <= known


def test_no_two_scenarios_of_a_rule_have_one_name() -> None:
    names = [(s.rule, s.name) for s in EVERY]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("by", [-1, 1])
@pytest.mark.parametrize("name", sorted({name for rule in RULES.values() for name in rule.figures}))
def test_a_rules_figure_that_is_one_off_fails_a_scenario(name: str, by: int) -> None:
    figure = load_figures().by_name[name]
    changed = load_figures().replaced(name, figure.values[-1].value + by)
    assert any(_fails(scenario, changed) for scenario in EVERY if name in RULES[scenario.rule].figures)


def _fails(scenario: Scenario, figures: object) -> bool:
    wanted, found = outcome(scenario, figures)  # type: ignore[arg-type]
    return found != wanted
