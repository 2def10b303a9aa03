"""Signs the mailbox in without a browser on this machine: an address to open, and the address to which it leads back.

Google leads the browser to 127.0.0.1, where nothing answers; what matters stands in that address. So it works in Cloud
Shell as well, and from a telephone. It follows the flow for installed programs, with a proof that only we can give.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests

from cme.edges.credentials import SCOPES
from cme.errors import SetupError

BACK = "http://127.0.0.1:8085/"
"""Where Google leads the browser: a client of the kind “Desktop app” may name any port of its own machine."""
TOKENS = "https://oauth2.googleapis.com/token"
AGAIN = "Run this again, and sign in once more."
Post = Callable[[str, Mapping[str, str]], Mapping[str, Any]]


def client_in(file: Path) -> dict[str, str]:
    """Return the client that the console lets one download, or raise SetupError where it is not of the right kind."""
    try:
        found = json.loads(file.read_text("utf-8"))
        kept = found["installed"]
        return {"id": kept["client_id"], "secret": kept["client_secret"]}
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        mend = "Make one under Google Auth Platform > Clients > Create client > Desktop app, and download its file."
        raise SetupError(f"{file} is not the file of a client of the kind “Desktop app”.", mend=mend) from wrong


def address(client: Mapping[str, str], proof: str, state: str) -> str:
    """Return what is opened in a browser, signed in as the mailbox."""
    digest = hashlib.sha256(proof.encode()).digest()
    asked = {
        "client_id": client["id"],
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": " ".join(SCOPES),
        # A lasting permission, also where it was given before.
        "access_type": "offline",
        "prompt": "consent",
        "state": state,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    return f"https://accounts.google.com/o/oauth2/v2/auth?{urlencode(asked)}"


def code_in(pasted: str, state: str) -> str:
    """Return the code of the address to which Google led back; raise SetupError where that is not of this sign-in."""
    found = parse_qs(urlsplit(pasted.strip()).query)
    if error := found.get("error", [""])[0]:
        raise SetupError(f"Google did not sign the mailbox in ({error}).", mend=AGAIN)
    if found.get("state") != [state] or not found.get("code"):
        mend = "Copy the whole address out of the browser's address bar, from http to its end."
        raise SetupError("That is not the address to which this sign-in leads.", mend=mend)
    return found["code"][0]


def token_for(client: Mapping[str, str], code: str, proof: str, post: Post) -> dict[str, Any]:
    """Return the mailbox's authorised-user file for a code, or raise SetupError where a box was left empty."""
    asked = {"client_id": client["id"], "client_secret": client["secret"], "redirect_uri": BACK}
    answer = post(TOKENS, {**asked, "code": code, "code_verifier": proof, "grant_type": "authorization_code"})
    granted = str(answer.get("scope", "")).split()
    if missing := [scope.rpartition("/")[2] for scope in SCOPES if scope not in granted]:
        raise SetupError(f"The mailbox did not allow {', '.join(missing)}.", mend=f"Leave no box empty. {AGAIN}")
    if not answer.get("refresh_token"):
        raise SetupError("Google gave a permission that does not last.", mend=AGAIN)
    kept = {"client_id": client["id"], "client_secret": client["secret"], "refresh_token": answer["refresh_token"]}
    return {"type": "authorized_user", **kept, "token_uri": TOKENS, "scopes": granted}


def keep(file: Path, token: Mapping[str, Any]) -> None:
    """Write the mailbox's file so that nobody else on this machine reads it."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as written:
        json.dump(token, written)


def ask_google(url: str, said: Mapping[str, str]) -> Mapping[str, Any]:
    """Exchange a code for a token; what Google refuses is told in its own words."""
    try:
        answer = requests.post(url, data=dict(said), timeout=20, allow_redirects=False)
        found: dict[str, Any] = answer.json()
    except (requests.RequestException, ValueError) as wrong:
        raise SetupError("Google did not answer the sign-in.", mend=AGAIN) from wrong
    if not answer.ok:
        raise SetupError(f"Google did not take the code ({found.get('error', answer.status_code)}).", mend=AGAIN)
    return found
