"""Writes docs/needs.md, for trustees: who needs what on a school day, what the system does, and what shows it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts._documents.markdown import count, made_from, table
from scripts._documents.proofs import ROOT, STORIES

FILE = STORIES / "needs.toml"
PERSONS = {
    "tutor": "The tutor",
    "coordinator": "The coordinator",
    "DSL": "The DSL and the deputy",
    "school": "The school",
    "family": "The family",
    "authority": "The authority",
    "trustee": "The safeguarding trustee",
}
"""Everybody who has a need, in the order of the page, and how they are called there."""
INTRODUCTION = """\
What the people who live with the system need of a school day, from half past eight to the day's last report, and what
shows that they get it. A *story* is a day that the whole system is played through before each change: who sent what,
who was told, and who was not. A *test* stands where a form, a page or a table shows it better.
The rules are explained in [policy.md](policy.md).
"""
ELSEWHERE = "Not what somebody needs, but what may go wrong beneath it."


@dataclass(frozen=True, slots=True)
class Need:
    """What one person needs, what the system does about it, by which rules, and what shows that it does."""

    slug: str
    who: str
    needs: str
    does: str
    rules: tuple[str, ...] = ()
    stories: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()


def load_needs(file: Path = FILE) -> tuple[Need, ...]:
    """Return every need, as the file has them."""
    raw = tomllib.loads(file.read_text(encoding="utf-8"))["need"]
    lists = ("rules", "stories", "tests")
    return tuple(Need(**{**need, **{name: tuple(need.get(name, ())) for name in lists}}) for need in raw)


def other_stories(file: Path = FILE) -> dict[str, tuple[str, ...]]:
    """Return the stories that serve no need of a person, by the reason why they are there."""
    raw = tomllib.loads(file.read_text(encoding="utf-8"))["other"]
    return {said["reason"]: tuple(said["stories"]) for said in raw}


def needs_page() -> str:
    """Return the whole page."""
    needs = load_needs()
    shown = {story for need in needs for story in need.stories}
    stories = count(len(shown), "story", "stories")
    parts = [
        "# Who needs what, and what shows that they get it\n",
        made_from(str(FILE.relative_to(ROOT))),
        INTRODUCTION,
        f"{count(len(needs), 'need')}; {stories} and {count(sum(len(n.tests) for n in needs), 'test')} show them.\n",
        *(f"## {PERSONS[who]}\n\n{_table(n for n in needs if n.who == who)}" for who in PERSONS),
        f"## Stories that are there for another reason\n\n{ELSEWHERE}\n",
        table(("reason", "stories"), ((why, ", ".join(map(_story, found))) for why, found in other_stories().items())),
    ]
    return "\n".join(parts)


def _table(needs: Iterator[Need]) -> str:
    headings = ("needs to", "what the system does", "rules", "shown by")
    return table(headings, ((n.needs, n.does, ", ".join(n.rules), ", ".join(_shown(n))) for n in needs))


def _shown(need: Need) -> Iterator[str]:
    yield from map(_story, need.stories)
    for test in need.tests:
        path, _, name = test.partition("::")
        yield f"[test: {name.removeprefix('test_').replace('_', ' ')}](../{path})"


def _story(name: str) -> str:
    return f"[{name.replace('_', ' ')}](../{(STORIES / name).relative_to(ROOT)}.yaml)"
