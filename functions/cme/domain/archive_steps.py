"""What happened to each file of a month's archive, row by row: so that whoever goes on later knows where. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

FORMS = ("json", "xlsx")
"""Of each class one file that restores, and one that people read."""
CLASSES = ("attendance", "safeguarding")
MANIFEST = "manifest.json"
FILES = (*(f"{kind}.{form}" for kind in CLASSES for form in FORMS), MANIFEST)
"""The files of a month. The manifest comes last, because it holds the digests of the others."""


class Step(StrEnum):
    """What happened to a file of a month.

    An id is Drive's own, of a file that is still to be made: made twice under it, it is one file. What is stored has a
    digest; what is sealed was read back as it was stored. What differs was read back as something else, so that the
    month is begun again with other ids. What failed kept one night from going on. What was pruned are rows of a tab
    that left the workbook, because the month's archive holds them. What was restored is a workbook that somebody made
    of the month, equal to it tab by tab. What was erased is a file whose time was over.
    """

    GIVEN = "id given"
    STORED = "stored"
    SEALED = "sealed"
    DIFFERS = "differs"
    FAILED = "failed"
    PRUNED = "pruned"
    RESTORED = "restored"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Happened:
    """One row of the tab Archive."""

    month: str
    file: str
    step: Step
    at: datetime
    drive_id: str = ""
    digest: str = ""
    size: int = 0
    note: str = ""
    revision: int = 0
