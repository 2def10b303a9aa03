"""What a person wrote on a line of the Desk: a word, and a note with the code of whoever decided. Pure."""

from __future__ import annotations

from dataclasses import dataclass

UNDECIDED = frozenset({"", "i have it", "hold"})
"""What may stand under Decision while nobody has decided."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was written on one line, which is told from others by its digest."""

    digest: str
    decision: str = ""
    note: str = ""

    @property
    def word(self) -> str:
        """What was decided, however it was typed."""
        return self.decision.strip().casefold()
