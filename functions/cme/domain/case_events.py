"""What happens in a case: each event is one row of the Chronology, added and never changed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Did(StrEnum):
    """What an event says: proposed or told by the machine, everything else by a person."""

    PROPOSED = "a case is proposed"
    NO_CASE = "no case"
    ABSENT = "absent, not missing education"
    MISSING = "missing: nobody knows where"
    SUSPECTED = "missing education is suspected"
    CONFIRMED = "missing education, the authority says"
    ON_ROLL = "on a school's roll"
    OFF_ROLL = "on no school's roll"
    HOME_EDUCATED = "educated at home"
    TRIED = "tried to find the child"
    SCHOOL_REFERRED = "the school has referred"
    REFERRED = "referred to the authority's CME team"
    SOCIAL_CARE = "referred to social care or the police"
    HAS_IT = "the school or the authority has it"
    DECLINED = "not referred, with the reason"
    COUNTERSIGNED = "a second person agrees not to refer"
    TASK = "a task for somebody"
    TASK_DONE = "a task is done"
    LOCATED = "the child was seen"
    NOTED = "a note"
    CLOSED = "closed"
    TOLD = "told"
    WITHHELD = "not sent to an authority, with the reason"


@dataclass(frozen=True, slots=True)
class Event:
    """One event: true at `at`, known to us from `recorded_at`.

    `source` is what said so: an entry, a line of the Desk, or what proposed it; of one source and one kind there is one
    event a child. `reason` says why, `evidence` what shows it: a reference, a date, a name. `due` and `owner` are a
    task's.
    """

    pupil: str
    did: Did
    at: datetime
    recorded_at: datetime
    words: str = ""
    reason: str = ""
    evidence: str = ""
    by: str = ""
    owner: str = ""
    due: date | None = None
    source: str = ""
    revision: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether it says all that it must: to close takes an outcome, a reason and what shows it."""
        needs = {Did.CLOSED: (self.words, self.reason, self.evidence), Did.NO_CASE: (self.reason,)}
        needs[Did.DECLINED] = (self.reason,)
        return all(text.strip() for text in needs.get(self.did, ()))

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two rows one event: it was written down twice, because a commit was tried again."""
        return self.source, self.did.value, self.pupil


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that a case asks of the DSL: by which rule, from when on, and by when; `about` tells two apart.

    From `ends` on it is another rule's to ask. What is `on_desk` is decided there and nowhere else.
    """

    what: str
    since: datetime
    deadline: datetime
    about: str
    words: str = ""
    ends: datetime | None = None
    rule: str = ""
    case: str = ""
    pupil: str = ""
    on_desk: bool = False

    def is_over(self, at: datetime) -> bool:
        """Return whether at an instant it is another rule's to ask."""
        return self.ends is not None and at >= self.ends
