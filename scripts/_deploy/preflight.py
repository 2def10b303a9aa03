"""Looks before anything is planned: whether the project can be used, and what was said, now or the last time."""

from __future__ import annotations

import json
from typing import Any

from cme.errors import SetupError
from scripts._deploy.files import check_ping, check_token
from scripts._deploy.gcloud import Gcloud
from scripts._deploy.project import has_value, kept_in
from scripts._deploy.providers import listed, packed
from scripts._deploy.upload import commit
from scripts._deploy.wanted import MAILBOX, PING, PROVIDERS, SERVICES, Wanted
from scripts._deploy.watching import told_now

UNSAID: dict[str, Any] = {
    **dict.fromkeys(("workbook", "token", "ping", "providers", "commit", "delegate"), ""),
    "alert_to": (),
    "budget": 0,
    "by_iam": False,
}
"""What somebody says who says nothing: all is to be as it stands there."""


def look_before(cloud: Gcloud, region: str, **said: Any) -> Wanted:
    """Return what is wanted: as said, else as it stands there. Raise SetupError where somebody must act first."""
    given = {**UNSAID, **said}
    if given["token"]:
        check_token(given["token"])
    if given["ping"]:
        check_ping(given["ping"])
    number, billing = check_project(cloud)
    before = told_before(cloud, region)
    entries = _providers(cloud, before, given)
    wanted = Wanted(
        project=cloud.project,
        number=number,
        billing=billing,
        region=region,
        commit=commit(given["commit"] or "HEAD"),
        workbook=given["workbook"] or before.get("CME_WORKBOOK_ID", ""),
        alert_to=given["alert_to"] or told_now(cloud),
        token=given["token"],
        ping=given["ping"],
        has_ping=bool(given["ping"]) or has_value(cloud, PING),
        is_checked_by_iam=given["by_iam"] or before.get("CME_CALLER_CHECKED_BY", "") == "iam",
        budget=given["budget"],
        providers=tuple(sorted(entries)),
        listed=packed(entries) if entries else "",
        # Who names a token's file now has left delegation behind.
        delegate=given["delegate"] or ("" if given["token"] else before.get("CME_MAILBOX", "")),
    )
    _complete(wanted, has_token=bool(wanted.token or wanted.delegate) or has_value(cloud, MAILBOX))
    return wanted


def check_project(cloud: Gcloud) -> tuple[str, str]:
    """Return the project's number and who pays; raise SetupError where there is none, or nobody pays."""
    return _number(cloud), _billing(cloud)


def _number(cloud: Gcloud) -> str:
    found = cloud.look("projects", "describe", cloud.project)
    if not found or found.get("lifecycleState") != "ACTIVE":
        mend = "Make it in the Google Cloud console under “New project”, or mind how its id is written (docs/setup.md)."
        raise SetupError(f"There is no project {cloud.project}.", mend=mend)
    return str(found["projectNumber"])


def _billing(cloud: Gcloud) -> str:
    found = cloud.look("billing", "projects", "describe", cloud.project)
    if found is None:
        mend = f"Run “gcloud services enable cloudbilling.googleapis.com --project={cloud.project}”, then this again."
        raise SetupError("Whether a billing account is linked cannot be seen: the API for it is off.", mend=mend)
    if not found.get("billingEnabled"):
        mend = "Whoever administers billing must link it in the console under Billing > Link a billing account."
        raise SetupError(f"The project {cloud.project} has no billing account.", mend=mend)
    return str(found["billingAccountName"]).removeprefix("billingAccounts/")


def told_before(cloud: Gcloud, region: str) -> dict[str, str]:
    """Return what the service that is called every minute was told the last time."""
    there = cloud.look("run", "services", "describe", SERVICES[0].name, f"--region={region}")
    if not there:
        return {}
    (container,) = there["spec"]["template"]["spec"]["containers"]
    return {entry["name"]: entry.get("value", "") for entry in container.get("env", ())}


def _providers(cloud: Gcloud, before: dict[str, str], given: dict[str, Any]) -> dict[str, Any]:
    """Return the list of many providers, as given or as it stands there; empty where the project is for one."""
    is_many = "CME_PROVIDERS_FILE" in before
    if (is_many or given["providers"]) and any(given[name] for name in ("workbook", "token", "ping", "delegate")):
        mend = "Name each workbook, token and watcher in the list that --providers reads (docs/many.md)."
        raise SetupError("This project is for many providers.", mend=mend)
    if not (is_many or given["providers"]):
        return {}
    kept: dict[str, Any] = json.loads(kept_in(cloud, PROVIDERS) or "{}")
    return listed(given["providers"], kept) if given["providers"] else kept


def _complete(wanted: Wanted, *, has_token: bool) -> None:
    """Raise a SetupError that names everything that only a person can say, all at once."""
    missing = {
        "--workbook ID, the workbook's address or the id in it": wanted.workbook or wanted.providers,
        "--alert-to ADDRESS, somebody who reads mail when the system fails; best two": wanted.alert_to,
        "--token-file FILE, the mailbox's file, made when it was signed in (docs/setup.md)": has_token
        or wanted.providers,
    }
    if gaps := [what for what, there in missing.items() if not there]:
        raise SetupError("The first time, these must be said as well:", mend="; ".join(gaps) + ".")
