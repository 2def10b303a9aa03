"""Who calls: the scheduler's signed token, checked as Google documents. On loopback nobody is asked.

Cloud Run asks for the token before we do, as long as the service is deployed with --no-allow-unauthenticated. This
check is for the day on which somebody deploys it without (docs/decisions/0014).

    CME_INVOKER             the address of the service account that the scheduler calls with
    CME_AUDIENCE            the audience that the scheduler's job names: the service's URL
    CME_CALLER_CHECKED_BY   “iam” where Cloud Run takes the signature away after checking it itself; else unset
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import requests
from google.auth import jwt
from google.auth.exceptions import GoogleAuthError

from cme.edges.google import Endpoint
from cme.errors import CmeError, NoAnswer, SetupError, Unavailable

CERTIFICATES = "https://www.googleapis.com/oauth2/v1/certs"
ISSUERS = frozenset({"accounts.google.com", "https://accounts.google.com"})
SIGNATURE_REMOVED = ".SIGNATURE_REMOVED_BY_GOOGLE"
SKEW = timedelta(seconds=60)
"""So far two machines' clocks may be apart."""
USUALLY_GOOD = timedelta(hours=1)
"""How long certificates are kept where Google does not say."""
GOOD_IN_NEED = timedelta(days=1)
"""How long they are used after that, where no newer ones can be had: a hiccup must not silence the system."""
NOT_SOONER = timedelta(minutes=1)
"""A key that is not known asks for newer certificates, but a stranger must not make us ask at every call."""
CALL_SECONDS = 5
LONGEST_TOKEN = 8192


class StrangerError(CmeError):
    """Whoever calls did not show that the scheduler sent them; `reason` is for the log, and holds nothing of theirs."""

    def __init__(self, reason: str, mend: str = "") -> None:
        super().__init__("Only the scheduler may call this. Nothing was done.")
        self.reason, self.mend = reason, mend


class Certificates:
    """Google's public keys: fetched once, and kept for as long as Google says that they are good."""

    def __init__(self, session: requests.Session | None = None) -> None:
        self._session = session or requests.Session()
        self._session.trust_env = False
        self._keys: dict[str, str] = {}
        self._until: datetime | None = None
        self._asked: datetime | None = None

    def for_key(self, key: str, now: datetime) -> Mapping[str, str]:
        """Return the certificates, newer ones where they are too old or do not hold this key."""
        is_old = self._until is None or now >= self._until
        may_ask = self._asked is None or now - self._asked >= NOT_SOONER or now < self._asked
        if is_old or (key not in self._keys and may_ask):
            self._asked = now
            try:
                self._fetch(now)
            except (NoAnswer, Unavailable):
                if self._until is None or now >= self._until + GOOD_IN_NEED:
                    raise
        return self._keys

    def _fetch(self, now: datetime) -> None:
        call = "GET certs"
        url = Endpoint().place(CERTIFICATES)
        try:
            answer = self._session.get(url, timeout=CALL_SECONDS, allow_redirects=False)
            if answer.status_code != requests.codes.ok:
                raise Unavailable(f"{call}: HTTP {answer.status_code}", call=call, status=answer.status_code)
            found = {str(key): str(value) for key, value in answer.json().items()}
        except (requests.RequestException, ValueError, AttributeError) as wrong:
            raise NoAnswer(f"{call}: no answer ({type(wrong).__name__}).", call=call) from wrong
        self._keys, self._until = found, now + _good_for(answer.headers)


def _good_for(headers: Mapping[str, str]) -> timedelta:
    found = re.search(r"max-age=(\d{1,6})", headers.get("Cache-Control", ""))
    age = headers.get("Age", "")
    spent = int(age) if age.isdigit() else 0
    return timedelta(seconds=max(0, int(found[1]) - spent)) if found else USUALLY_GOOD


class Gate:
    """Lets the scheduler in and nobody else; keeps the certificates between calls of one instance."""

    def __init__(self, certificates: Certificates | None = None) -> None:
        self._certificates = certificates or Certificates()

    def check(
        self,
        headers: Mapping[str, str] | Any,
        endpoint: Endpoint,
        now: datetime,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        """Return if the scheduler calls, or anybody on loopback; else raise StrangerError, or say what is not set."""
        if endpoint.is_sandbox:
            return
        invoker, audience = environment.get("CME_INVOKER", ""), environment.get("CME_AUDIENCE", "")
        if not (invoker and audience):
            what = "Nobody may call this yet: CME_INVOKER and CME_AUDIENCE are not both set."
            mend = "Set them to the scheduler's service account and to the audience of its job, the service's URL."
            raise SetupError(what, where="CME_INVOKER", mend=mend)
        scheme, _, token = headers.get("Authorization", "").partition(" ")
        if scheme.casefold() != "bearer" or not token:
            raise StrangerError("no token")
        by_iam = environment.get("CME_CALLER_CHECKED_BY", "") == "iam"
        claims = self._claims(token.strip(), now, by_iam=by_iam)
        if wrong := _wrong(claims, invoker, audience, now):
            raise StrangerError(wrong)

    def _claims(self, token: str, now: datetime, *, by_iam: bool) -> Mapping[str, Any]:
        """Return what the token says, once its signature holds."""
        if len(token) > LONGEST_TOKEN:
            raise StrangerError("not a token")
        try:
            if token.endswith(SIGNATURE_REMOVED):
                return _unsigned(token, by_iam=by_iam)
            key = str(jwt.decode_header(token).get("kid", ""))
            certificates = self._certificates.for_key(key, now)
            if key not in certificates:
                raise StrangerError("unknown key")
            claims: Mapping[str, Any] = jwt.decode(token, certs=certificates, clock_skew_in_seconds=SKEW.seconds)
        except CmeError:
            raise
        except (GoogleAuthError, ValueError, TypeError, KeyError, AttributeError) as wrong:
            raise StrangerError(_reason(wrong)) from None
        return claims


def _unsigned(token: str, *, by_iam: bool) -> Mapping[str, Any]:
    if not by_iam:
        mend = (
            "Cloud Run took the signature away, as it does after checking the caller itself. If the service is deployed"
            " with --no-allow-unauthenticated, set CME_CALLER_CHECKED_BY=iam; if not, somebody pretends."
        )
        raise StrangerError("signature removed", mend)
    claims: Mapping[str, Any] = jwt.decode(token, verify=False)
    return claims


def _reason(wrong: Exception) -> str:
    """Return which check failed, in one of our own words: the library's may quote the token."""
    said = str(wrong).casefold()
    words = {"expired": "expired", "too early": "not valid yet", "could not verify": "wrong signature"}
    return next((reason for word, reason in words.items() if word in said), "not a token")


def _wrong(claims: Mapping[str, Any], invoker: str, audience: str, now: datetime) -> str:
    """Return the first thing that is wrong with what a token says, empty where all is right."""
    until = claims.get("exp")
    checks = {
        "wrong issuer": claims.get("iss") in ISSUERS,
        "wrong audience": claims.get("aud") == audience,
        "expired": isinstance(until, int) and now.timestamp() <= until + SKEW.seconds,
        "wrong address": str(claims.get("email", "")).casefold() == invoker.casefold(),
        "address not verified": claims.get("email_verified") is True,
    }
    return next((reason for reason, holds in checks.items() if not holds), "")
