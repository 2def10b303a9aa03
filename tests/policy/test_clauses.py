"""The policy as data: every clause has its entry, and what it names exists."""

from __future__ import annotations

import re

import pytest

from cme.domain import rules
from cme.domain.rulebook import RULES
from cme.edges.schema import tabs
from cme.policy import load_clauses, load_questions

rules.load()

BULLETS = {"2.2": 14, "2.3": 3, "3.1": 3, "3.2": 4, "6.1": 11, "9.4": 10}
"""How many bullets the policy has under a clause."""
PLAIN = (
    "cover", "1", "2.1", "2.2", "2.3", "3", "3.1", "3.2", "4.1", "4.2", "4.3", "4.4", "5.1", "5.2", "5.3", "5.4", "6.1",
    "7.1", "7.2", "7.3", "7.4", "8.1", "8.2", "9.1", "9.2", "9.3", "9.4", "10.1", "10.2", "10.3", "10.4", "10.5",
    "10.6", "11", "11.1", "11.2", "11.3", "12",
)  # fmt: skip
LETTERS = "abcdefghijklmnopqrstuvwxyz"
POLICY = [number for clause in PLAIN for number in (clause, *(clause + a for a in LETTERS[: BULLETS.get(clause, 0)]))]
CLAUSES = load_clauses()


def test_every_clause_and_bullet_of_the_policy_has_an_entry_in_its_order_and_no_other_has() -> None:
    assert list(CLAUSES) == POLICY


@pytest.mark.parametrize("number", CLAUSES)
def test_a_clause_says_what_it_is_about_and_what_becomes_of_it(number: str) -> None:
    clause = CLAUSES[number]
    assert set(clause) <= {"number", "title", "status", "rules", "kept_in", "note"}
    assert clause["title"]
    assert clause["note"].endswith(".")
    assert clause["status"] in {"automated", "by hand", "out of scope"}
    assert bool(clause.get("rules")) == (clause["status"] == "automated"), "automated means: by a rule that exists"


@pytest.mark.parametrize("number", [n for n, clause in CLAUSES.items() if "rules" in clause])
def test_a_rule_that_a_clause_names_exists(number: str) -> None:
    assert set(CLAUSES[number]["rules"]) <= set(RULES)


@pytest.mark.parametrize("number", CLAUSES)
def test_what_a_note_refers_to_exists(number: str) -> None:
    note = CLAUSES[number]["note"]
    assert set(re.findall(r"\b(?:REG|OPS|SAFE|PAT|CME|ASK|POL)-\d+\b", note)) <= set(RULES)
    assert set(re.findall(r"\bQ-[A-Z0-9]+\b", note)) <= set(load_questions())
    assert set(re.findall(r"clause (\d+(?:\.\d+)?[a-z]?)", note)) <= {*CLAUSES, "10"}


@pytest.mark.parametrize("code", RULES)
def test_the_clauses_of_a_rule_exist_and_name_it(code: str) -> None:
    for number in RULES[code].clause.split(", "):
        assert code in CLAUSES[number].get("rules", ()), f"{number} does not say that {code} does it"


@pytest.mark.parametrize("number", [n for n, clause in CLAUSES.items() if "kept_in" in clause])
def test_the_column_that_holds_it_is_in_the_workbook(number: str) -> None:
    title, _, header = CLAUSES[number]["kept_in"].partition(".")
    assert header in next(tab for tab in tabs() if tab.title == title).headers
