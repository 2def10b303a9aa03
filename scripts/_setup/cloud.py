"""The Google Cloud project: whether it can be used at all, and what runs in it, which scripts/deploy knows."""

from __future__ import annotations

import os
from typing import Any

from scripts._deploy.__main__ import STEPS, deploy
from scripts._deploy.gcloud import Gcloud
from scripts._deploy.preflight import check_project, look_before, told_before
from scripts._deploy.wanted import REGION
from scripts._deploy.watching import told_now
from scripts._setup.permissions import permissions
from scripts._setup.steps import Found, World, together

REFUSES = {
    "run.allowedIngress": ("internal", "services that only Google's own scheduler reaches"),
    "gcp.resourceLocations": (REGION, f"anything in {REGION}, which is London"),
}
"""Policies of an organisation that allow some values only: which we need, and what for."""
FORBIDS = {"iam.disableServiceAccountCreation": "identities of the services' own"}
"""Policies that forbid something whole."""
AT_A_SANDBOX = Found(("not needed at a sandbox",))
NO_PROJECT = "Make a project and let it pay (docs/setup.md), and run this again with --project ID"
TELLS = "Say who hears when it fails, best two people: run this again with --alert-to ADDRESS"


def look_at_project(world: World) -> Found:
    """Look at the project, who pays, and what organisation and account may do; a program can change none of it."""
    if world.cloud is None:
        return AT_A_SANDBOX if world.endpoint else Found(people=(NO_PROJECT,))
    check_project(world.cloud)
    # What runs already is looked after, and no second workbook is made beside it.
    before = told_before(world.cloud, REGION)
    world.workbook = world.workbook or before.get("CME_WORKBOOK_ID", "")
    wrong = policies(world.cloud) + ([] if before else permissions(world.cloud))
    return Found((f"the project {world.cloud.project}, with somebody who pays",), (), tuple(wrong))


def policies(cloud: Gcloud) -> list[str]:
    """Return each policy of the organisation that would keep us from running, with who may change it."""
    found = []
    for name, (value, what) in REFUSES.items():
        if not _allows(_policy(cloud, name).get("listPolicy", {}), value):
            found.append(f"The organisation's policy {name} forbids {what}: {_who(name)}")
    for name, what in FORBIDS.items():
        if _policy(cloud, name).get("booleanPolicy", {}).get("enforced"):
            found.append(f"The organisation's policy {name} forbids {what}: {_who(name)}")
    return found


def _policy(cloud: Gcloud, name: str) -> dict[str, Any]:
    """Return a policy as it is in force; one that cannot be seen yet counts as none, and deploying will say more."""
    return cloud.look("resource-manager", "org-policies", "describe", name, "--effective") or {}


def _allows(policy: dict[str, Any], value: str) -> bool:
    if policy.get("allValues") == "DENY" or any(value in denied for denied in policy.get("deniedValues", ())):
        return False
    allowed = policy.get("allowedValues", ())
    return not allowed or any(value in one for one in allowed)


def _who(name: str) -> str:
    return f"whoever is Organization Policy Administrator changes it under IAM & Admin > Organization Policies > {name}"


def look_at_running(world: World) -> Found:
    """Look at what runs, as scripts/deploy would; what is missing is done by it, in its order."""
    if world.cloud is None:
        return AT_A_SANDBOX if world.endpoint else Found(people=(NO_PROJECT,))
    alert_to = world.alert_to or told_now(world.cloud)
    if not alert_to:
        return Found(people=(TELLS,))
    token = str(world.token_file or "")
    said = {"workbook": world.workbook, "alert_to": alert_to, "token": token}
    said["delegate"] = os.environ.get("CME_MAILBOX", "")
    wanted = look_before(world.cloud, REGION, **said)
    cloud = world.cloud
    missing = [change.line for _, look in STEPS for change in look(cloud, wanted)]
    todo = together(missing, lambda: deploy(cloud, wanted, apply=True, commands=False))
    return Found(() if todo else (f"services of the commit {wanted.commit}",), todo)
