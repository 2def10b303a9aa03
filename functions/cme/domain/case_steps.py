"""The steps of a case and the moves between them, as one table; what moves nothing, and what cannot be. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from cme.domain.case_events import Did


class Step(StrEnum):
    """Where a case stands. Absent, missing and CME are three other fields: a step says what is to be done next."""

    PROPOSED = "to be assessed"
    LOOKING = "being looked into"
    SUSPECTED = "to be referred"
    REFERRED = "referred"
    WITH_OTHERS = "with others"
    LOCATED = "to be closed"
    CLOSED = "closed"


_OPEN_MOVES: Mapping[Did, Step] = {
    Did.ABSENT: Step.LOOKING,
    Did.MISSING: Step.LOOKING,
    Did.SUSPECTED: Step.SUSPECTED,
    Did.CONFIRMED: Step.REFERRED,
    Did.SCHOOL_REFERRED: Step.REFERRED,
    Did.REFERRED: Step.REFERRED,
    Did.HAS_IT: Step.WITH_OTHERS,
    Did.LOCATED: Step.LOCATED,
    Did.CLOSED: Step.CLOSED,
}
MOVES: Mapping[Step | None, Mapping[Did, Step]] = {
    None: {
        Did.PROPOSED: Step.PROPOSED,
        Did.ABSENT: Step.LOOKING,
        Did.MISSING: Step.LOOKING,
        Did.SUSPECTED: Step.SUSPECTED,
    },
    Step.PROPOSED: {**_OPEN_MOVES, Did.NO_CASE: Step.CLOSED},
    Step.LOOKING: _OPEN_MOVES,
    Step.SUSPECTED: _OPEN_MOVES,
    # What was referred stays referred: a word about absence takes no referral back.
    Step.REFERRED: {did: step for did, step in _OPEN_MOVES.items() if did not in (Did.ABSENT, Did.SUSPECTED)},
    Step.WITH_OTHERS: _OPEN_MOVES,
    # Whoever was found may be lost again: a case that is not closed goes on.
    Step.LOCATED: {did: step for did, step in _OPEN_MOVES.items() if did is not Did.ABSENT},
    Step.CLOSED: {},
}
"""From a step, or from no case at all, by what happened to the next step. What stands in no row moves nothing."""
MOVES_NOTHING = frozenset(
    {
        *(Did.ON_ROLL, Did.OFF_ROLL, Did.HOME_EDUCATED, Did.TRIED, Did.SOCIAL_CARE, Did.DECLINED, Did.COUNTERSIGNED),
        *(Did.TASK, Did.TASK_DONE, Did.NOTED, Did.TOLD, Did.WITHHELD, Did.PROPOSED),
    }
)
"""What is written down of an open case, and leaves it where it is."""
NO_CASE_IS_OPEN = "There is no open case about this child. Begin one: absent, missing, or missing education suspected."
ASSESSED = "The case was assessed already. Close it instead, with its outcome, the reason and what shows it."
STAYS_REFERRED = "It was referred already. Say what came of it; who is missing education the authority says."
WAS_FOUND = "The child was seen already. Close the case, or say that the child is missing again."
WHY_NOT: Mapping[tuple[Step | None, Did], str] = {
    **{(None, did): NO_CASE_IS_OPEN for did in Did if did not in MOVES[None]},
    **{(Step.CLOSED, did): NO_CASE_IS_OPEN for did in Did},
    **{(step, Did.NO_CASE): ASSESSED for step in Step if step not in (Step.PROPOSED, Step.CLOSED)},
    (Step.REFERRED, Did.ABSENT): STAYS_REFERRED,
    (Step.REFERRED, Did.SUSPECTED): STAYS_REFERRED,
    (Step.LOCATED, Did.ABSENT): WAS_FOUND,
}
"""What cannot be said at a step, and the sentence for whoever says it; it is kept as a note all the same."""


def why_not(step: Step | None, did: Did) -> str:
    """Return why something cannot be said of a case at a step; empty where it can."""
    return WHY_NOT.get((step, did), "")


def next_step(step: Step | None, did: Did) -> Step | None:
    """Return the step that follows; the same one where nothing moves."""
    return MOVES[step].get(did, step)
