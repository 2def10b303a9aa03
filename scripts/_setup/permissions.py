"""What the account at gcloud may do in the project, seen before ten minutes are spent on a refusal."""

from __future__ import annotations

from cme.errors import SetupError
from scripts._deploy.gcloud import Gcloud

OWNER = "roles/owner"
NEEDED = {
    "roles/run.admin": "Cloud Run Admin",
    "roles/cloudscheduler.admin": "Cloud Scheduler Admin",
    "roles/secretmanager.admin": "Secret Manager Admin",
    "roles/iam.serviceAccountAdmin": "Service Account Admin",
    "roles/iam.serviceAccountUser": "Service Account User",
    "roles/resourcemanager.projectIamAdmin": "Project IAM Admin",
    "roles/serviceusage.serviceUsageAdmin": "Service Usage Admin",
    "roles/artifactregistry.admin": "Artifact Registry Administrator",
    "roles/cloudbuild.builds.editor": "Cloud Build Editor",
    "roles/logging.configWriter": "Logs Configuration Writer",
    "roles/monitoring.admin": "Monitoring Admin",
}
"""What deploying takes of whoever is not Owner, by Google's names of each role."""


def permissions(cloud: Gcloud) -> list[str]:
    """Return what the account lacks and who gives it; nothing where it is Owner, or where no policy can be seen yet."""
    account = cloud.read("config", "get", "account").strip()
    try:
        policy = cloud.look("projects", "get-iam-policy", cloud.project)
    except SetupError as unseen:
        return [f"What {account} may do in the project cannot be seen: {unseen.mend}"]
    if policy is None:
        return []
    bindings = policy.get("bindings", ())
    held = {bound["role"] for bound in bindings if f"user:{account}".casefold() in map(str.casefold, bound["members"])}
    lacking = [title for role, title in NEEDED.items() if role not in held]
    if OWNER in held or not lacking:
        return []
    return [
        f"{account} is not Owner of the project, and lacks {', '.join(lacking)}: an Owner gives it under "
        "IAM & Admin > IAM. What it has through a group does not show here; then go on"
    ]
