"""What is to stand in the project: the services, who they are, what they are told, and when they are called."""

from __future__ import annotations

from dataclasses import dataclass

PREFIX = "cme"
REPOSITORY = PREFIX
ZONE, REGION = "Europe/London", "europe-west2"
MAILBOX, PING = f"{PREFIX}-mailbox-token", f"{PREFIX}-ping-url"
"""Secrets: the mailbox's authorised-user file; the outside watcher's address."""
MOUNTED = "/secrets/mailbox/token.json"
PROVIDERS, LISTED = f"{PREFIX}-providers", "/secrets/providers/providers.json"
"""The secret that holds the list of many providers with their tokens, and where the services find it."""
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
DISPATCH = Service("dispatch", "", 60)
"""What the scheduler calls instead where there are many providers: it hands each job out, once for each."""
AT_ONCE = {"tick": 8, "health": 8}
"""How many calls an instance takes at once where there are many: they wait for Google most of their time."""
INSTANCES = {"tick": 10, "health": 10, "daily": 60}
"""How many instances there may be where there are many: enough for as many as a project carries, all at once."""
TASKS, SIGNING = "cloudtasks.googleapis.com", "iamcredentials.googleapis.com"


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
    providers: tuple[str, ...] = ()
    listed: str = ""
    delegate: str = ""

    @property
    def services(self) -> tuple[Service, ...]:
        """All services that are to stand."""
        return (*SERVICES, DISPATCH) if self.providers else SERVICES

    @property
    def apis(self) -> tuple[str, ...]:
        """All APIs that are to be on."""
        return (*APIS, *([TASKS] if self.providers else []), *([SIGNING] if self.delegate else []))

    def called(self, service: Service) -> Service:
        """Return what the scheduler calls for a service's job."""
        return DISPATCH if self.providers else service

    def at_once(self, service: Service) -> int:
        """Return how many calls an instance takes at once."""
        return AT_ONCE.get(service.target, 1) if self.providers else 1

    def instances(self, service: Service) -> int:
        """Return how many instances there may be."""
        return INSTANCES.get(service.target, 1) if self.providers else 1

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
            "CME_INVOKER": self.identity(INVOKE),
            "CME_AUDIENCE": self.url(service),
            "WORKERS": "1",
            "THREADS": str(self.at_once(service)),
            **self._whose(service),
        }
        return told | ({"CME_CALLER_CHECKED_BY": "iam"} if self.is_checked_by_iam else {})

    def _whose(self, service: Service) -> dict[str, str]:
        """Return what says whose workbook it is: one, or those in the list, and where their tasks go."""
        if not self.providers:
            delegated = {"CME_MAILBOX": self.delegate, "CME_IDENTITY": self.identity(SERVE)}
            return {"CME_WORKBOOK_ID": self.workbook, **(delegated if self.delegate else {"CME_TOKEN_FILE": MOUNTED})}
        if service != DISPATCH:
            return {"CME_PROVIDERS_FILE": LISTED}
        queues = f"projects/{self.project}/locations/{self.region}/queues"
        any_service = self.url(Service("{job}", "", 0))
        return {"CME_PROVIDERS_FILE": LISTED, "CME_QUEUES": queues, "CME_SERVICES": any_service}

    def secrets(self, service: Service) -> dict[str, str]:
        """Return where a service finds each secret, and which it is; only `tick` calls the watcher."""
        if self.providers:
            return {LISTED: f"{PROVIDERS}:latest"}
        ping = {"CME_PING_URL": f"{PING}:latest"} if self.has_ping and service.target == "tick" else {}
        return {**({} if self.delegate else {MOUNTED: f"{MAILBOX}:latest"}), **ping}
