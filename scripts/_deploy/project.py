"""What the services stand on: APIs, identities, the place for images, secrets, and the image of a commit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cme.errors import SetupError
from scripts._deploy.gcloud import Change, Gcloud
from scripts._deploy.upload import commit, unkept
from scripts._deploy.wanted import BUILD, IDENTITIES, MAILBOX, PING, PROVIDERS, REPOSITORY, SERVE, Wanted

BUILDS = "roles/cloudbuild.builds.builder"
BUILDER = "gcr.io/buildpacks/builder:google-22"
"""Google's builder that has the Python of project.toml: its latest one begins with 3.13."""
SIGNS = "roles/iam.serviceAccountTokenCreator"
READS_SECRETS = "roles/secretmanager.secretAccessor"


def apis(cloud: Gcloud, wanted: Wanted) -> Iterator[Change]:
    """Yield the switching on of what is off."""
    on = {api["config"]["name"] for api in cloud.look("services", "list", "--enabled") or ()}
    if off := [api for api in wanted.apis if api not in on]:
        names = ", ".join(api.partition(".")[0] for api in off)
        yield Change(f"switch on the APIs {names}", ("services", "enable", *off))


def identities(cloud: Gcloud, wanted: Wanted) -> Iterator[Change]:
    """Yield each identity that is missing, and what the one that builds may do."""
    for name, about in IDENTITIES.items():
        if cloud.look("iam", "service-accounts", "describe", wanted.identity(name)) is None:
            told = (f"--display-name={name}", f"--description={about}")
            yield Change(f"make the identity {name}", ("iam", "service-accounts", "create", name, *told))
    if wanted.delegate:
        yield from _signs_for_itself(cloud, wanted)
    member = f"serviceAccount:{wanted.identity(BUILD)}"
    if not holds(cloud.look("projects", "get-iam-policy", wanted.project), member, BUILDS):
        grant = ("projects", "add-iam-policy-binding", wanted.project)
        yield Change(
            f"let {BUILD} build images", (*grant, f"--member={member}", f"--role={BUILDS}", "--condition=None")
        )


def _signs_for_itself(cloud: Gcloud, wanted: Wanted) -> Iterator[Change]:
    """Yield the role by which the services ask Google to sign in their own name: how they act for the mailbox."""
    account = wanted.identity(SERVE)
    member = f"serviceAccount:{account}"
    there = cloud.look("iam", "service-accounts", "describe", account)
    policy = cloud.look("iam", "service-accounts", "get-iam-policy", account) if there else None
    if not holds(policy, member, SIGNS):
        grant = ("iam", "service-accounts", "add-iam-policy-binding", account, f"--member={member}", f"--role={SIGNS}")
        yield Change(f"let {SERVE} sign for itself", grant)


def repository(cloud: Gcloud, wanted: Wanted) -> Iterator[Change]:
    """Yield the place for images, where there is none."""
    here = f"--location={wanted.region}"
    if cloud.look("artifacts", "repositories", "describe", REPOSITORY, here) is None:
        make = ("artifacts", "repositories", "create", REPOSITORY, here, "--repository-format=docker")
        yield Change(f"make the place for images, {REPOSITORY}", make)


def secrets(cloud: Gcloud, wanted: Wanted) -> Iterator[Change]:
    """Yield each secret that is missing, a newer value, and who may read it. No value is printed or on a command."""
    if wanted.providers:
        yield from _secret(cloud, wanted, PROVIDERS, "-", wanted.listed)
        return
    if not wanted.delegate:
        yield from _secret(cloud, wanted, MAILBOX, wanted.token, _text(wanted.token))
    if wanted.has_ping:
        yield from _secret(cloud, wanted, PING, wanted.ping, _text(wanted.ping))


def _secret(cloud: Gcloud, wanted: Wanted, name: str, file: str, value: str) -> Iterator[Change]:
    """Yield what is missing of one secret, whose new value stands in a file or, where that is “-”, is handed over."""
    there = cloud.look("secrets", "describe", name)
    if there is None:
        where = ("--replication-policy=user-managed", f"--locations={wanted.region}")
        yield Change(f"make the secret {name}", ("secrets", "create", name, *where))
    if value and not (there and kept_in(cloud, name) == value):
        called, given = ("the list of providers", value) if file == "-" else (file, "")
        command = ("secrets", "versions", "add", name, f"--data-file={file}")
        yield Change(f"put {called} into the secret {name}", command, given=given)
    member = f"serviceAccount:{wanted.identity(SERVE)}"
    if not holds(cloud.look("secrets", "get-iam-policy", name) if there else None, member, READS_SECRETS):
        grant = ("secrets", "add-iam-policy-binding", name, f"--member={member}", f"--role={READS_SECRETS}")
        yield Change(f"let {SERVE} read the secret {name}", grant)


def has_value(cloud: Gcloud, secret: str) -> bool:
    """Return whether a secret holds anything that can be read."""
    return bool(cloud.look("secrets", "versions", "list", secret, "--filter=state=ENABLED"))


def kept_in(cloud: Gcloud, secret: str) -> str:
    """Return what a secret holds; nothing where there is none."""
    if not has_value(cloud, secret):
        return ""
    return cloud.read("secrets", "versions", "access", "latest", f"--secret={secret}")


def _text(file: str) -> str:
    return Path(file).read_text("utf-8") if file else ""


def image(cloud: Gcloud, wanted: Wanted) -> Iterator[Change]:
    """Yield the building of the commit's image, where there is none; of another commit than stands here none is."""
    if built(cloud, wanted) is not None:
        return
    if wanted.commit != commit():
        mend = "Check that commit out and run this again, or name one of those that were deployed before."
        raise SetupError(f"There is no image of the commit {wanted.commit}.", mend=mend)
    if left := unkept():
        mend = "Commit it, or put it aside with “git stash --include-untracked”, and run this again."
        raise SetupError(f"What goes up is a commit, and this is in none: {', '.join(left[:3])}.", mend=mend)
    identity = f"projects/{wanted.project}/serviceAccounts/{wanted.identity(BUILD)}"
    pack = f"--pack=builder={BUILDER},image={wanted.image}:{wanted.commit}"
    how = (pack, f"--service-account={identity}", f"--region={wanted.region}")
    logs = "--default-buckets-behavior=regional-user-owned-bucket"
    yield Change(
        f"build the image of {wanted.commit}, which takes some minutes",
        ("builds", "submit", ".", *how, logs),
        uploads=True,
    )


def built(cloud: Gcloud, wanted: Wanted) -> str | None:
    """Return the image of the commit by its digest, or None where it was not built yet."""
    found = cloud.look("artifacts", "docker", "images", "describe", f"{wanted.image}:{wanted.commit}")
    return f"{wanted.image}@{found['image_summary']['digest']}" if found else None


def holds(policy: Any, member: str, role: str) -> bool:
    """Return whether somebody has a role."""
    bindings = (policy or {}).get("bindings", ())
    return any(bound["role"] == role and member in bound["members"] for bound in bindings)
