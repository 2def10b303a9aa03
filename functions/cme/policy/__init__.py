"""The policy as data: figures, clauses and questions, read once from the TOML beside this file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import time
from functools import cache
from importlib.resources import files
from typing import Any

from cme.domain.clocks import minute_of_day
from cme.domain.figures import Dated, Figure, Figures
from cme.domain.policy_facts import Citation, Policy
from cme.domain.questions import Question


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / name).read_text("utf-8"))


def _number(typed: float | time) -> float:
    """Return a figure's value as a number; a time of day as its minutes since midnight."""
    return minute_of_day(typed) if isinstance(typed, time) else typed


@cache
def load_figures() -> Figures:
    """Return every figure with its dated values."""
    return figures_of(_read("figures.toml"))


@cache
def load_budget() -> Figures:
    """Return what the alert budget allows; no rule reads it."""
    return figures_of(_read("budget.toml"))


@cache
def load_report_figures() -> Figures:
    """Return what reports stand on beside the policy's figures; no rule reads it."""
    return figures_of(_read("reports.toml"))


def figures_of(data: Mapping[str, Any]) -> Figures:
    """Return figures as a file has them: each with its label, its unit and its dated values."""
    return Figures(
        {
            name: Figure(
                name,
                raw["label"],
                raw["unit"],
                tuple(Dated(dated["from"], _number(dated["value"]), dated["source"]) for dated in raw["values"]),
                raw.get("question", ""),
                *(_number(bound) for bound in raw.get("between", ())),
            )
            for name, raw in data.items()
        }
    )


@cache
def load_policy() -> Policy:
    """Return what is known of the policy itself: its next review, and what it cites that was replaced."""
    data = _read("policy.toml")
    return Policy(data["review_due"], tuple(Citation(**raw) for raw in data["citation"]))


@cache
def load_clauses() -> dict[str, dict[str, Any]]:
    """Return every clause of the policy by its number: title, status, rules, note."""
    return {raw["number"]: raw for raw in _read("clauses.toml")["clause"]}


@cache
def load_questions() -> dict[str, Question]:
    """Return every question that the policy leaves open, by its id."""
    found = _read("questions.toml")["question"]
    return {raw["id"]: Question(**{key: _held(value) for key, value in raw.items()}) for raw in found}


def _held(value: Any) -> Any:
    """Return a value as what is frozen holds it."""
    return tuple(value) if isinstance(value, list) else value
