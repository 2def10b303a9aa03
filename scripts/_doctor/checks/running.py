"""Whether it runs, and in which mode: what the hourly look finds, said once more where everything else is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from cme.domain.health import Health
from cme.domain.model import Mode, Severity
from scripts._doctor.findings import Finding, look, now, wrong
from scripts._doctor.seen import Kind, SharedFile

WEEKS = timedelta(weeks=4)
"""So long somebody may try it out before it is asked whether it was forgotten."""
A_TERM = timedelta(weeks=16)
"""So long a telephone may change its settings before it is tried again."""


def health_finds(health: Health) -> Iterator[Finding]:
    """Yield what scripts/check_health says; an error there says that somebody may not be told."""
    for problem in health.problems:
        found = now if problem.severity is Severity.ERROR else look
        yield found(f"{problem.code}: {problem.what}", problem.mend)


def another_program(ran: str, here: str) -> Iterator[Finding]:
    """Yield that the last night was another program than the one that lies here."""
    if ran and ran != here:
        what = f"The last night was done by another program ({ran[:12]}) than lies here ({here[:12]})."
        yield look(
            what, "If yours is newer, deploy it (docs/deploy.md); else take what is deployed: git checkout COMMIT."
        )


def never_tried(answered: datetime | None, health: Health) -> Iterator[Finding]:
    """Yield that nobody knows whether a page is heard: none was answered, or none for months."""
    mend = "Type a day and time beside “test page” on the tab Settings, and take the DSL's telephone (docs/setup.md)."
    if answered is None:
        yield wrong("Nobody ever answered a page, nor a test page: whether one is heard is not known.", mend)
    elif health.at - answered > A_TERM:
        yield look(f"Nobody has answered a page, nor a test page, since {answered:%d/%m/%Y}.", mend)


def not_live(health: Health, files: Sequence[SharedFile]) -> Iterator[Finding]:
    """Yield that nobody outside is mailed yet, and for how long that has been so."""
    if health.mode is Mode.LIVE:
        return
    made = next((file.made_at for file in files if file.kind is Kind.WORKBOOK), None)
    old = f", {(health.at - made).days} days after the workbook was made" if made and health.at - made > WEEKS else ""
    mend = "If it is ready, type “live” beside “mode” on the tab Settings; until then every child is followed by hand."
    yield look(f"The mode is “{health.mode.value}”{old}: no school is mailed, and nobody is paged.", mend)
