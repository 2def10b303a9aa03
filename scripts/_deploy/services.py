"""The services and the scheduler's jobs: how they stand, how they should, and one command for all that differs."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from typing import Any

from scripts._deploy.gcloud import Change, Gcloud
from scripts._deploy.project import built, holds
from scripts._deploy.wanted import INVOKE, SERVE, SERVICES, ZONE, Service, Wanted

INVOKER = "roles/run.invoker"
EVERYBODY = ("allUsers", "allAuthenticatedUsers")
CPU, MEMORY = "1", "512Mi"
Stands = dict[str, Any]


def services(cloud: Gcloud, wanted: Wanted) -> Iterator[Change]:
    """Yield what brings each service to the image and the settings that are wanted, and lets the scheduler alone in."""
    image = built(cloud, wanted) or f"{wanted.image}:{wanted.commit}"
    for service in wanted.services:
        here = f"--region={wanted.region}"
        there = cloud.look("run", "services", "describe", service.name, here)
        wrong = differing(_wanted(wanted, service, image), _stands(there) if there else {})
        if wrong:
            said = f"{service.name}: {', '.join(wrong)}" if there else f"make the service {service.name}"
            yield Change(said, _deploy(wanted, service, image))
        elif there["spec"].get("traffic", []) != [{"latestRevision": True, "percent": 100}]:
            line = f"{service.name}: call its latest revision, and no other"
            yield Change(line, ("run", "services", "update-traffic", service.name, here, "--to-latest"))
        yield from _callers(cloud, wanted, service, made=there is not None)


def _wanted(wanted: Wanted, service: Service, image: str) -> Stands:
    return {
        "image": image,
        "commit": wanted.commit,
        "settings": wanted.environment(service),
        "secrets": wanted.secrets(service),
        "identity": wanted.identity(SERVE),
        "time-out": service.seconds,
        "calls at once": wanted.at_once(service),
        "most instances": str(wanted.instances(service)),
        "size": {"cpu": CPU, "memory": MEMORY},
        "reachable from": "internal",
    }


def _stands(found: Mapping[str, Any]) -> Stands:
    """Return the same of a service as gcloud describes it."""
    template = found["spec"]["template"]
    spec, container = template["spec"], template["spec"]["containers"][0]
    limits = container.get("resources", {}).get("limits", {})
    # What Cloud Run writes as 1000m is one processor.
    size = {"cpu": limits.get("cpu", "").replace("1000m", "1"), "memory": limits.get("memory", "")}
    return {
        "image": container["image"],
        "commit": found["metadata"].get("labels", {}).get("commit", ""),
        "settings": {entry["name"]: entry["value"] for entry in container.get("env", ()) if "value" in entry},
        "secrets": _secrets(spec, container),
        "identity": spec.get("serviceAccountName", ""),
        "time-out": spec.get("timeoutSeconds", 0),
        "calls at once": spec.get("containerConcurrency", 0),
        "most instances": template["metadata"].get("annotations", {}).get("autoscaling.knative.dev/maxScale", ""),
        "size": size,
        "reachable from": found["metadata"].get("annotations", {}).get("run.googleapis.com/ingress", ""),
    }


def _secrets(spec: Mapping[str, Any], container: Mapping[str, Any]) -> dict[str, str]:
    references = {e["name"]: e["valueFrom"]["secretKeyRef"] for e in container.get("env", ()) if "valueFrom" in e}
    found = {name: f"{kept['name']}:{kept['key']}" for name, kept in references.items()}
    volumes = {volume["name"]: volume["secret"] for volume in spec.get("volumes", ()) if "secret" in volume}
    for mount in container.get("volumeMounts", ()):
        for item in volumes.get(mount["name"], {}).get("items", ()):
            kept = volumes[mount["name"]]["secretName"]
            found[f"{mount['mountPath']}/{item['path']}"] = f"{kept}:{item['key']}"
    return found


def differing(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Return the names of what is not as wanted; what nobody asked about may be as it likes."""
    return [name for name, value in wanted.items() if found.get(name) != value]


