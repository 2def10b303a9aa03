"""What is said of a message that went to the wrong people: each word is one row of Breaches, never changed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Heard(StrEnum):
    """What a word says: the letter is the machine's, everything else a person's."""

    NOTICED = "said to have gone to the wrong people"
    WRONG_ADDRESS = "went to a wrong address"
    WRONG_CHILD = "told them of a child who is not theirs"
    WITHDRAWN = "said by mistake"
    LETTER = "the letter that asks to delete it"
    DELETED = "the reader says that it is deleted"
    REPORTED = "decided: the ICO is told"
    NOT_REPORTED = "decided: the ICO is not told"
    NOTED = "a note"


WENT_WRONG = frozenset({Heard.WRONG_ADDRESS, Heard.WRONG_CHILD})
"""What lets the letter go: said by the DSL team, of a message that is known."""
BEGINS = WENT_WRONG | {Heard.NOTICED}
"""What says for the first time that something went wrong."""
DECIDES = frozenset({Heard.REPORTED, Heard.NOT_REPORTED})
"""What ends the clock."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word about one breach: true at `at`, known to us from `recorded_at`.

    `message` is the one that went wrong, as the ledger holds it: what kind it was, when it went, to which address, and
    about whom. `words` say what happened, or why it was decided so.
    """

    breach: str
    heard: Heard
    at: datetime
    recorded_at: datetime
    by: str = ""
    reference: str = ""
    message: str = ""
    notice: str = ""
    sent_at: datetime | None = None
    organisation: str = ""
    to: str = ""
    pupils: tuple[str, ...] = ()
    words: str = ""
    decided_by: str = ""
    source: str = ""
    revision: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether it says all that it must: a decision says why, and who made it."""
        return self.heard not in DECIDES or bool(self.words.strip() and self.decided_by.strip())
