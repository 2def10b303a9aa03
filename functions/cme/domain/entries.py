"""One submitted form as it came, before checking, and what reading it gave."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from cme.domain.form_items import FormId
from cme.domain.model import Event, Observation, Problem, Severity, Word

CELL_LIMIT = 50_000
"""Characters that a cell of a sheet takes; Google refuses the whole batch that holds a longer one."""
ANSWERS_LIMIT = 45_000
"""What we keep of one entry's answers in its cell: a margin below the limit."""
UNKEPT = re.compile("[\x7f-\x9f\ud800-\udfff]")
"""What a cell would not give back, and JSON does not escape by itself."""


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One response of a form: answers by question id, as Google gave them. Instants are UTC."""

    form: str
    response: str
    submitted_at: datetime
    email: str
    answers: Mapping[str, tuple[str, ...]]

    @property
    def key(self) -> str:
        """The response at the moment of its last edit: an edited answer is a new entry."""
        return f"{self.response}@{self.submitted_at:%Y-%m-%dT%H:%M:%S.%fZ}"


def written(answers: Mapping[str, object]) -> str:
    """Return answers, or cells, as the text in which one cell keeps them; they are read back as they were typed."""
    return UNKEPT.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(answers, ensure_ascii=False))


def units(text: str) -> int:
    """Return how long Google takes a text to be: it counts UTF-16 units, an emoji as two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class Concern:
    """What the concern form said, for the tab Concerns: its words stay in the workbook and go into no mail."""

    pupil: str
    told: str
    harm: str
    words: str
    whereabouts: str


@dataclass(slots=True)
class Read:
    """What an entry says: observations, events of a case, words of a breach, problems, and how it is listed."""

    entry: RawEntry
    session: str = ""
    day: date | None = None
    who: str = ""
    observations: list[Observation] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    concern: Concern | None = None
    events: list[Event] = field(default_factory=list)
    breach_words: list[Word] = field(default_factory=list)
    quarantined: bool = False

    @property
    def outcome(self) -> str:
        """Accepted, query, error or quarantined: the worst that was found."""
        if self.quarantined:
            return "quarantined"
        found = {problem.severity for problem in self.problems}
        return next((level.value for level in (Severity.ERROR, Severity.QUERY) if level in found), "accepted")


def answers_by_kind(entry: RawEntry, ids: Mapping[str, FormId]) -> dict[str, tuple[FormId, tuple[str, ...]]]:
    """Return the answers by what their question means; of two with one meaning, the one that says more."""
    found: dict[str, tuple[FormId, tuple[str, ...]]] = {}
    for question, values in entry.answers.items():
        meaning = ids.get(question)
        if meaning is None or meaning.form != entry.form:
            continue
        before = found.get(meaning.kind)
        if before is None or len(values) > len(before[1]):
            found[meaning.kind] = (meaning, values)
    return found
