"""Looks at who signs in, what they agreed to, and what is set up in the mailbox; Gmail shows that to a reader."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import Request

from cme.edges.credentials import SCOPES
from cme.edges.drafts import list_drafts
from cme.edges.google import SIGN_IN, SIGNED_OUT, Google
from cme.edges.shared_drive import who_asks
from cme.errors import SetupError
from scripts._doctor.seen import Account, Mailbox

OUT_OF_SIGHT = frozenset({"TRASH", "SPAM"})


def see_account(google: Google) -> Account:
    """Return who signs in, by Drive and by Gmail."""
    by_gmail = google.gmail.users().getProfile(userId="me").execute()["emailAddress"]
    return Account(who_asks(google), by_gmail.casefold())


def missing_scopes(google: Google) -> tuple[str, ...]:
    """Return what was not agreed to. Google says what was when a token is asked for; the sandbox allows everything."""
    if google.http.endpoint.is_sandbox:
        return ()
    credentials = google.http.session.credentials  # type: ignore[attr-defined]  # the door makes an AuthorizedSession
    try:
        credentials.refresh(Request())
    except GoogleAuthError as wrong:
        raise SetupError(SIGNED_OUT, mend=SIGN_IN) from wrong
    granted = getattr(credentials, "granted_scopes", None)
    if granted is None:
        raise SetupError("These credentials do not say what they allow.", mend="Look at what is refused below.")
    return tuple(scope for scope in SCOPES if scope not in granted)


def see_mailbox(google: Google) -> Mailbox:
    """Return what is set up in the mailbox."""
    asked = google.gmail.users().settings()
    forwarding = asked.getAutoForwarding(userId="me").execute()
    filters = asked.filters().list(userId="me").execute().get("filter", ())
    send_as = asked.sendAs().list(userId="me").execute()["sendAs"]
    return Mailbox(
        send_as=tuple(one["sendAsEmail"].casefold() for one in send_as if _is_verified(one)),
        answers_itself=_answers(asked.getVacation(userId="me").execute(), google.http.googles_clock.at),
        forwards_to=str(forwarding.get("emailAddress", "")) if forwarding.get("enabled") else "",
        filters=sum(_hides(one.get("action", {})) for one in filters),
        drafts=len(list_drafts(google)),
    )


def _is_verified(address: dict[str, Any]) -> bool:
    """The mailbox's own address is not verified by anybody, and needs not be."""
    return bool(address.get("isPrimary")) or address.get("verificationStatus") == "accepted"


def _answers(vacation: dict[str, Any], now: datetime | None) -> bool:
    """An automatic answer that is over is still called enabled."""
    ends = int(vacation.get("endTime") or 0) / 1000
    return bool(vacation.get("enableAutoReply")) and not (now and 0 < ends <= now.timestamp())


def _hides(action: dict[str, Any]) -> bool:
    taken, put = set(action.get("removeLabelIds", ())), set(action.get("addLabelIds", ()))
    return bool("INBOX" in taken or put & OUT_OF_SIGHT or action.get("forward"))
