"""For many providers: a queue for each, and what `dispatch` needs to put tasks into them."""

from __future__ import annotations

from collections.abc import Iterator

from scripts._deploy.gcloud import Change, Gcloud
from scripts._deploy.project import holds
from scripts._deploy.wanted import INVOKE, PREFIX, SERVE, Wanted

AT_ONCE, ATTEMPTS = 2, 4
"""Of one provider's tasks: a night's job must not hold up its ticks. Each task says itself how often it is tried."""
ENQUEUES, ACTS_AS = "roles/cloudtasks.enqueuer", "roles/iam.serviceAccountUser"


def queues(cloud: Gcloud, wanted: Wanted) -> Iterator[Change]:
    """Yield each queue that is missing or stands still, and the two permissions of whoever hands tasks out."""
    if not wanted.providers:
        return
    here = f"--location={wanted.region}"
    for name in (f"{PREFIX}-{provider}" for provider in wanted.providers):
        there = cloud.look("tasks", "queues", "describe", name, here)
        if there is None:
            told = (f"--max-concurrent-dispatches={AT_ONCE}", f"--max-attempts={ATTEMPTS}", "--min-backoff=60s")
            yield Change(f"make the queue {name}", ("tasks", "queues", "create", name, here, *told))
        elif there.get("state", "RUNNING") != "RUNNING":
            yield Change(f"{name}: its queue stands still; set it going", ("tasks", "queues", "resume", name, here))
    member = f"serviceAccount:{wanted.identity(SERVE)}"
    if not holds(cloud.look("projects", "get-iam-policy", wanted.project), member, ENQUEUES):
        grant = ("projects", "add-iam-policy-binding", wanted.project, f"--member={member}", f"--role={ENQUEUES}")
        yield Change(f"let {SERVE} put tasks into queues", (*grant, "--condition=None"))
    invoker = wanted.identity(INVOKE)
    if not holds(cloud.look("iam", "service-accounts", "get-iam-policy", invoker), member, ACTS_AS):
        grant = ("iam", "service-accounts", "add-iam-policy-binding", invoker, f"--member={member}")
        yield Change(f"let {SERVE} have tasks called as {INVOKE}", (*grant, f"--role={ACTS_AS}"))
