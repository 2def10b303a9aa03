"""Who asks Google: the dedicated mailbox by its own file or by delegation, a service itself, on loopback a token."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from google.auth.exceptions import GoogleAuthError

from cme.errors import SetupError

if TYPE_CHECKING:
    from cme.edges.google import Endpoint

SCOPES = (
    "https://www.googleapis.com/auth/spreadsheets",
    "https://www.googleapis.com/auth/drive",
    "https://www.googleapis.com/auth/forms.body",
    "https://www.googleapis.com/auth/forms.responses.readonly",
    "https://www.googleapis.com/auth/gmail.compose",
    "https://www.googleapis.com/auth/gmail.readonly",
)
"""What the mailbox must allow."""
SIGNS = "https://www.googleapis.com/auth/cloud-platform"
"""What asking Google to sign for a service account needs."""


def credentials_for(endpoint: Endpoint, environment: Mapping[str, str] = os.environ) -> Any:
    """Return what the environment holds: a token on loopback, the mailbox’s own file, or the function’s identity."""
    from google.oauth2.credentials import Credentials

    if endpoint.is_sandbox:
        return Credentials(environment.get("CME_TOKEN", "sandbox:bot@innov8.example"))
    info, path = environment.get("CME_TOKEN_INFO", ""), environment.get("CME_TOKEN_FILE", "")
    if info or path:
        try:
            if info:
                return Credentials.from_authorized_user_info(json.loads(info), scopes=list(SCOPES))
            return Credentials.from_authorized_user_file(path, scopes=list(SCOPES))
        except (OSError, ValueError, AttributeError) as wrong:
            named = "What CME_TOKEN_INFO holds" if info else "The file that CME_TOKEN_FILE names"
            what = f"{named} cannot be used ({type(wrong).__name__})."
            mend = (
                "It must be the authorised-user file of the dedicated mailbox: sign the mailbox in again and store it."
            )
            raise SetupError(what, where="CME_TOKEN_FILE", mend=mend) from wrong
    if mailbox := environment.get("CME_MAILBOX", ""):
        return _delegated(mailbox, environment.get("CME_IDENTITY", ""))
    mend = "Set CME_TOKEN_FILE to the file of the dedicated mailbox, or CME_GOOGLE_ENDPOINT to the sandbox's address."
    missing = SetupError("Nothing here says who asks Google.", where="CME_TOKEN_FILE", mend=mend)
    return own_identity(SCOPES, missing)


def _delegated(mailbox: str, identity: str) -> Any:
    """Return the mailbox as a service account may act for it: Google signs for that account, and no key exists."""
    # Only where somebody chose this way: it is imported for nobody else.
    from google.auth import impersonated_credentials

    if not identity:
        mend = "Set it to the address of the service account to which the Workspace has delegated this."
        raise SetupError("CME_MAILBOX is set, and CME_IDENTITY is not.", where="CME_IDENTITY", mend=mend)
    mend = "On Google Cloud it is the service's own; on a laptop run “gcloud auth application-default login”."
    source = own_identity((SIGNS,), SetupError("Nothing here says who asks for the mailbox.", mend=mend))
    return impersonated_credentials.Credentials(source, identity, list(SCOPES), subject=mailbox)


def own_identity(scopes: tuple[str, ...], missing: SetupError) -> Any:
    """Return the identity that the service runs as, or raise what is said where the machine has none."""
    import google.auth

    try:
        return google.auth.default(scopes=list(scopes))[0]
    except GoogleAuthError as wrong:
        raise missing from wrong
