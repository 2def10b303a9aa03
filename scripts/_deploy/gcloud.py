"""The way to Google Cloud: gcloud, asked for JSON; what it refuses becomes a sentence that says who must do what."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cme.errors import SetupError
from scripts._deploy.upload import lay

OFF = re.compile(r"SERVICE_DISABLED|has not been used in project|API .* is not enabled")
"""What gcloud says of a thing whose API is off, beside that it is denied: nothing can be there yet."""
ABSENT = re.compile(r"NOT_FOUND|[Nn]ot found|does not exist|[Cc]annot find|could not be found")
DENIED = re.compile(r"PERMISSION_DENIED|[Pp]ermission .*denied|does not have permission|may not exist|\b403\b")
TOO_SOON = re.compile(r"Cannot find metric that matches|Service account .* does not exist")
"""What Google says for some minutes of a count or an identity that was made just now."""
SIGNED_OUT = re.compile(r"active account|gcloud auth login|[Rr]eauthentication|invalid_grant")
PERMISSION = re.compile(r"\b[a-z]+\.[a-zA-Z]+\.[a-zA-Z]+\b(?=')|\b[a-z]+\.[a-z][a-zA-Z]+\.(?:get|list|create|update)\b")
ROLES = {
    "run": "Cloud Run Admin",
    "scheduler": "Cloud Scheduler Admin",
    "secrets": "Secret Manager Admin",
    "iam": "Service Account Admin",
    "projects": "Project IAM Admin",
    "services": "Service Usage Admin",
    "artifacts": "Artifact Registry Administrator",
    "builds": "Cloud Build Editor",
    "logging": "Logs Configuration Writer",
    "monitoring": "Monitoring Admin",
    "tasks": "Cloud Tasks Admin",
}
"""The role that allows each group of commands, as the console calls it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a command ended."""

    code: int
    out: str = ""
    err: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to do: a line for a person, and the command.

    `uploads` where it runs in the folder that goes up; `given` is what it reads, which must not stand on a command.
    """

    line: str
    command: tuple[str, ...]
    uploads: bool = False
    given: str = ""

    @property
    def shown(self) -> str:
        """The command as it can be typed."""
        return shlex.join(("gcloud", *self.command))


Run = Callable[[Sequence[str], Path | None, str], Answer]


def run_gcloud(words: Sequence[str], folder: Path | None, given: str = "") -> Answer:
    """Run gcloud, which asks nothing back; it is given what it reads from its input."""
    how: dict[str, Any] = {"cwd": folder, "input": given, "capture_output": True, "text": True}
    # On Windows it is gcloud.cmd, which is found only by looking for it.
    program = shutil.which("gcloud")
    if program is None:
        mend = "Open Cloud Shell at the top right of the Google Cloud console, where it is, and run this there."
        raise SetupError("The command gcloud is not on this machine.", mend=mend)
    done = subprocess.run([program, *words], check=False, **how)  # noqa: S603
    return Answer(done.returncode, done.stdout, done.stderr)


class Gcloud:
    """gcloud for one project."""

    def __init__(self, project: str, run: Run = run_gcloud) -> None:
        self.project = project
        self._run = run

    def look(self, *words: str) -> Any:
        """Return what a command finds, or None where it is not there."""
        answer = self._run((*words, f"--project={self.project}", "--format=json", "--quiet"), None, "")
        if answer.code == 0:
            return json.loads(answer.out or "null")
        if OFF.search(answer.err) or (ABSENT.search(answer.err) and not DENIED.search(answer.err)):
            return None
        raise self._refused(words, answer)

    def read(self, *words: str) -> str:
        """Return what a command prints, such as a secret."""
        answer = self._run((*words, f"--project={self.project}", "--quiet"), None, "")
        if answer.code:
            raise self._refused(words, answer)
        return answer.out

    def do(self, change: Change) -> None:
        """Make a change, or raise a SetupError that says who must do what."""
        words = (*change.command, f"--project={self.project}", "--quiet")
        if not change.uploads:
            answer = self._run(words, None, change.given)
        else:
            with tempfile.TemporaryDirectory(prefix="cme-image-") as folder:
                lay(Path(folder))
                answer = self._run(words, Path(folder), change.given)
        if answer.code:
            raise self._refused(change.command, answer)

    def _refused(self, words: Sequence[str], answer: Answer) -> SetupError:
        asked = " ".join(word for word in words if not word.startswith("-"))
        if SIGNED_OUT.search(answer.err):
            return SetupError("Nobody is signed in to Google Cloud here.", mend="Run “gcloud auth login” and sign in.")
        if DENIED.search(answer.err):
            return _forbidden(self.project, asked, answer.err)
        if TOO_SOON.search(answer.err):
            what = "What was made just now is not known everywhere yet."
            return SetupError(what, mend="Wait ten minutes, and run this again: it goes on from here.")
        said = answer.err.strip().splitlines() or ["nothing"]
        what = f"“gcloud {asked}” did not succeed; it said: {said[-1].strip()}"
        return SetupError(what, mend="What was done so far stays done: mend this, and run it again.")


def _forbidden(project: str, asked: str, said: str) -> SetupError:
    group = next((word for word in asked.split() if word not in ("alpha", "beta")), "")
    named = PERMISSION.search(said)
    missing = f" ({named[0]} is missing)" if named else ""
    what = f"Your account may not do “gcloud {asked}”{missing}."
    if group == "billing":
        who, role = "Whoever administers the billing account", "Billing Account Costs Manager"
        where = "the console under Billing > Account management"
    else:
        who = f"Whoever owns the project {project}"
        role = "Service Account User" if "actas" in said.casefold() else ROLES.get(group, "Owner")
        where = "the console under IAM & Admin > IAM"
    mend = f"{who} must give it the role “{role}” in {where}. Then run this again: it goes on from here."
    return SetupError(what, mend=mend)
