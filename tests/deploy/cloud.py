"""A Google Cloud project as gcloud shows it: keeps what is made, refuses flags that gcloud does not have, and fails."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from scripts._deploy.gcloud import Answer

PROJECT, NUMBER, BILLING = "cme-example", "100000000001", "0A0A0A-0B0B0B-0C0C0C"
ACCOUNT = "val@innov8.example"
GLOBAL = frozenset({"--project", "--format", "--quiet"})
FLAGS = {
    "config get": "",
    "services list": "enabled",
    "services enable": "",
    "projects describe": "",
    "projects get-iam-policy": "",
    "projects add-iam-policy-binding": "member role condition",
    "billing projects describe": "",
    "billing budgets list": "billing-account",
    "billing budgets create": "billing-account display-name budget-amount filter-projects threshold-rule",
    "billing budgets update": "billing-account budget-amount",
    "iam service-accounts describe": "",
    "iam service-accounts create": "display-name description",
    "resource-manager org-policies describe": "effective",
    "iam service-accounts get-iam-policy": "",
    "iam service-accounts add-iam-policy-binding": "member role",
    "artifacts repositories describe": "location",
    "artifacts repositories create": "location repository-format",
    "artifacts docker images describe": "",
    "secrets describe": "",
    "secrets create": "replication-policy locations",
    "secrets get-iam-policy": "",
    "secrets add-iam-policy-binding": "member role",
    "secrets versions list": "filter",
    "secrets versions add": "data-file",
    "secrets versions access": "secret",
    "builds submit": "pack service-account region default-buckets-behavior",
    "run services describe": "region",
    "run services get-iam-policy": "region",
    "run services add-iam-policy-binding": "region member role",
    "run services remove-iam-policy-binding": "region member role",
    "run services update-traffic": "region to-latest",
    "run deploy": "image region service-account set-env-vars set-secrets clear-secrets labels timeout concurrency "
    "max-instances cpu memory ingress allow-unauthenticated",
    "scheduler jobs describe": "location",
    "scheduler jobs create http": "location schedule time-zone uri http-method oidc-service-account-email "
    "oidc-token-audience attempt-deadline max-retry-attempts message-body",
    "scheduler jobs update http": "location schedule time-zone uri http-method oidc-service-account-email "
    "oidc-token-audience attempt-deadline max-retry-attempts message-body",
    "scheduler jobs resume": "location",
    "tasks queues describe": "location",
    "tasks queues create": "location max-concurrent-dispatches max-attempts min-backoff",
    "tasks queues resume": "location",
    "logging metrics describe": "",
    "logging metrics create": "description log-filter",
    "logging metrics update": "description log-filter",
    "beta monitoring channels list": "",
    "beta monitoring channels create": "type display-name channel-labels",
    "alpha monitoring policies list": "",
    "alpha monitoring policies create": "policy",
    "alpha monitoring policies update": "policy",
}
"""Every command that may be called, with its flags; a test holds them against gcloud itself, where it is installed."""
LOOKS = re.compile(r" (list|describe|get-iam-policy|access|get)$")
LONG = sorted(FLAGS, key=len, reverse=True)
Json = dict[str, Any]


class Project:
    """The state of a project, and every command that asked for it or changed it."""

    def __init__(self) -> None:
        self.apis: set[str] = set()
        self.kept: dict[tuple[str, str], Any] = {}
        self.policies: dict[str, list[tuple[str, str]]] = {PROJECT: [("roles/owner", f"user:{ACCOUNT}")]}
        self.changes: list[str] = []
        self.commands: list[str] = []
        self.uploaded: list[str] = []
        self.break_after: int | None = None
        self.denied = ""
        self.is_billed = True

    def run(self, words: Sequence[str], folder: Path | None, given: str = "") -> Answer:
        """Answer one command, as gcloud does."""
        command = next(name for name in LONG if " ".join(words).startswith(name))
        rest = words[len(command.split()) :]
        flags: Json = {}
        for word in (word for word in rest if word.startswith("--")):
            name, _, value = word.partition("=")
            assert name in GLOBAL or name.removeprefix("--").removeprefix("no-") in FLAGS[command].split(), word
            flags[name.removeprefix("--")] = value if name not in flags else [flags[name], value]
        names = [word for word in rest if not word.startswith("--")]
        self.commands.append(f"{command} {' '.join(names)}".strip())
        if self.denied and command.startswith(self.denied):
            return Answer(1, err=f"ERROR: ({command}) PERMISSION_DENIED: Permission 'run.services.create' denied")
        if LOOKS.search(command):
            return self._look(command, names, flags)
        if self.break_after is not None and len(self.changes) >= self.break_after:
            return Answer(1, err="ERROR: gcloud crashed (ConnectionError): the network is gone")
        self.changes.append(self.commands[-1])
        self._change(command, names, flags, folder, given)
        return Answer(0)

    def _look(self, command: str, names: list[str], flags: Json) -> Answer:
        there = self._found(command, names, flags)
        if isinstance(there, Answer):
            return there
        if there is None:
            return Answer(1, err=f"ERROR: ({command}) NOT_FOUND: {' '.join(names)} was not found")
        return Answer(0, out=there if isinstance(there, str) else json.dumps(there))

    def _found(self, command: str, names: list[str], flags: Json) -> Any:
        name = names[-1] if names else ""
        if command == "resource-manager org-policies describe":
            usual = {"constraint": f"constraints/{name}", "listPolicy": {"allValues": "ALLOW"}}
            return self.kept.get(("policy", name), usual if self.apis else None)
        always = {
            "config get": f"{ACCOUNT}\n",
            "services list": [{"config": {"name": api}} for api in self.apis],
            "projects describe": {"projectNumber": NUMBER, "lifecycleState": "ACTIVE"} if name == PROJECT else None,
            "billing projects describe": {
                "billingEnabled": self.is_billed,
                "billingAccountName": f"billingAccounts/{BILLING}" if self.is_billed else "",
            },
        }
        if command in always:
            return always[command]
        if not self.apis:
            return Answer(1, err=f"ERROR: PERMISSION_DENIED: API has not been used in project {NUMBER} before")
        if command.endswith("get-iam-policy"):
            return {"bindings": [{"role": role, "members": [who]} for role, who in self.policies.get(name, ())]}
        if command == "secrets versions list":
            return [v for (kind, of), v in self.kept.items() if (kind, of) == ("value", name)]
        if command == "secrets versions access":
            return self.kept["value", flags["secret"]]
        kind = command.rsplit(" ", 1)[0]
        if command.endswith(" list"):
            return [found for (of, _), found in self.kept.items() if of == kind]
        return self.kept.get((kind, name))

    def _change(self, command: str, names: list[str], flags: Json, folder: Path | None, given: str) -> None:
        name = names[-1] if names else ""
        if command.endswith("add-iam-policy-binding"):
            self.policies.setdefault(name, []).append((flags["role"], flags["member"]))
        elif command.endswith("remove-iam-policy-binding"):
            self.policies[name].remove((flags["role"], flags["member"]))
        elif command == "services enable":
            self.apis |= set(names)
        elif command == "builds submit":
            assert folder is not None
            self.uploaded = [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]
            image = dict(part.split("=", 1) for part in flags["pack"].split(","))["image"]
            digest = f"sha256:{len(self.changes):064d}"
            self.kept["artifacts docker images", image] = {"image_summary": {"digest": digest}}
        elif command == "secrets versions add":
            self.kept["value", name] = given if flags["data-file"] == "-" else Path(flags["data-file"]).read_text()
        else:
            kind = {"run deploy": "run services"}.get(command, re.sub(r" (create|update)( http)?$", "", command))
            if command == "scheduler jobs resume":
                self.kept["scheduler jobs", name]["state"] = "ENABLED"
            elif command == "tasks queues resume":
                self.kept["tasks queues", name]["state"] = "RUNNING"
            elif command == "run services update-traffic":
                self.kept["run services", name]["spec"]["traffic"] = [{"latestRevision": True, "percent": 100}]
            else:
                made = MADE.get(kind, lambda *_: {"name": name})(name, flags)
                self.kept[kind, self._key(kind, name, made)] = made

    def _key(self, kind: str, name: str, made: Json) -> str:
        if kind == "iam service-accounts":
            return f"{name}@{PROJECT}.iam.gserviceaccount.com"
        if kind in ("beta monitoring channels", "alpha monitoring policies", "billing budgets"):
            made["name"] = name or f"{kind.split()[-1]}/{len(self.kept)}"
            return str(made["name"])
        return name


def _service(name: str, flags: Json) -> Json:
    """What Cloud Run says of a service, in the shape of Knative."""
    pairs = [part.split("=", 1) for part in flags["set-env-vars"].split(",")]
    kept = [part.split("=", 1) for part in flags["set-secrets"].split(",")] if "set-secrets" in flags else []
    env: list[Json] = [{"name": key, "value": value} for key, value in pairs]
    volumes, mounts = [], []
    for place, secret in kept:
        of, version = secret.split(":")
        if place.startswith("/"):
            folder, _, file = place.rpartition("/")
            items = [{"key": version, "path": file}]
            volumes.append({"name": "v", "secret": {"secretName": of, "items": items}})
            mounts.append({"name": "v", "mountPath": folder})
        else:
            env.append({"name": place, "valueFrom": {"secretKeyRef": {"name": of, "key": version}}})
    limits = {"cpu": f"{flags['cpu']}000m", "memory": flags["memory"]}
    container = {"image": flags["image"], "env": env, "volumeMounts": mounts, "resources": {"limits": limits}}
    spec = {
        "containers": [container],
        "volumes": volumes,
        "serviceAccountName": flags["service-account"],
        "timeoutSeconds": int(flags["timeout"]),
        "containerConcurrency": int(flags["concurrency"]),
    }
    scale = {"autoscaling.knative.dev/maxScale": flags["max-instances"]}
    ingress = {"run.googleapis.com/ingress": flags["ingress"]}
    labels = dict([flags["labels"].split("=")]) | {"cloud.googleapis.com/location": flags["region"]}
    template = {"metadata": {"annotations": scale}, "spec": spec}
    traffic = [{"latestRevision": True, "percent": 100}]
    metadata = {"name": name, "labels": labels, "annotations": ingress}
    return {"metadata": metadata, "spec": {"template": template, "traffic": traffic}}


def _job(name: str, flags: Json) -> Json:
    token = {"serviceAccountEmail": flags["oidc-service-account-email"], "audience": flags["oidc-token-audience"]}
    retries = int(flags["max-retry-attempts"])
    said = flags.get("message-body", "")
    body = {"body": b64encode(said.encode()).decode()} if said else {}
    return {
        "name": name,
        "schedule": flags["schedule"],
        "timeZone": flags["time-zone"],
        "state": "ENABLED",
        "attemptDeadline": flags["attempt-deadline"],
        "httpTarget": {"uri": f"{flags['uri']}/", "httpMethod": flags["http-method"], "oidcToken": token, **body},
        "retryConfig": {"maxDoublings": 5} | ({"retryCount": retries} if retries else {}),
    }


def _policy(name: str, flags: Json) -> Json:
    """Google gives each condition a name, and adds who made it."""
    policy: Json = json.loads(flags["policy"])
    policy["conditions"] = [{**condition, "name": "c"} for condition in policy["conditions"]]
    return policy | {"creationRecord": {"mutatedBy": "somebody"}}


MADE: dict[str, Callable[[str, Json], Json]] = {
    "run services": _service,
    "scheduler jobs": _job,
    "alpha monitoring policies": _policy,
    "logging metrics": lambda name, flags: {"name": name, "filter": flags["log-filter"]},
    "beta monitoring channels": lambda _, flags: {
        "type": flags["type"],
        "labels": dict([flags["channel-labels"].split("=")]),
    },
    "billing budgets": lambda _, flags: {
        "displayName": flags.get("display-name", "CME: More was spent than planned"),
        "amount": {"specifiedAmount": {"units": flags["budget-amount"].removesuffix("GBP"), "currencyCode": "GBP"}},
    },
}
