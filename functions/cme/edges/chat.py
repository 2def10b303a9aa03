"""Google Chat: one text into one space, posted by the Chat app itself, which may do nothing else.

The app is the function's own identity, never the mailbox: only an app may ring a phone whose owner has silenced Chat,
and the mailbox's token needs no further permission, without which all of its mail would stop (docs/decisions/0034).
"""

from __future__ import annotations

from typing import Any

import requests

from cme.edges.credentials import own_identity
from cme.edges.google import Door, Google
from cme.errors import SetupError

SCOPE = "https://www.googleapis.com/auth/chat.bot"
"""What a Chat app needs to write into a space that it was added to; no administrator need approve it."""
RING = "NOTIFICATION_TYPE_FORCE_NOTIFY"
"""Notifies whoever is in the space, whatever they have set for it or for Chat as a whole."""


class AppDoor(Door):
    """The way to Google for the Chat app; what is asked through it is counted with the run's other calls."""

    def __init__(self, beside: Door, credentials: Any) -> None:
        super().__init__(beside.endpoint, credentials, beside.wait)
        self.asked = beside.asked
        self._beside = beside

    def request(self, *args: Any, **more: Any) -> requests.Response:
        """Make one call and return its answer, or raise an EdgeError."""
        self._beside.calls += 1
        return super().request(*args, **more)


class Chat:
    """Posts into spaces; made only when there is something to post, because the library makes it slowly."""

    def __init__(self, google: Google) -> None:
        # The sandbox knows callers by address alone, so that its app is the mailbox.
        door = google.http if google.http.endpoint.is_sandbox else AppDoor(google.http, app_credentials())
        self._messages = google.service("chat.v1", door).spaces().messages()

    def post(self, space: str, text: str, request: str) -> None:
        """Post a text, once for each `request`: Google returns the message that it has already made of the same."""
        self._messages.create(
            parent=space, requestId=request, createMessageNotificationOptions_notificationType=RING, body={"text": text}
        ).execute()


def app_credentials() -> Any:
    """Return the function's own identity as the Chat app, or raise SetupError where the machine has none."""
    mend = "Run it under a service account of the Google Cloud project in which the Chat app is configured."
    missing = SetupError("Nothing here says who the Chat app is.", where="Settings, chat space", mend=mend)
    return own_identity((SCOPE,), missing)
