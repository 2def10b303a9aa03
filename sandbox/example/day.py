"""Reads `day.yaml`: the entries of one example school day, in the order in which people sent them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from sandbox.example.cast import HERE

LONDON = ZoneInfo("Europe/London")
Answer = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sending:
    """One form that somebody sends: when, which, signed in as whom, and the answers by the kind of question.

    Children are codes, a session is its code; whoever plays the day finds the option that begins with it.
    """

    at: datetime
    form: str
    who: str
    answers: Mapping[str, Answer]


def example_day() -> tuple[date, tuple[Sending, ...]]:
    """Return the day and its entries."""
    raw = yaml.safe_load((HERE / "day.yaml").read_text(encoding="utf-8"))
    return raw["day"], tuple(_sending(raw["day"], entry) for entry in raw["entries"])


def _sending(day: date, entry: dict[str, Any]) -> Sending:
    at = datetime.combine(day, time.fromisoformat(entry["at"]), LONDON)
    answers = {kind: _answer(said) for kind, said in entry.items() if kind not in {"at", "form", "who"}}
    if "answered_by" in answers:
        answers["who"] = answers.pop("answered_by")
    return Sending(at, entry["form"], entry["who"], answers)


def _answer(said: Any) -> Answer:
    if isinstance(said, dict):
        return str(said["say"]) * int(said["times"])
    if isinstance(said, list):
        return tuple(str(part) for part in said)
    return str(said)


def expected_day() -> list[tuple[str, str, str, str]]:
    """Return what the day owes besides its reports: when, by which rule, about whom or what, to whom."""
    raw = yaml.safe_load((HERE / "day.yaml").read_text(encoding="utf-8"))
    return [(str(at), str(rule), str(about), str(told)) for at, rule, about, told in raw["owes"]]
