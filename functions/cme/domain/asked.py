"""What a school was asked about a child, and whether it has answered: by mail, with its form, or it is needless. Pure.

Each notice of absence asks for what the school knows. Any person's reply to a message of that day answers it, whatever
it says: reading is for people. What a program answers does not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from cme.domain.by_day import rows_on
from cme.domain.kinds import online_sessions
from cme.domain.ledger import key_of
from cme.domain.marks import Mark, marks
from cme.domain.missing import is_still_missing
from cme.domain.model import Did, Facts, Observation, Organisation, Owing, State
from cme.domain.rules.absence import was_told
from cme.domain.said import OF_SCHOOLS, SEEN, SETTLES
from cme.domain.sent_on import is_automatic

ASKS, ASKS_AGAIN = "REG-1", "ASK-1"
"""The rule whose notice asks, and the one that asks others at the school when nobody answers."""


KNOWN = frozenset({Did.SCHOOL_REFERRED, Did.HAS_IT, Did.LOCATED})
"""What is said of a child's case, and answers what its school was asked about it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A school that was told that a child is not here, and so asked: by the first row of that day."""

    row: Owing
    mark: Mark
    school: Organisation


def asked(facts: Facts, day: date) -> list[Asked]:
    """Return whom schools were asked about on a day, each child once a school, in the order in which they were."""
    rows = [row for row in rows_on(facts, day) if row.rule == ASKS]
    known = {(mark.place.pupil, mark.place.session): mark for mark in (marks(facts, day) if rows else ())}
    found: dict[tuple[str, str], Asked] = {}
    for row in sorted(rows, key=lambda row: (row.decided_at, row.key)):
        mark, school = known.get((row.pupil, row.session)), facts.organisations.get(row.organisation)
        if mark is not None and school is not None and school.kind == "school" and was_told(facts, row):
            found.setdefault((row.pupil, row.organisation), Asked(row, mark, school))
    return list(found.values())


def is_open(facts: Facts, question: Asked) -> bool:
    """Return whether the school has not answered, and still nobody knows where the child was that day, or why."""
    return not has_answered(facts, question) and is_still_asked(facts, question)


def has_answered(facts: Facts, question: Asked) -> bool:
    """Return whether the school has answered since: with its form, or by a person's reply to a message of that day."""
    row = question.row
    replied = _replies(facts).get((row.organisation, row.day))
    if replied is not None and replied >= row.decided_at:
        return True
    return any(o.saw in OF_SCHOOLS and (o.by, o.day) == (row.organisation, row.day) for o in _heard(facts, row))


def is_still_asked(facts: Facts, question: Asked) -> bool:
    """Return whether nobody has seen or explained the child, that day or since, nor found it as a page asks."""
    row = question.row
    if any(at >= row.decided_at for at in _known(facts).get(row.pupil, ())):
        return False
    online = online_sessions(facts)
    return is_still_missing(question.mark) and not any(_ends(o, row, online) for o in _heard(facts, row))


def _heard(facts: Facts, row: Owing) -> list[Observation]:
    """Return what may end a question about a child: what was said of it, and what was said of no child by name."""
    said = _said(facts)
    return [*said.get(row.pupil, ()), *said.get("", ())]


def _ends(said: Observation, row: Owing, online: Collection[str]) -> bool:
    """Return whether a word ends a question: of the child, or of its whole session, that it is found; or a sighting.

    Who is met on a screen is seen by nobody.
    """
    if said.recorded_at < row.decided_at:
        return False
    is_meant = said.pupil == row.pupil or (said.session == row.session and said.day == row.day)
    return is_meant if said.saw in SETTLES else _is_seen(said, online) and said.day > row.day


def _is_seen(said: Observation, online: Collection[str]) -> bool:
    return said.saw in SEEN and said.session not in online


def asked_again(facts: Facts, question: Asked, step: str) -> Owing | None:
    """Return the row by which the next at the school was asked: “dsl” or “head”; None where nobody was."""
    row = question.row
    key = key_of(replace(row, rule=ASKS_AGAIN, step=step))
    again = facts.ledger.get(key)
    return again if again is not None and was_told(facts, again) else None


@lru_cache(maxsize=8)
def _replies(facts: Facts) -> Mapping[tuple[str, date], datetime]:
    """Return when a person of an organisation answered last, of the messages of a day."""
    found: dict[tuple[str, date], datetime] = {}
    for message in facts.messages.values():
        if message.state is State.ANSWERED and not is_automatic(message):
            about = (message.organisation, message.day)
            found[about] = max(found.get(about, message.at), message.at)
    return found


@lru_cache(maxsize=8)
def _known(facts: Facts) -> Mapping[str, list[datetime]]:
    """Return when something was said of a child's case that answers what its school was asked, by child."""
    found: dict[str, list[datetime]] = {}
    for event in facts.events:
        if event.did in KNOWN:
            found.setdefault(event.pupil, []).append(event.recorded_at)
    return found


@lru_cache(maxsize=8)
def _said(facts: Facts) -> Mapping[str, list[Observation]]:
    """Return what may end a question, by child; under an empty code what was said of no child by name."""
    found: dict[str, list[Observation]] = {}
    for observation in facts.observations:
        if observation.saw in OF_SCHOOLS | SEEN | SETTLES:
            found.setdefault(observation.pupil, []).append(observation)
    return found
