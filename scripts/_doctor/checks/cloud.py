"""The Google Cloud project: what runs there, whether it is as scripts/deploy makes it, and who holds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scripts._doctor.findings import Danger, Finding, by_hand, look, now, wrong
from scripts._doctor.seen import Deployed, Holders, Part


def not_deployed(deployed: Deployed) -> Iterator[Finding]:
    """Yield that nothing runs, or something else than lies here."""
    project = deployed.project
    if deployed.runs is None:
        what = f"In the project {project} no service cme-tick stands, so nothing runs there."
        yield now(what, f"Is it the right project? Else: scripts/deploy --project {project}, as docs/deploy.md says.")
    elif deployed.runs != deployed.here:
        what = f"What runs is the commit {deployed.runs or 'of which nobody knows'}, and here lies {deployed.here}."
        yield look(what, f"scripts/deploy --project {project} says what a newer one changes; with --apply it does it.")


def parts_missing(parts: Sequence[Part], deployed: Deployed) -> Iterator[Finding]:
    """Yield what of the project is not as it should be, step by step."""
    for part in parts:
        if part.why:
            yield Finding(
                Danger.UNSEEN, f"Of Google Cloud, {part.title} could not be seen: {part.why}", "Run this again."
            )
        elif part.lines:
            what = f"Of Google Cloud, {part.title}. To do: {'; '.join(part.lines)}."
            yield wrong(what, f"scripts/deploy --project {deployed.project} shows it, and with --apply puts it right.")


def too_few_owners(holders: Holders) -> Iterator[Finding]:
    """Yield that one person alone can mend the project."""
    if len(holders.owners) < 2:
        who = f"Only {holders.owners[0]} is" if holders.owners else "Nobody is named as"
        what = f"{who} Owner of the project {holders.project}: nobody can mend it when they are away."
        yield look(what, "console.cloud.google.com > IAM & Admin > IAM > Grant access: make a second person Owner.")


def too_few_are_told(holders: Holders) -> Iterator[Finding]:
    """Yield that an alarm is read by nobody, or by one person alone."""
    mend = f"scripts/deploy --project {holders.project} --alert-to ADDRESS --apply, with every address that is to stay."
    if not holders.alarms:
        yield now("No alarm writes to anybody: if the system stands still, nobody hears of it.", mend)
    elif len(holders.alarms) == 1:
        yield look(f"Alarms write to {holders.alarms[0]} alone, who may be away.", mend)


def not_asked() -> Iterator[Finding]:
    """Say that Google Cloud was not looked at."""
    what = "Google Cloud was not looked at: services, schedules, alarms, the budget, and who holds the project."
    yield by_hand(what, "Run this with --project ID as well, where gcloud is signed in (Cloud Shell will do).")
