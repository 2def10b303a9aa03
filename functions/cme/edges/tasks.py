"""Cloud Tasks: one task under a name that follows from what it is for, so that asked twice it is made once.

    CME_QUEUES     projects/PROJECT/locations/REGION/queues, in which each provider has a queue of its own
    CME_SERVICES   https://cme-{job}-NUMBER.REGION.run.app, where each job is called
    CME_INVOKER    the identity that Cloud Tasks calls with

Google refuses a name that it has, or had within the last hour or so (409). It asks for names that do not begin alike,
so that each begins with a digest. It slows a queue down when what it calls fails: therefore one for each provider.
"""

from __future__ import annotations

import hashlib
import json
import os
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cme.edges.credentials import own_identity
from cme.edges.google import Endpoint, Google, connect
from cme.errors import NoAnswer, Refused, SetupError, Unavailable

SCOPE = "https://www.googleapis.com/auth/cloud-platform"
ADDRESS = "https://cloudtasks.googleapis.com/v2"
EXISTS = 409
JOBS = ("tick", "daily", "health")
SHORTEST = 15
"""Seconds: Cloud Tasks waits no shorter for an answer."""


@dataclass(frozen=True, slots=True)
class Job:
    """What the scheduler asks to be handed out: which entry point, how long it may take, and how often it is tried."""

    name: str
    seconds: int
    attempts: int = 1

    @classmethod
    def of(cls, sent: Mapping[str, Any]) -> Job:
        """Return the job that the scheduler's message names, or raise SetupError where it names none."""
        name, seconds, attempts = (sent.get(key) for key in ("job", "seconds", "attempts"))
        if name in JOBS and isinstance(seconds, int) and isinstance(attempts, int):
            return cls(name, seconds, attempts)
        mend = "Bring the scheduler's jobs up to date with scripts/deploy."
        raise SetupError("The scheduler's message does not say what to hand out.", where="dispatch", mend=mend)


@dataclass(frozen=True, slots=True)
class Queues:
    """The queues of a project, one a provider."""

    google: Google
    parent: str
    services: str
    invoker: str

    @classmethod
    def connect(cls, endpoint: Endpoint, environment: Mapping[str, str] = os.environ) -> Queues:
        """Return the queues that the environment names, asked as the service itself, or raise SetupError."""
        told = [environment.get(name, "") for name in ("CME_QUEUES", "CME_SERVICES", "CME_INVOKER")]
        if not all(told):
            mend = "Deploy it with scripts/deploy --providers, which sets CME_QUEUES, CME_SERVICES and CME_INVOKER."
            raise SetupError("Nothing here says where tasks go.", where="CME_QUEUES", mend=mend)
        if endpoint.is_sandbox:
            return cls(connect(endpoint), *told)
        missing = SetupError("Nothing here says who hands tasks out.", mend="Run it as the identity of the service.")
        return cls(connect(endpoint, own_identity((SCOPE,), missing)), *told)

    def put(self, job: Job, provider: str, minute: datetime, at: datetime) -> bool:
        """Ask for a job to be called for a provider at an instant; False where that minute's was asked for before.

        What got no answer is asked once more at once: under its name nothing is made twice.
        """
        queue = f"{self.parent}/cme-{provider}"
        task = {"name": f"{queue}/tasks/{task_id(job.name, provider, minute)}", **self._task(job, provider, at)}
        url = f"{ADDRESS}/{queue}/tasks"
        try:
            return self._made(url, task)
        except (NoAnswer, Unavailable):
            return self._made(url, task)

    def _made(self, url: str, task: Mapping[str, Any]) -> bool:
        try:
            self.google.http.request("post", url, json={"task": task})
        except Refused as refused:
            if refused.status != EXISTS:
                raise
            return False
        return True

    def _task(self, job: Job, provider: str, at: datetime) -> dict[str, Any]:
        url = self.services.format(job=job.name)
        return {
            "scheduleTime": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "dispatchDeadline": f"{max(SHORTEST, job.seconds)}s",
            "retryConfig": {"maxAttempts": job.attempts, "minBackoff": "60s"},
            "httpRequest": {
                "url": url,
                "httpMethod": "POST",
                "headers": {"Content-Type": "application/json"},
                "body": b64encode(json.dumps({"provider": provider}).encode()).decode(),
                "oidcToken": {"serviceAccountEmail": self.invoker, "audience": url},
            },
        }


def task_id(job: str, provider: str, minute: datetime) -> str:
    """Return the name of one provider's job of one minute."""
    told = f"{job}-{provider}-{minute.astimezone(UTC):%Y%m%dT%H%MZ}"
    return f"{hashlib.sha256(told.encode()).hexdigest()[:8]}-{told}"
