"""What is known of the policy itself: when it is to be reviewed, and what it cites that has been replaced since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Citation:
    """What a clause cites, what is so today, and when somebody last looked."""

    clause: str
    cites: str
    in_force: str
    checked: date


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy's own dates; without any it is nobody's that we know of."""

    review_due: date | None = None
    citations: tuple[Citation, ...] = ()
