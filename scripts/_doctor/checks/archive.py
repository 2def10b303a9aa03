"""The archive: whether there is a folder for it, and whether what was sealed last is still what it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cme.domain.model import Facts
from scripts._doctor.findings import Finding, look, now
from scripts._doctor.seen import SealedFile

VERIFY = "Run scripts/verify_archive MONTH; ask who opened the folder, and keep the mail with the digest."


def no_folder(facts: Facts) -> Iterator[Finding]:
    """Yield that no month will be archived."""
    if not facts.settings.archive_folder:
        mend = "Make a folder in Drive for the DSL team alone, and type its id beside “archive folder” in Settings."
        yield look("Settings name no “archive folder”: nothing is put away when a month is over.", mend)


def not_as_sealed(sealed: Sequence[SealedFile]) -> Iterator[Finding]:
    """Yield each file of the newest archive that is gone, was changed, or is not read-only any more."""
    for file in sealed:
        if not file.is_there:
            yield now(f"{file.name} of the archive is gone.", f"Drive > Bin > Restore. {VERIFY}")
        elif not file.is_same:
            yield now(f"{file.name} of the archive is not what was sealed.", VERIFY)
        elif not file.is_sealed:
            yield look(f"{file.name} of the archive is not read-only any more.", f"Drive > ⋮ > Lock. {VERIFY}")
