"""Looks at a Google Cloud project through gcloud: what runs there, what scripts/deploy would do, and who holds it."""

from __future__ import annotations

from cme.errors import CmeError
from scripts._deploy.__main__ import STEPS
from scripts._deploy.gcloud import Gcloud
from scripts._deploy.preflight import look_before
from scripts._deploy.upload import commit
from scripts._deploy.wanted import SERVICES
from scripts._deploy.watching import told_now
from scripts._doctor.seen import Deployed, Holders, Part

OWNER = "roles/owner"


def see_deployed(cloud: Gcloud, region: str) -> Deployed:
    """Return which commit runs, and which lies here."""
    found = cloud.look("run", "services", "describe", SERVICES[0].name, f"--region={region}")
    return Deployed(cloud.project, found["metadata"].get("labels", {}).get("commit", "") if found else None, commit())


def see_parts(cloud: Gcloud, region: str, deployed: Deployed, workbook_id: str) -> tuple[Part, ...]:
    """Return what scripts/deploy would do for the commit that runs, step by step; one that fails says why."""
    if deployed.runs is None:
        return ()
    wanted = look_before(cloud, region, commit=deployed.runs)
    known = wanted.listed or wanted.workbook
    line = f"tell the services of {workbook_id}: they know {'others' if wanted.providers else known}"
    found = [Part("workbook", () if workbook_id in known else (line,))]
    for title, look in STEPS:
        try:
            found.append(Part(title, tuple(change.line for change in look(cloud, wanted))))
        except CmeError as wrong:
            found.append(Part(title, why=str(wrong)))
    return tuple(found)


def see_holders(cloud: Gcloud) -> Holders:
    """Return who has which role in the project, and whom its alarms write to."""
    policy = cloud.look("projects", "get-iam-policy", cloud.project) or {}
    roles: dict[str, list[str]] = {}
    for bound in policy.get("bindings", ()):
        for member in bound["members"]:
            kind, _, who = member.partition(":")
            if kind in ("user", "group"):
                roles.setdefault(who.casefold(), []).append(bound["role"])
    owners = tuple(who for who, theirs in roles.items() if OWNER in theirs)
    alarms = tuple(address.casefold() for address in told_now(cloud))
    return Holders(cloud.project, owners, {who: tuple(theirs) for who, theirs in roles.items()}, alarms)
