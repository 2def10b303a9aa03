"""The figures: dated, each with its source or its question, and each one read by the rule that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import time, timedelta

import pytest

from cme.domain import case_triggers, health, patterns, pruning, retention, rules
from cme.domain.breach_words import Heard, Word
from cme.domain.decide import decide
from cme.domain.figures import CLOCK, Figure, Figures
from cme.domain.model import Did, Event, Saw, State, Tier
from cme.domain.rulebook import RULES, Moment
from cme.edges.schema import tab
from cme.policy import load_clauses, load_figures, load_questions
from tests import builders as build

rules.load()

FIGURES = load_figures().by_name
LATE = build.at("Mon 2026-11-23 09:15")
QUESTIONS = load_questions()


class Watched(dict[str, Figure]):
    """Figures that note which of them were read."""

    def __init__(self, figures: Mapping[str, Figure]) -> None:
        super().__init__(figures)
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> Figure:
        self.read.add(name)
        return super().__getitem__(name)


def _case(*dids: Did, source: str = "e") -> tuple[Event, ...]:
    at = build.at("Mon 2026-11-16 09:00")
    times = [at + timedelta(minutes=n) for n in range(len(dids))]
    return tuple(Event("P1", did, t, t, source=f"{source}{t:%M}") for did, t in zip(dids, times, strict=True))


CASES = (
    _case(Did.PROPOSED),
    _case(Did.PROPOSED, source="never came "),
    _case(Did.SUSPECTED),
    _case(Did.ABSENT),
    _case(Did.MISSING),
    _case(Did.MISSING, Did.SOCIAL_CARE),
    _case(Did.MISSING, Did.HAS_IT),
    _case(Did.MISSING, Did.LOCATED),
    _case(Did.SUSPECTED, Did.SCHOOL_REFERRED, Did.TRIED),
)
"""A case at each of its steps, long enough ago that something is due."""
NOTICED = build.at("Sun 2026-11-22 12:00")
WRONG = Word("B-1", Heard.NOTICED, NOTICED, NOTICED, source="e1")
"""A message that is said to have gone to the wrong people, and nothing is decided."""


@pytest.mark.parametrize("code", RULES)
def test_a_rule_reads_exactly_the_figures_that_it_says_it_stands_on(code: str) -> None:
    quiet = build.facts(settings=replace(build.facts().settings, duty_asked=time(8, 30)))
    asked = replace(quiet, observations=build.a_register(quiet.places, build.at("Mon 2026-11-23 09:05")))
    watched = Watched(FIGURES)
    paged = build.recorded(quiet, decide(quiet, LATE, load_figures()).owed, (), LATE, State.SENT)
    taken = replace(paged, observations=(build.seen("", Saw.HAS_IT, LATE),))
    told = build.recorded(asked, decide(asked, LATE, load_figures()).owed, (), LATE, State.SENT)
    pupils = {"P1": build.a_pupil(tier=Tier.A, lives_in="COUNTY")}
    wrong = replace(quiet, breach_words=(WRONG,))
    of_cases = [replace(quiet, events=said, pupils=pupils) for said in CASES]
    for facts in (quiet, asked, paged, taken, told, replace(told, pupils=pupils), *of_cases, wrong):
        tuple(RULES[code].owes(facts, Moment(build.MONDAY, Figures(watched))))
    others = {name for rule in RULES.values() for name in rule.figures} if RULES[code].asks_others else set()
    assert watched.read - others == set(RULES[code].figures) - others
    assert set(RULES[code].figures) <= watched.read


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_used_by_a_rule_by_what_the_nights_find_or_by_what_checks_and_prunes(name: str) -> None:
    assert name in (
        *health.FIGURES,
        *patterns.FIGURES,
        *case_triggers.FIGURES,
        *pruning.FIGURES,
        *retention.FIGURES,
    ) or [code for code, rule in RULES.items() if name in rule.figures]


@pytest.mark.parametrize("name", FIGURES)
def test_the_dates_of_a_figure_ascend_and_each_value_has_its_source(name: str) -> None:
    days = [dated.since for dated in FIGURES[name].values]
    assert days
    assert days == sorted(set(days))
    assert all(dated.source for dated in FIGURES[name].values)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_that_is_only_proposed_is_a_question_and_the_question_knows_it(name: str) -> None:
    figure = FIGURES[name]
    if figure.values[-1].source.startswith("Proposed"):
        assert figure.question
    if figure.question:
        assert name in QUESTIONS[figure.question].figures


@pytest.mark.parametrize("id_", QUESTIONS)
def test_a_question_says_what_is_unclear_what_is_in_force_and_what_would_change(id_: str) -> None:
    question = QUESTIONS[id_]
    said = (question.unclear, question.default, question.would_change)
    assert all(words.endswith((".", "?")) for words in said)
    assert set(question.clause.split(", ")) <= set(load_clauses())
    assert set(question.figures) <= set(FIGURES)
    assert set(question.settings) <= {row[0] for row in tab("settings").rows}


@pytest.mark.parametrize("id_", [i for i, question in QUESTIONS.items() if question.figures])
def test_a_default_that_is_told_in_words_is_the_figure_in_force(id_: str) -> None:
    words = {5: ("five", "5"), 8: ("8",), 12: ("12",), 15: ("fifteen", "15"), 30: ("Half an hour", "30")}
    words |= {2: ("two", "twice", "2"), 3: ("three", "third", "3")}
    for name in QUESTIONS[id_].figures:
        figure = FIGURES[name]
        value = int(figure.values[-1].value)
        said = (figure.shown(value),) if figure.unit == CLOCK else words.get(value, (str(value),))
        assert any(word in QUESTIONS[id_].default for word in said), name
