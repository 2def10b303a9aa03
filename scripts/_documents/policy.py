"""Writes docs/policy.md, for trustees: what becomes of each clause, the rules, the figures, the open questions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from cme.domain import patterns, rules
from cme.domain.answers import bare
from cme.domain.figures import Figure
from cme.domain.questions import in_turn
from cme.domain.rulebook import RULES, Rule
from cme.domain.rules.entries import ENT
from cme.policy import load_clauses, load_figures, load_questions
from scripts._documents.markdown import count, made_from, table, to, unfolding
from scripts._documents.proofs import scenarios_of, stories_of

SECTIONS = {
    "cover": "The cover",
    "1": "1 Introduction",
    "2": "2 Purpose",
    "3": "3 Meaning of missing education",
    "4": "4 The law",
    "5": "5 Tracking and monitoring",
    "6": "6 Children with serious concerns",
    "7": "7 Reducing the risk",
    "8": "8 The authority's database",
    "9": "9 Who works together",
    "10": "10 How to report",
    "11": "11 Children who go missing",
    "12": "12 Contacts",
}
INTRODUCTION = """\
This page sets the charity's policy on children missing education beside what the system does about it today, clause by
clause. It is written for trustees, and for whoever asks why a notice was sent.

- **automated**: the rules that are named do it by themselves, every minute. What they send, and to whom, is on the
  [page about messages](messages.md).
- **by hand**: a person does it; the note says who and where.
- **out of scope**: nothing is to be done here; the note says why.

The policy's own words are not repeated here. A letter behind a number is a bullet: 6.1b is the second of 6.1.
"""
FIGURES = "Every number that a rule stands on. A change is a new value from a day on; the old one stays."
OPEN = """\
Until somebody decides, the safe default is in force. The DSL team answers on the tab Desk: first those without which
nothing goes live, then three a week in the order of this list. Here each is open; what was answered stands, with who
decided it and when, on the tab Questions of the workbook."""
ENTRIES = "A form's answers are never refused. What is odd is listed under Problems, with what to do."


def policy_page() -> str:
    """Return the whole page."""
    rules.load()
    clauses = load_clauses()
    parts = [
        "# What the policy asks, and what the system does\n",
        made_from("functions/cme/policy/*.toml", "the rules", "their scenarios and stories"),
        INTRODUCTION,
        _counts(clauses.values()),
        "## The rules\n\n" + _rules(),
        "## Clause by clause\n",
        *_sections(clauses),
        f"## The figures\n\n{FIGURES}\n\n{_figures()}",
        f"## What the policy leaves open\n\n{OPEN}\n",
        *_questions(),
        "## The rules one by one\n",
        *map(_rule, _sorted_rules()),
        f"## What is checked in each form\n\n{ENTRIES}\n\n" + table(("code", "situation"), ENT.items()),
    ]
    return "\n".join(parts)


def _counts(clauses: Iterable[dict[str, Any]]) -> str:
    found = [clause["status"] for clause in clauses]
    said = ", ".join(f"{found.count(status)} {status}" for status in ("automated", "by hand", "out of scope"))
    return f"Of {len(found)} clauses and bullets: {said}. {len(load_questions())} questions are open.\n"


def _rules() -> str:
    figures = load_figures().by_name
    return table(
        ("code", "clause", "the situation", "figures"),
        (
            (
                to(rule.code),
                rule.clause,
                rule.title,
                ", ".join(_value(figures[name]) for name in rule.figures) or "none",
            )
            for rule in _sorted_rules()
        ),
    )


def _sorted_rules() -> list[Rule]:
    return [RULES[code] for code in sorted(RULES)]


def _value(figure: Figure) -> str:
    return f"{figure.shown(figure.values[-1].value)} (`{figure.name}`)"


def _sections(clauses: dict[str, dict[str, Any]]) -> Iterator[str]:
    asked: dict[str, list[str]] = {}
    for question in load_questions().values():
        for clause in question.clause.split(", "):
            asked.setdefault(clause, []).append(to(question.id))
    for section, title in SECTIONS.items():
        rows = [
            (
                number_,
                raw["title"],
                ", ".join([raw["status"], *map(to, raw.get("rules", ()))]),
                raw["note"] + (f" Kept in {_place(raw['kept_in'])}." if "kept_in" in raw else ""),
                ", ".join(asked.get(number_, ())),
            )
            for number_, raw in clauses.items()
            if section_of(number_) == section
        ]
        yield f"### {title}\n\n" + table(("clause", "what it is about", "status", "what is done", "open"), rows)


def section_of(clause: str) -> str:
    """Return the section that a clause's number begins with."""
    found = re.match(r"\d+", clause)
    return found.group() if found else clause


def _place(kept_in: str) -> str:
    tab, _, column = kept_in.partition(".")
    return f"{tab}, “{column}”"


def _elsewhere(figure: str) -> str:
    """Return what stands on a figure that no rule reads."""
    return "the night's job" if figure in patterns.FIGURES else "`scripts/check_health`"


def _figures() -> str:
    used = {name: [rule.code for rule in _sorted_rules() if name in rule.figures] for name in load_figures().by_name}
    return table(
        ("figure", "what it is", "value", "since", "source", "question", "rule", "an answer may set"),
        (
            (
                f"`{figure.name}`",
                figure.label,
                figure.shown(dated.value),
                f"{dated.since:%d/%m/%Y}",
                dated.source,
                to(figure.question) if figure.question else "",
                ", ".join(map(to, used[figure.name])) or _elsewhere(figure.name),
                f"{bare(figure, figure.least)} to {figure.shown(figure.most)}",
            )
            for figure in load_figures().by_name.values()
            for dated in figure.values
        ),
    )


def _questions() -> Iterator[str]:
    for question in in_turn(load_questions().values()):
        state = "open; nothing goes live before it is answered" if question.before_live else "open"
        held = [f"`{name}`" for name in question.figures] + [f"the setting “{name}”" for name in question.settings]
        yield (
            f"### {question.id}\n\nClause {question.clause}. {question.unclear}\n\n"
            f"- State: {state}\n"
            f"- In force until decided: {question.default}\n"
            f"- A decision would change: {question.would_change}\n"
            + (f"- Held in: {', '.join(held)}\n" if held else "")
        )


def _rule(rule: Rule) -> str:
    figures = load_figures().by_name
    parts = [f"### {rule.code}\n", f"{rule.title} Clause {rule.clause}.\n"]
    parts += [f"- {figures[name].label}: {_value(figures[name])}\n" for name in rule.figures]
    if scenarios := scenarios_of(rule.code):
        title = f"{count(len(scenarios.says), 'scenario')} of what it says at which minute"
        parts.append(unfolding(title, (f"All in {scenarios.link}.", *scenarios.says)))
    if stories := stories_of(rule.code):
        title = f"{count(len(stories), 'story', 'stories')} of a day in which it speaks, or must not"
        parts.append(unfolding(title, (f"{story.says[0]} ({story.link})" for story in stories)))
    return "\n".join(parts)
