"""What is to stand in the project: the services, who they are, what they are told, and when they are called."""

from __future__ import annotations

from dataclasses import dataclass

PREFIX = "cme"
REPOSITORY = PREFIX
ZONE, REGION = "Europe/London", "europe-west2"
MAILBOX, PING = f"{PREFIX}-mailbox-token", f"{PREFIX}-ping-url"
"""Secrets: the mailbox's authorised-user file; the outside watcher's address."""
MOUNTED = "/secrets/mailbox/token.json"
APIS = tuple(
    f"{name}.googleapis.com"
    for name in (
        *("run", "cloudbuild", "artifactregistry", "cloudscheduler", "secretmanager", "iam", "cloudresourcemanager"),
        *("logging", "monitoring", "billingbudgets", "cloudbilling", "sheets", "forms", "gmail", "drive", "chat"),
    )
)
SERVE, INVOKE, BUILD = f"{PREFIX}-service", f"{PREFIX}-invoker", f"{PREFIX}-build"
IDENTITIES = {
    SERVE: "What the services are: may read the mailbox's token, and nothing else of the project",
    INVOKE: "What the scheduler calls with: may call the services, and nothing else",
    BUILD: "What images are built by",
}


@dataclass(frozen=True, slots=True)
class Service:
    """One entry point as a service of its own: when it is called, and for how long it may work."""

    target: str
    schedule: str
    seconds: int
    retries: int = 0

    @property
    def name(self) -> str:
        """What the service and its scheduler's job are called."""
        return f"{PREFIX}-{self.target}"


SERVICES = (
    Service("tick", "* * * * *", 60),
    Service("daily", "0 3 * * *", 300, retries=3),
    Service("health", "0 * * * *", 60),
)
"""A minute's call is not repeated, because the next minute's comes; nor is a question how the system stands."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One deployment: where it goes, what it is of, and whom it tells."""

    project: str
    number: str
    billing: str
    region: str
    commit: str
    workbook: str
    alert_to: tuple[str, ...] = ()
    token: str = ""
    ping: str = ""
    has_ping: bool = False
    is_checked_by_iam: bool = False
    budget: int = 0

    def identity(self, name: str) -> str:
        """Return the address of an identity."""
        return f"{name}@{self.project}.iam.gserviceaccount.com"

    def url(self, service: Service) -> str:
        """Return a service's address, which follows from its name and the project's number."""
        return f"https://{service.name}-{self.number}.{self.region}.run.app"

    @property
    def image(self) -> str:
        """The image without what says which build it is."""
        return f"{self.region}-docker.pkg.dev/{self.project}/{REPOSITORY}/{PREFIX}"

    def environment(self, service: Service) -> dict[str, str]:
        """Return what a service is told; its secrets are apart."""
        told = {
            "FUNCTION_TARGET": service.target,
            "CME_WORKBOOK_ID": self.workbook,
            "CME_INVOKER": self.identity(INVOKE),
            "CME_AUDIENCE": self.url(service),
            "CME_TOKEN_FILE": MOUNTED,
            "WORKERS": "1",
            "THREADS": "1",
        }
        return told | ({"CME_CALLER_CHECKED_BY": "iam"} if self.is_checked_by_iam else {})

    def secrets(self, service: Service) -> dict[str, str]:
        """Return where a service finds each secret, and which it is; only `tick` calls the watcher."""
        ping = {"CME_PING_URL": f"{PING}:latest"} if self.has_ping and service.target == "tick" else {}
        return {MOUNTED: f"{MAILBOX}:latest", **ping}
