"""Who is told when the system itself fails: what is counted, whom alarms write to, the alarms, and the budget."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from scripts._deploy.alarms import ALARMS, COUNTED
from scripts._deploy.gcloud import Change, Gcloud
from scripts._deploy.wanted import Wanted

POLICIES = ("alpha", "monitoring", "policies")
CHANNELS = ("beta", "monitoring", "channels")
BUDGET = "CME: More was spent than planned"
USUAL = 10
"""Pounds a month, where nothing else was said: more than it should cost (docs/deploy.md)."""
THRESHOLDS = (0.5, 0.9, 1.0)


def metrics(cloud: Gcloud, wanted: Wanted) -> Iterator[Change]:
    """Yield each count that is missing or counts otherwise."""
    for counted in COUNTED:
        there = cloud.look("logging", "metrics", "describe", counted.name)
        if there is None or there.get("filter") != counted.filter:
            verb = "update" if there else "create"
            told = (f"--description={counted.about}", f"--log-filter={counted.filter}")
            yield Change(f"{verb} the count {counted.name}", ("logging", "metrics", verb, counted.name, *told))


def channels(cloud: Gcloud, wanted: Wanted) -> Iterator[Change]:
    """Yield each address that alarms are to go to and do not yet."""
    there = addresses(cloud)
    for address in wanted.alert_to:
        if address not in there:
            told = ("--type=email", f"--display-name=CME {address}", f"--channel-labels=email_address={address}")
            yield Change(f"alarms go to {address}", (*CHANNELS, "create", *told))


def addresses(cloud: Gcloud) -> dict[str, str]:
    """Return whom alarms can go to by email, each with the name of its channel."""
    found = cloud.look(*CHANNELS, "list") or ()
    return {c["labels"]["email_address"]: c["name"] for c in found if c.get("type") == "email"}


def told_now(cloud: Gcloud) -> tuple[str, ...]:
    """Return whom the alarms write to as they stand."""
    named = {channel for policy in _policies(cloud).values() for channel in policy.get("notificationChannels", ())}
    return tuple(address for address, channel in addresses(cloud).items() if channel in named)


def alarms(cloud: Gcloud, wanted: Wanted) -> Iterator[Change]:
    """Yield each alarm that is missing, or rings otherwise or for others."""
    there, known = _policies(cloud), addresses(cloud)
    going = sorted(known[address] for address in wanted.alert_to if address in known)
    for alarm in ALARMS:
        policy, stands = alarm.policy(going), there.get(alarm.name)
        if stands is None:
            yield Change(f"make the alarm “{alarm.title}”", (*POLICIES, "create", f"--policy={json.dumps(policy)}"))
        elif not holds_all(policy, stands | {"notificationChannels": sorted(stands.get("notificationChannels", ()))}):
            change = (*POLICIES, "update", stands["name"], f"--policy={json.dumps(policy)}")
            yield Change(f"mend the alarm “{alarm.title}”", change)


def _policies(cloud: Gcloud) -> dict[str, Any]:
    return {policy["displayName"]: policy for policy in cloud.look(*POLICIES, "list") or ()}


def holds_all(wanted: Any, found: Any) -> bool:
    """Return whether all that is wanted is so; Google adds names and defaults of its own, which are left alone."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(holds_all(value, found.get(key)) for key, value in wanted.items())
    if isinstance(wanted, list):
        same_length = isinstance(found, list) and len(found) == len(wanted)
        return same_length and all(holds_all(*pair) for pair in zip(wanted, found, strict=True))
    return bool(wanted == found)


def budget(cloud: Gcloud, wanted: Wanted) -> Iterator[Change]:
    """Yield the budget, where it is missing or of another amount. It only writes: Google stops nothing by itself."""
    account = f"--billing-account={wanted.billing}"
    found = cloud.look("billing", "budgets", "list", account) or ()
    there = next((known for known in found if known.get("displayName") == BUDGET), None)
    pounds = wanted.budget or USUAL
    if there is None:
        told = (
            f"--display-name={BUDGET}",
            f"--budget-amount={pounds}GBP",
            f"--filter-projects=projects/{wanted.number}",
        )
        steps = (f"--threshold-rule=percent={step}" for step in THRESHOLDS)
        yield Change(
            f"write when £{pounds} a month are nearly spent", ("billing", "budgets", "create", account, *told, *steps)
        )
    elif wanted.budget and there["amount"]["specifiedAmount"].get("units") != str(pounds):
        change = ("billing", "budgets", "update", there["name"], account, f"--budget-amount={pounds}GBP")
        yield Change(f"the budget is £{pounds} a month", change)
