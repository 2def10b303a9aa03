"""The registry of rules: each is a function of the facts and a moment, with a code, its clauses and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from cme.domain.figures import Figures
from cme.domain.model import Facts, Obligation

LOOK_BACK_DAYS = 6
"""How far back a missed obligation is still listed: an outage from the Thursday before Easter to the Tuesday after."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The day that a rule is asked about, and the figures; a rule has no need of the minute."""

    day: date
    figures: Figures


Body = Callable[[Facts, Moment], Iterable[Obligation]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: every obligation that falls due on a day if nothing more is heard, as `owes` yields them.

    One that `asks_others` whether a notice is owed still stands on their figures as well.
    """

    code: str
    clause: str
    title: str
    figures: tuple[str, ...]
    owes: Body
    asks_others: bool = False


RULES: dict[str, Rule] = {}


def rule(code: str, *, clause: str, figures: tuple[str, ...] = (), asks_others: bool = False) -> Callable[[Body], Body]:
    """Register a rule under a code that people quote; refuses a code used before and a rule without a docstring."""

    def register(body: Body) -> Body:
        if code in RULES:
            raise ValueError(f"{code} is the code of another rule; codes are never used again.")
        if not body.__doc__:
            raise ValueError(f"{code} does not say what it is about: give it a docstring.")
        RULES[code] = Rule(code, clause, body.__doc__.strip().splitlines()[0], figures, body, asks_others)
        return body

    return register
