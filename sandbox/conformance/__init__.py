"""The checks of the fidelity ledger: each uses only Google's own calls, so that it can be asked of Google too.

A check is a function with the decorator `@checks("GMAIL-003")`. It is given a Probe, and asserts. Lines of the ledger
marked `local` use the sandbox's controls as well and are skipped against Google.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import gspread
import requests
from googleapiclient.errors import HttpError
from gspread.exceptions import APIError
from gspread.spreadsheet import Spreadsheet

TITLE = "Conformance check (may be deleted)"


@dataclass
class Probe:
    """The clients a check may use, against the sandbox or against Google."""

    gspread: gspread.Client
    sheets: Any
    forms: Any
    gmail: Any
    drive: Any
    chat: Any
    me: str
    """The address of the account that asks."""
    base: str = ""
    """The sandbox's address; empty against Google."""
    made: list[str] = field(default_factory=list)
    """Ids of the files a check has made, to be put in the bin at the end."""
    drives: list[str] = field(default_factory=list)
    """Ids of the shared drives a check has made, to be deleted at the end, with what lies in them."""
    inside: list[str] = field(default_factory=list)
    """Ids of the files in those drives."""
    mailed: list[str] = field(default_factory=list)
    """Ids of the messages a check has sent to the account itself, to be put in the bin at the end."""
    drafted: list[str] = field(default_factory=list)
    """Ids of the drafts a check has made, to be deleted at the end."""
    spaces: list[str] = field(default_factory=list)
    """Names of the spaces a check has made in Chat, to be deleted at the end."""
    another: Callable[[str], Probe] | None = None
    """The same clients for another user; only in the sandbox."""

    @property
    def is_local(self) -> bool:
        """Whether this is the sandbox, where faults and switches can be set."""
        return bool(self.base)

    def control(self, verb: str, path: str, body: object = None) -> Any:
        """Use one of the sandbox's controls, such as POST /sandbox/clock with {"now": …}."""
        answer = requests.request(verb, self.base + path, json=body, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def as_user(self, address: str) -> Probe:
        """Return the same clients for another user of the sandbox."""
        if self.another is None:
            raise RuntimeError("Only the sandbox has other users.")
        return self.another(address)

    def workbook(self, title: str = TITLE) -> Spreadsheet:
        """Make a workbook for one check."""
        made = self.gspread.create(title)
        self.made.append(made.id)
        return made

    def tidy(self) -> None:
        """Put into the bin what the checks have made."""
        for file in self.made:
            refused(self.drive.files().update(fileId=file, body={"trashed": True}).execute, may_pass=True)
        for file in self.inside:
            refused(self.drive.files().delete(fileId=file, supportsAllDrives=True).execute, may_pass=True)
        for drive in self.drives:
            refused(self.drive.drives().delete(driveId=drive).execute, may_pass=True)
        for space in self.spaces:
            refused(self.chat.spaces().delete(name=space).execute, may_pass=True)
        for draft in self.drafted:
            refused(self.gmail.users().drafts().delete(userId="me", id=draft).execute, may_pass=True)
        for message in self.mailed:
            refused(self.gmail.users().messages().trash(userId="me", id=message).execute, may_pass=True)


Check = Callable[[Probe], None]
CHECKS: dict[str, Check] = {}


def checks(line: str) -> Callable[[Check], Check]:
    """Register the check of one line of the ledger."""

    def register(check: Check) -> Check:
        if line in CHECKS and CHECKS[line].__qualname__ != check.__qualname__:
            raise ValueError(f"{line} has two checks.")
        CHECKS[line] = check
        return check

    return register


def load_checks() -> dict[str, Check]:
    """Import every module of checks and return them by line."""
    for module in pkgutil.iter_modules(__path__):
        if not module.name.startswith("_"):
            importlib.import_module(f"{__name__}.{module.name}")
    return dict(sorted(CHECKS.items()))


@dataclass(frozen=True)
class Refusal:
    """What Google said when it refused."""

    code: int
    message: str
    error: dict[str, Any]
    headers: dict[str, str]


def refused(call: Callable[[], object], *, may_pass: bool = False) -> Refusal:
    """Make a call that has to be refused, and return what was said."""
    try:
        call()
    except HttpError as wrong:
        error = _error(wrong.content)
        headers = {str(name).lower(): str(value) for name, value in wrong.resp.items()}
        return Refusal(int(wrong.resp.status), error.get("message", ""), error, headers)
    except APIError as wrong:
        error = _error(wrong.response.content)
        headers = {name.lower(): value for name, value in wrong.response.headers.items()}
        return Refusal(wrong.response.status_code, error.get("message", ""), error, headers)
    if may_pass:
        return Refusal(200, "", {}, {})
    raise AssertionError("the call was not refused")


def _error(content: bytes) -> dict[str, Any]:
    try:
        error: dict[str, Any] = json.loads(content)["error"]
    except (ValueError, KeyError, TypeError):
        return {"message": content.decode("utf-8", "replace")}
    return error
