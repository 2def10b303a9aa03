"""What a pattern of absence looks like once it is found: of which child, by which rule, how bad, since when, in words.

Each night they are worked out from all that was ever observed (`domain.patterns`) and written down; what is decided
each minute stands on what was written (docs/decisions/0041).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

RUN, UNSEEN, SHARE, LATE, WEEKDAY = PATTERNS = ("PAT-1", "PAT-2", "PAT-3", "PAT-4", "PAT-5")
"""The rules: missed in a row; days unseen; the share missed; late again and again; the same weekday."""
TOLD, DECIDE = 1, 2
"""The levels of a run: the DSL is told of it on Monday; the DSL decides today."""
ASK_SCHOOL, CASE_PROPOSED, ASK_RETURN = 1, 2, 3
"""The levels of days unseen: has the school seen the child? A case is proposed. Has the school made its return?"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One pattern of one child. `level` is the worst since it began, and `level_since` the night that found it so.

    `since` is the day on which it began, `what` says it in words, `recorded` is when it last read otherwise.
    """

    pupil: str
    rule: str
    level: int
    since: date
    level_since: datetime
    what: str
    recorded: datetime


def is_case_proposed(finding: Finding) -> bool:
    """Return whether a child has been unseen for so long that the DSL assesses it as a case."""
    return finding.rule == UNSEEN and finding.level >= CASE_PROPOSED
