"""Writes docs/cases.md: the steps of a case, what moves it, what each step asks, and what cannot be said when."""

from __future__ import annotations

from collections.abc import Iterator

from cme.domain.case_events import Did
from cme.domain.case_steps import MOVES, MOVES_NOTHING, WHY_NOT, Step
from cme.domain.rulebook import RULES
from scripts._documents.markdown import made_from, table

INTRODUCTION = """\
A case begins where nobody may know where a child is, or whether it has a school, and ends when somebody has closed it
with an outcome, a reason and what shows it. Absent, missing and CME are three fields beside its step. What each rule
asks, and whom, is on the [page about messages](messages.md); why, in [decision 0039](decisions/0039-a-case.md).
"""
NO_CASE = "no case"


def cases_page() -> str:
    """Return the whole page."""
    rows = [(code, rule.clause, rule.title) for code, rule in RULES.items() if code.startswith("CME-")]
    parts = [
        "# A case, step by step\n",
        made_from("functions/cme/domain/case_steps.py", "the rules"),
        INTRODUCTION,
        "```mermaid\nstateDiagram-v2\n" + "\n".join(_arrows()) + "\n```\n",
        "## What moves a case\n\n" + table(("From", "What happens", "To"), sorted(_moves())),
        "## What is written down and moves nothing\n\n" + _kept(),
        "## What cannot be said, and what whoever says it reads\n\n"
        + table(("At", "What is said", "Why not"), _refused()),
        "## The rules\n\n" + table(("Rule", "Clause", "Situation"), sorted(rows)),
    ]
    return "\n".join(parts)


def _name(step: Step | None) -> str:
    return step.value if step else NO_CASE


def _moves() -> Iterator[tuple[str, str, str]]:
    for step, moves in MOVES.items():
        yield from ((_name(step), did.value, to.value) for did, to in moves.items())


def _arrows() -> Iterator[str]:
    """Yield the diagram: a line for each two steps, with all that leads from one to the other."""
    names = {step: f"s{number}" for number, step in enumerate(Step)}
    yield from (f"    {names[step]}: {step.value}" for step in Step)
    for step, moves in MOVES.items():
        by_target: dict[Step, list[str]] = {}
        for did, to in moves.items():
            if to is not step:
                by_target.setdefault(to, []).append(did.value.partition(":")[0])
        start = names[step] if step else "[*]"
        yield from (f"    {start} --> {names[to]}: {' / '.join(said)}" for to, said in by_target.items())
    yield f"    {names[Step.CLOSED]} --> [*]"


def _kept() -> str:
    return "".join(f"- {did.value}\n" for did in Did if did in MOVES_NOTHING)


def _refused() -> list[tuple[str, str, str]]:
    """Return what cannot be said: one row for all that has one reason at one step."""
    rows: dict[tuple[str, str], list[str]] = {}
    for (step, did), why in WHY_NOT.items():
        rows.setdefault((_name(step), why), []).append(did.value)
    every = len(Did)
    return [(at, "anything" if len(said) == every else "; ".join(said), why) for (at, why), said in rows.items()]
