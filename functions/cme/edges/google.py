"""The one door to Google: credentials, endpoint, time-outs, and every failure turned into one of ours.

The same code speaks to Google and to the sandbox. Where `CME_GOOGLE_ENDPOINT` names a loopback address, every call of
all four APIs goes there; any other address is refused, so that a mistyped setting can never carry a child's name away.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from google.auth.credentials import Credentials
from gspread.http_client import HTTPClient

from cme.errors import NoAnswer, Refused, SetupError, Unavailable

GOOGLE_HOSTS = frozenset(
    {
        "sheets.googleapis.com",
        "forms.googleapis.com",
        "gmail.googleapis.com",
        "drive.googleapis.com",
        "www.googleapis.com",
        "oauth2.googleapis.com",
    }
)
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
CALL_SECONDS = 10
"""How long one HTTP call may take (docs/decisions/0003): the tick has 50 s, and pages go first."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where Google is: `base` is empty for Google itself, else a loopback address such as http://127.0.0.1:8765."""

    base: str = ""

    def __post_init__(self) -> None:
        if self.base and (urlsplit(self.base).scheme != "http" or urlsplit(self.base).hostname not in LOOPBACK):
            raise SetupError(
                f"CME_GOOGLE_ENDPOINT is “{self.base}”, which is neither Google nor this machine.",
                mend="Leave it unset for Google, or use http://127.0.0.1:PORT for the sandbox.",
            )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Endpoint:
        """Return the endpoint that `CME_GOOGLE_ENDPOINT` names, or Google."""
        return cls(environment.get("CME_GOOGLE_ENDPOINT", "").rstrip("/"))

    @property
    def is_sandbox(self) -> bool:
        """Whether calls stay on this machine."""
        return bool(self.base)

    def place(self, url: str) -> str:
        """Return the address to call for one of Google's, or raise SetupError where it is neither's."""
        parts = urlsplit(url)
        if self.base and (parts.hostname in GOOGLE_HOSTS or url.startswith(self.base)):
            local = urlsplit(self.base)
            return urlunsplit((local.scheme, local.netloc, parts.path, parts.query, ""))
        if not self.base and parts.scheme == "https" and parts.hostname in GOOGLE_HOSTS:
            return url
        raise SetupError(f"A call to {parts.hostname} was refused: it is not one of Google's addresses.")
