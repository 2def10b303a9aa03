"""Where the policy contradicts itself or says nothing: each place has a question, or a home that is named.

The register of contradictions counts D1 to D29; the open points beside it 1 to 12.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from cme.domain import rules
from cme.domain.rulebook import RULES
from cme.edges.schema import tabs
from cme.policy import load_clauses, load_questions

rules.load()

HEALTH = {"POL-1", "POL-2", "POL-4", "POL-5"}
"""What the check of the policy's own health watches: its review, what it cites, its contacts, its telephones."""
HOMES: dict[str, tuple[str, ...]] = {
    "D1": ("POL-1",),
    "D2": ("POL-2",),
    "D3": ("POL-2",),
    "D4": ("POL-2",),
    "D5": ("clause 2.1: A statement of purpose", "Q-SHARE"),
    "D6": ("Q-CME",),
    "D7": ("Q-ABSENT",),
    "D8": ("Q-CME",),
    "D9": ("Q-EWO",),
    "D10": ("Q-15", "Q-WHO"),
    "D11": ("Q-REPORT",),
    "D12": ("Q-BASIS",),
    "D13": ("Q-SERVICES", "Q-TIERS"),
    "D14": ("Q-FLAGS",),
    "D15": ("Q-PORTAL",),
    "D16": ("POL-2",),
    "D17": ("POL-2",),
    "D18": ("POL-2", "clause 11.1: is read as a child protection plan"),
    "D19": ("Q-VISIT",),
    "D20": ("Q-VISIT", "POL-2"),
    "D21": ("POL-2",),
    "D22": ("Q-COVER", "POL-5"),
    "D23": ("POL-2", "clause 9.4: is never written to"),
    "D24": ("clause 2.2: never scored",),
    "D25": ("Q-ROLL",),
    "D26": ("Q-PATTERNS", "Q-HOURS", "Q-AGE", "Q-COUNTY"),
    "D27": ("Q-LEFT", "POL-2"),
    "D28": ("clause 8.1: innov8's own absence and concern log",),
    "D29": ("POL-4",),
    "1": ("Q-VISIT",),
    "2": ("Q-PORTAL",),
    "3": ("Q-SECURE",),
    "4": ("Q-OPEN", "tab Calendar"),
    "5": ("Q-RINGS",),
    "6": ("Q-BASIS",),
    "7": ("Q-KEPT",),
    "8": ("Q-HOURS", "Q-COVER"),
    "9": ("Q-15", "tab Sessions", "tab Places"),
    "10": ("Q-AGE",),
    "11": ("Q-COUNTY", "tab Authorities"),
    "12": ("Q-SHARE",),
}
SIX = {"Q-RINGS", "Q-NAMES", "Q-REPORT", "Q-COVER", "Q-TIERS", "Q-PATTERNS"}
"""Who rings, how much is named, when the report goes, the second telephone, the tiers, the thresholds."""


def test_nothing_that_was_found_is_missing() -> None:
    assert list(HOMES) == [*(f"D{n}" for n in range(1, 30)), *(str(n) for n in range(1, 13))]
    assert all(HOMES.values())


@pytest.mark.parametrize("found", HOMES)
def test_each_has_a_question_or_a_home_that_exists(found: str) -> None:
    for home in HOMES[found]:
        kind, _, rest = home.partition(" ")
        if kind == "clause":
            number, _, words = rest.partition(": ")
            assert words in load_clauses()[number]["note"]
        elif kind == "tab":
            assert rest in {tab.title for tab in tabs()}
        else:
            assert home in (RULES.keys() & HEALTH) | set(load_questions())


def test_six_keep_the_system_from_going_live_and_the_others_stand_in_a_queue() -> None:
    questions = load_questions().values()
    assert {question.id for question in questions if question.before_live} == SIX
    order = [question.order for question in questions if not question.before_live]
    assert len(set(order)) == len(order), "two questions have one place: give the later the next number"


def test_no_question_stands_there_twice() -> None:
    raw = tomllib.loads((files("cme.policy") / "questions.toml").read_text("utf-8"))["question"]
    assert len(raw) == len({question["id"] for question in raw})
