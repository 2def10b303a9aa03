"""Tells an outside watcher, where one is named, that a run was good: an empty call that says nothing about anybody.

The watcher raises the alarm when the calls stop, so that a lapsed bill or a deleted project, which silences the system
and Google's own alerts together, is noticed all the same. It is a client of its own: the door to Google, which carries
children's names, still opens to Google and to loopback only (docs/decisions/0015).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import requests

from cme.edges import log

EVERY = timedelta(minutes=5)
SECONDS = 3
"""So long the watcher may take to answer: it is called when the work is done, and must not hold up the next run."""


class Ping:
    """Calls the address in CME_PING_URL, every five minutes at most; a call that fails is a line in the log."""

    def __init__(self, session: requests.Session | None = None) -> None:
        self._session = session or requests.Session()
        self._session.trust_env = False
        self._last: dict[str, datetime] = {}

    def send(self, now: datetime, environment: Mapping[str, str] = os.environ) -> None:
        """Call the watcher, if one is named and the last call is long enough ago. It never raises."""
        address = environment.get("CME_PING_URL", "")
        last = self._last.get(address)
        if not address or (last is not None and timedelta(0) <= now - last < EVERY):
            return
        self._last[address] = now
        # The address is a secret of its own: whoever knows it can tell the watcher that all is well.
        if wrong := self._failure(address):
            log.event("ping.failed", severity="WARNING", reason=wrong)

    def _failure(self, address: str) -> str:
        try:
            if urlsplit(address).scheme != "https" or not urlsplit(address).hostname:
                return "CME_PING_URL is not an https address"
            with self._session.get(address, timeout=SECONDS, allow_redirects=False, stream=True) as answer:
                return "" if answer.ok and not answer.is_redirect else f"HTTP {answer.status_code}"
        except (requests.RequestException, ValueError) as wrong:
            return type(wrong).__name__
