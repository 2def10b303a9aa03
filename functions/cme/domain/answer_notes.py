"""What a person typed to answer a question: keep, or change with the new values or in words; and who it was. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cme.domain.answers import WITHDRAW, bare, own_figures, read_value
from cme.domain.desk_answers import Answer
from cme.domain.figures import Figure, Figures
from cme.domain.model import Staff
from cme.domain.questions import Question
from cme.domain.signed import CODE, signed_by

KEEP, CHANGE = "keep", "change"
LONGEST = 300
"""So much of what somebody typed is kept; more is a letter, and no answer."""
PAIR = re.compile(r"([A-Za-z_]+)\s*=\s*([^\s;,]*)")
Wrong = tuple[str, str]
KEPT_AND_CHANGED = (
    "It does not say change, and names another value: one of them is not meant. Nothing changed.",
    "Choose change, or take the value out of Note.",
)
WITHOUT_WORDS = (
    "It says change, and not what to.",
    "Write in words under Note what is decided, and your staff code.",
)


@dataclass(frozen=True, slots=True)
class Line(Answer):
    """What a person wrote on a line of the Desk that asks a question."""

    question: str = ""

    @property
    def words(self) -> str:
        """The whole answer as it is kept, in one line."""
        clean = "".join(c for c in f"{self.word}: {self.note}" if c.isprintable() or c.isspace())
        return " ".join(clean.split())[:LONGEST]

    @property
    def basis(self) -> str:
        """What an answer is to, and how it read: one that was written down already is no news."""
        return f"{self.digest} {hashlib.sha256(self.words.encode()).hexdigest()[:8]}"


def values_of(line: Line, question: Question, policy: Figures) -> tuple[dict[str, float], list[Wrong]]:
    """Return the values that a decision names for the figures of its question, and what is wrong with it."""
    own = {figure.name: figure for figure in own_figures(question, policy)}
    pairs = [(name.casefold(), value) for name, value in PAIR.findall(line.note)]
    if line.word in (KEEP, WITHDRAW):
        return {}, [KEPT_AND_CHANGED] if pairs else []
    if line.word != CHANGE:
        what = f"“{_brief(line.decision)}” is no answer to a question, so the default stays in force."
        return {}, [(what, "Choose keep or change.")]
    if own:
        return _values(pairs, own, policy)
    others = [_of_another(name, policy, ()) for name, _ in pairs]
    said = PAIR.sub("", line.note).strip(" ;,.").casefold()
    is_empty = not said or CODE.fullmatch(said) is not None
    return {}, others or ([WITHOUT_WORDS] if is_empty else [])


def _values(
    pairs: Sequence[tuple[str, str]], own: Mapping[str, Figure], policy: Figures
) -> tuple[dict[str, float], list[Wrong]]:
    found: dict[str, float] = {}
    wrong: list[Wrong] = [] if pairs else [("It says change, and not what to.", how_to_change(own.values()))]
    for name, typed in pairs:
        if name not in own:
            wrong.append(_of_another(name, policy, own.values()))
            continue
        value, why = read_value(own[name], typed)
        if why:
            wrong.append((f"{name}: {why}. The default stays in force.", how_to_change([own[name]])))
        elif found.setdefault(name, value) != value:
            wrong.append((f"{name} has two values. The default stays in force.", "Leave the one that is meant."))
    return found, wrong


def _of_another(name: str, policy: Figures, own: Iterable[Figure]) -> Wrong:
    figure = policy.by_name.get(name)
    if figure is not None and figure.question:
        return f"{name} is decided by another question, {figure.question}. Nothing changed.", "Answer it there."
    mend = how_to_change(own) if own else "Say it in words: this question has no figure."
    return f"There is no figure “{_brief(name)}” here. The default stays in force.", mend


def how_to_change(figures: Iterable[Figure]) -> str:
    """Return how a change of figures is typed, by the values that the policy gives them."""
    said = "; ".join(f"{figure.name} = {bare(figure, figure.values[-1].value)}" for figure in figures)
    return f"Write the new value under Note, as in “{said}”, and your staff code."


def who_of(line: Line, staff: Mapping[str, Staff]) -> str:
    """Return the first code in a note that is of somebody in the DSL team, empty where none is."""
    return next(iter(signed_by(PAIR.sub("", line.note), staff)), "")


def full_text(question: Question, figures: Figures, on: date) -> str:
    """Return the default with the present values of its figures, and how one answers, as a line of the Desk has it."""
    found = [figures.by_name[name] for name in question.figures]
    own = [figure for figure in found if figure.question == question.id]
    lines = [f"In force until you decide: {question.default}"]
    lines += [f"{figure.name}, {figure.shown(figure.on(on).value)}: {figure.label}." for figure in found]
    if question.settings:
        lines.append(f"What is typed on the Settings tab for it: {', '.join(question.settings)}.")
    lines.append("To let it stand choose keep, and write your staff code under Note.")
    change = how_to_change(own) if own else "Write under Note in words what is decided, and your staff code."
    return "\n".join([*lines, f"To have it otherwise choose change. {change}"])


def _brief(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
