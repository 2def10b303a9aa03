"""What is tried: figures, and answers to the policy's questions, as two small files have them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from pathlib import Path
from typing import Any

from cme.domain.answers import own_figures, read_value
from cme.domain.figures import Figure
from cme.domain.questions import Answer
from cme.errors import CmeError
from cme.policy import load_figures, load_questions
from sandbox.rehearsal.history import History

BY = "rehearsal"
"""Who answers what is tried."""


class TriedError(CmeError):
    """A file of figures or answers that cannot be used, in a sentence for whoever wrote it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that has another value from a day on."""

    figure: Figure
    value: float
    since: date

    @property
    def words(self) -> str:
        """What is changed, as it is printed above a rehearsal."""
        before = self.figure.shown(self.figure.on(self.since).value)
        on = f" from {self.since:%d/%m/%Y}" if self.since > date.min else ""
        return f"{self.figure.name}: {self.figure.shown(self.value)} instead of {before}{on}"


@dataclass(frozen=True, slots=True)
class Tried:
    """What is otherwise in a rehearsal than it was."""

    changes: tuple[Change, ...] = ()
    answers: tuple[Answer, ...] = ()

    def on(self, history: History) -> History:
        """Return a history in which these figures and answers were in force."""
        figures = history.figures
        for change in self.changes:
            figures = figures.replaced(change.figure.name, change.value, change.since)
        answers = {**history.facts.answers, **{answer.question: answer for answer in self.answers}}
        return replace(history, facts=replace(history.facts, answers=answers), figures=figures)


def read_tried(figures: Path | None, answers: Path | None, since: date) -> Tried:
    """Return what two files ask to try, either of which may be missing; answers are given on the first day played."""
    changes = list(_figures(figures)) if figures else []
    given: list[Answer] = []
    for answer, theirs in _answers(answers, since) if answers else ():
        given.append(answer)
        # A figure that the other file gives as well is the one that is wanted: it was written for this alone.
        named = {change.figure.name for change in changes}
        changes += [change for change in theirs if change.figure.name not in named]
    return Tried(tuple(changes), tuple(given))


def _figures(path: Path) -> Iterator[Change]:
    known = load_figures().by_name
    for name, raw in _toml(path).items():
        if name not in known:
            raise TriedError(f"{path}: There is no figure “{name}”. Their names stand in docs/policy.md.")
        more = raw if isinstance(raw, Mapping) else {"value": raw}
        if unknown := [key for key in more if key not in ("value", "from")]:
            raise TriedError(f"{path}: “{name}” has “{unknown[0]}”; a figure has a value, and a from if you like.")
        if "value" not in more:
            raise TriedError(f"{path}: “{name}” has no value.")
        yield _change(path, replace(known[name], least=0, most=float("inf")), more["value"], more.get("from", date.min))


def _answers(path: Path, first: date) -> Iterator[tuple[Answer, list[Change]]]:
    questions = load_questions()
    for id_, raw in _toml(path).items():
        if id_ not in questions:
            raise TriedError(f"{path}: There is no question “{id_}”. They stand on the tab Questions.")
        if not isinstance(raw, Mapping):
            raise TriedError(f"{path}: “{id_}” is answered by a table: [{id_}], and under it figures, or nothing.")
        known = {figure.name: figure for figure in own_figures(questions[id_], load_figures())}
        values = {name: value for name, value in raw.items() if name != "on"}
        if unknown := [name for name in values if name not in known]:
            sets = f"it sets {', '.join(known)}" if known else "it sets no figure"
            raise TriedError(f"{path}: “{id_}” does not set “{unknown[0]}”; {sets}.")
        on = _day(path, id_, raw.get("on", first))
        yield (
            Answer(id_, BY, on, "changed" if values else "kept"),
            [_change(path, known[name], value, on) for name, value in values.items()],
        )


def _change(path: Path, figure: Figure, typed: Any, since: Any) -> Change:
    text = f"{typed:%H:%M}" if isinstance(typed, time) else str(typed)
    value, wrong = read_value(figure, text)
    if wrong:
        raise TriedError(f"{path}: “{figure.name}”: {wrong}.")
    return Change(figure, value, _day(path, figure.name, since))


def _day(path: Path, name: str, typed: Any) -> date:
    # A date with a time of day is a date as well, to Python.
    if type(typed) is not date:
        raise TriedError(f"{path}: “{name}”: “{typed}” is no day, such as 2026-11-23, without quotation marks.")
    return typed


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as wrong:
        raise TriedError(f"{path}: The file cannot be read ({type(wrong).__name__}).") from wrong
    except tomllib.TOMLDecodeError as wrong:
        raise TriedError(f"{path}: This is not TOML: {wrong}.") from wrong