def _deploy(wanted: Wanted, service: Service, image: str) -> tuple[str, ...]:
    told, kept = wanted.environment(service), wanted.secrets(service)
    mounted = f"--set-secrets={','.join(f'{place}={secret}' for place, secret in kept.items())}"
    return (
        *("run", "deploy", service.name, f"--image={image}", f"--region={wanted.region}"),
        f"--service-account={wanted.identity(SERVE)}",
        f"--set-env-vars={','.join(f'{name}={value}' for name, value in told.items())}",
        mounted if kept else "--clear-secrets",
        f"--labels=commit={wanted.commit}",
        *(f"--timeout={service.seconds}", f"--concurrency={wanted.at_once(service)}"),
        *(f"--max-instances={wanted.instances(service)}", f"--cpu={CPU}", f"--memory={MEMORY}"),
        *("--ingress=internal", "--no-allow-unauthenticated"),
    )


def _callers(cloud: Gcloud, wanted: Wanted, service: Service, *, made: bool) -> Iterator[Change]:
    here = f"--region={wanted.region}"
    policy = cloud.look("run", "services", "get-iam-policy", service.name, here) if made else None
    member = f"serviceAccount:{wanted.identity(INVOKE)}"
    told = (service.name, here, f"--role={INVOKER}")
    if not holds(policy, member, INVOKER):
        grant = ("run", "services", "add-iam-policy-binding", *told, f"--member={member}")
        yield Change(f"{service.name}: let {INVOKE} call it", grant)
    for anybody in EVERYBODY:
        if holds(policy, anybody, INVOKER):
            take = ("run", "services", "remove-iam-policy-binding", *told, f"--member={anybody}")
            yield Change(f"{service.name}: close it, {anybody} may call it", take)


def jobs(cloud: Gcloud, wanted: Wanted) -> Iterator[Change]:
    """Yield what brings each job of the scheduler to its schedule, in London's time, and sets it going."""
    for service in SERVICES:
        here = f"--location={wanted.region}"
        there = cloud.look("scheduler", "jobs", "describe", service.name, here)
        wrong = differing(_called(wanted, service), _calls(there) if there else {})
        if wrong:
            verb = "update" if there else "create"
            said = f"{service.name}: {', '.join(wrong)}" if there else f"call {service.name} at “{service.schedule}”"
            yield Change(said, ("scheduler", "jobs", verb, "http", service.name, here, *_calling(wanted, service)))
        if there and there.get("state") == "PAUSED":
            yield Change(
                f"{service.name}: its schedule was paused; set it going",
                ("scheduler", "jobs", "resume", service.name, here),
            )


def _called(wanted: Wanted, service: Service) -> Stands:
    called = wanted.called(service)
    return {
        "schedule": service.schedule,
        "zone": ZONE,
        "address": wanted.url(called),
        "method": "POST",
        "identity": wanted.identity(INVOKE),
        "audience": wanted.url(called),
        "patience": f"{called.seconds}s",
        "tries again": service.retries,
        "message": _message(service) if wanted.providers else "",
    }


def _message(service: Service) -> str:
    """Return what `dispatch` is told to hand out."""
    return json.dumps({"job": service.target, "seconds": service.seconds, "attempts": service.retries + 1})


def _calls(found: Mapping[str, Any]) -> Stands:
    target = found.get("httpTarget", {})
    token = target.get("oidcToken", {})
    return {
        "schedule": found.get("schedule"),
        "zone": found.get("timeZone"),
        "address": target.get("uri", "").rstrip("/"),
        "method": target.get("httpMethod"),
        "identity": token.get("serviceAccountEmail"),
        "audience": token.get("audience"),
        "patience": found.get("attemptDeadline"),
        "tries again": found.get("retryConfig", {}).get("retryCount", 0),
        "message": b64decode(target.get("body", "")).decode(),
    }


def _calling(wanted: Wanted, service: Service) -> tuple[str, ...]:
    called = wanted.called(service)
    return (
        *(f"--schedule={service.schedule}", f"--time-zone={ZONE}"),
        *(f"--uri={wanted.url(called)}", "--http-method=POST"),
        f"--oidc-service-account-email={wanted.identity(INVOKE)}",
        f"--oidc-token-audience={wanted.url(called)}",
        *(f"--attempt-deadline={called.seconds}s", f"--max-retry-attempts={service.retries}"),
        *((f"--message-body={_message(service)}",) if wanted.providers else ()),
    )
