"""What the DSL and a trustee are mailed of a month's archive: its digest, where it is, and how it is checked. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cme.domain.archive import Month, spoken
from cme.domain.archive_steps import CLASSES, MANIFEST
from cme.domain.model import Facts, Obligation

NOTICE = "archive_sealed"
APART = " | "
Values = dict[str, Any]


def basis_of(month: Month) -> str:
    """Return what the ledger keeps of an archive: month, digest and id of its manifest, and what each class holds."""
    manifest = month.sealed[MANIFEST]
    held = [f"{kind}: {month.sealed[f'{kind}.json'].note}" for kind in CLASSES]
    return APART.join([month.name, manifest.digest, manifest.drive_id, *held])


def archive_sealed(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the mail about an archive, as the ledger keeps them; nothing here is about anybody."""
    month, digest, manifest, *held = obligations[0].basis.split(APART)
    return {
        "first_line": f"Please keep this message: by it the archive of {spoken(month)} can be checked.",
        "digest": digest,
        "manifest": manifest,
        "held": held,
    }
