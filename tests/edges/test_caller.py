"""Who may call: the scheduler with a token of its own, and nobody else; with keys that were made for these tests."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import functions_framework
import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import _helpers, jwt
from google.auth.crypt import RSASigner

from cme.edges.caller import CERTIFICATES, Certificates, Gate, StrangerError
from cme.edges.google import Endpoint
from cme.errors import CmeError, NoAnswer, SetupError
from tests.edges.played import answer

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
INVOKER, AUDIENCE = "scheduler@innov8.example", "https://cme.innov8.example"
SET = {"CME_INVOKER": INVOKER, "CME_AUDIENCE": AUDIENCE}
MAIN = Path(__file__).parents[2] / "functions" / "main.py"
GOOGLE = Endpoint()


@cache
def pair(name: str) -> tuple[RSASigner, str]:
    """A key of its own for each name, and the certificate that shows its public half."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "signs.example")])
    made = x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key()).serial_number(1)
    made = made.not_valid_before(datetime(2026, 1, 1, tzinfo=UTC)).not_valid_after(datetime(2027, 1, 1, tzinfo=UTC))
    shown = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()
    kept = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    return RSASigner.from_string(kept, key_id=name), shown


def claims(**changed: Any) -> dict[str, Any]:
    at = int(NOW.timestamp())
    usual = {"iss": "https://accounts.google.com", "aud": AUDIENCE, "email": INVOKER, "email_verified": True}
    every = {**usual, "iat": at - 10, "exp": at + 3600, **changed}
    return {name: value for name, value in every.items() if value is not None}


def token(signed_by: str = "first", key_id: str = "", **changed: Any) -> str:
    return bytes(jwt.encode(pair(signed_by)[0], claims(**changed), key_id=key_id or signed_by)).decode()


class Google:
    """Google's address of certificates, as a session that is asked for it."""

    def __init__(self, *names: str, **headers: str) -> None:
        self.names, self.headers, self.asked, self.wrong = list(names), headers, list[str](), None

    trust_env = True
    wrong: requests.Response | Exception | None

    def get(self, url: str, **more: Any) -> requests.Response:
        assert more["allow_redirects"] is False
        assert self.trust_env is False
        self.asked.append(url)
        if isinstance(self.wrong, Exception):
            raise self.wrong
        if self.wrong is not None:
            return self.wrong
        return answer(body=json.dumps({name: pair(name)[1] for name in self.names}), **self.headers)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_helpers, "utcnow", lambda: NOW.replace(tzinfo=None))


@pytest.fixture
def google() -> Google:
    return Google("first", Cache_Control="public, max-age=21600", Age="600")


@pytest.fixture
def check(google: Google) -> Callable[..., None]:
    gate = Gate(Certificates(google))  # type: ignore[arg-type]

    def called(shown: str | None, at: datetime = NOW, **more: str) -> None:
        headers = {} if shown is None else {"Authorization": shown}
        gate.check(headers, GOOGLE, at, {**SET, **more})

    return called


def test_the_schedulers_token_lets_it_in(check: Callable[..., None]) -> None:
    check(f"Bearer {token()}")
    check(f"bearer {token(iss='accounts.google.com')}")


def tampered() -> str:
    head, _, sign = token().split(".")
    more = base64.urlsafe_b64encode(json.dumps(claims(email="x@evil.example")).encode()).decode().rstrip("=")
    return f"{head}.{more}.{sign}"


def unsigned(algorithm: str = "none") -> str:
    head, body, _ = token().split(".")
    head = base64.urlsafe_b64encode(json.dumps({"alg": algorithm, "kid": "first"}).encode()).decode().rstrip("=")
    return f"{head}.{body}."


REFUSED: dict[str, tuple[Callable[[], str | None], str]] = {
    "no header": (lambda: None, "no token"),
    "no token": (lambda: "Bearer ", "no token"),
    "another scheme": (lambda: "Basic Ym90OmJvdA==", "no token"),
    "garbage": (lambda: "Bearer garbage", "not a token"),
    "garbage with dots": (lambda: "Bearer a.b.c", "not a token"),
    "not even ASCII": (lambda: "Bearer ü.ö.ä", "not a token"),
    "much too long": (lambda: "Bearer " + "a" * 10_000, "not a token"),
    "claims that are a list": (lambda: f"Bearer {bytes(jwt.encode(pair('first')[0], [])).decode()}", "not a token"),
    "another audience": (lambda: f"Bearer {token(aud='https://other.example')}", "wrong audience"),
    "no audience": (lambda: f"Bearer {token(aud=None)}", "wrong audience"),
    "another account": (lambda: f"Bearer {token(email='somebody@innov8.example')}", "wrong address"),
    "no address": (lambda: f"Bearer {token(email=None)}", "wrong address"),
    "an address that nobody verified": (lambda: f"Bearer {token(email_verified=False)}", "address not verified"),
    "verified in words only": (lambda: f"Bearer {token(email_verified='true')}", "address not verified"),
    "another issuer": (lambda: f"Bearer {token(iss='https://accounts.evil.example')}", "wrong issuer"),
    "expired": (lambda: f"Bearer {token(exp=int(NOW.timestamp()) - 61)}", "expired"),
    "for later": (lambda: f"Bearer {token(iat=int(NOW.timestamp()) + 61)}", "not valid yet"),
    "a key of somebody else's": (lambda: f"Bearer {token('stranger', key_id='first')}", "wrong signature"),
    "a key that Google does not know": (lambda: f"Bearer {token('stranger')}", "unknown key"),
    "changed after it was signed": (lambda: f"Bearer {tampered()}", "wrong signature"),
    "no signature": (lambda: f"Bearer {unsigned()}", "not a token"),
    "signed with a word": (lambda: f"Bearer {unsigned('HS256')}", "not a token"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_any_other_is_refused_for_a_reason_that_quotes_nothing(check: Callable[..., None], what: str) -> None:
    made, reason = REFUSED[what]
    with pytest.raises(StrangerError) as refused:
        check(made())
    assert refused.value.reason == reason
    assert str(refused.value) == "Only the scheduler may call this. Nothing was done."


def test_an_hour_later_the_same_token_is_good_for_nothing(
    check: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, later = f"Bearer {token()}", NOW + timedelta(minutes=62)
    check(shown)
    monkeypatch.setattr(_helpers, "utcnow", lambda: later.replace(tzinfo=None))
    with pytest.raises(StrangerError):
        check(shown, later)


@pytest.mark.parametrize("missing", ["CME_INVOKER", "CME_AUDIENCE"])
def test_where_it_is_not_said_who_may_call_nobody_may_and_the_sentence_says_what_to_set(missing: str) -> None:
    with pytest.raises(SetupError) as refused:
        Gate().check({"Authorization": f"Bearer {token()}"}, GOOGLE, NOW, {**SET, missing: ""})
    assert "CME_INVOKER and CME_AUDIENCE are not both set. Set them to the scheduler's" in str(refused.value)


def test_on_loopback_nobody_is_asked(google: Google) -> None:
    Gate(Certificates(google)).check({}, Endpoint("http://127.0.0.1:9"), NOW, {})  # type: ignore[arg-type]
    assert google.asked == []


def test_the_certificates_are_fetched_once_and_again_when_google_says_that_they_are_old(
    check: Callable[..., None], google: Google
) -> None:
    for minutes in (0, 1, 60 * 5 + 49):
        shown = f"Bearer {token(exp=int(NOW.timestamp()) + 90_000)}"
        check(shown, NOW + timedelta(minutes=minutes))
    assert google.asked == [CERTIFICATES]
    check(shown, NOW + timedelta(minutes=60 * 5 + 50))
    assert google.asked == [CERTIFICATES] * 2


def test_a_key_that_is_new_is_fetched_at_once_but_no_stranger_makes_us_ask_at_every_call(
    check: Callable[..., None], google: Google
) -> None:
    check(f"Bearer {token()}")
    google.names.append("second")
    for _ in range(3):
        with pytest.raises(StrangerError):
            check(f"Bearer {token('stranger')}", NOW + timedelta(seconds=59))
    assert len(google.asked) == 1
    check(f"Bearer {token('second')}", NOW + timedelta(seconds=60))
    assert len(google.asked) == 2


def test_nothing_is_fetched_for_who_shows_no_token(check: Callable[..., None], google: Google) -> None:
    for shown in (None, "Bearer garbage", "Bearer a.b.c"):
        with pytest.raises(StrangerError):
            check(shown)
    assert google.asked == []


@pytest.mark.parametrize(
    "wrong", [requests.ConnectionError("no route"), answer(503), answer(302, Location="https://evil.example")]
)
def test_where_google_does_not_show_its_certificates_those_we_have_serve_for_a_day(
    check: Callable[..., None], google: Google, wrong: requests.Response | Exception
) -> None:
    shown = f"Bearer {token(exp=int(NOW.timestamp()) + 900_000)}"
    google.wrong = wrong
    with pytest.raises(CmeError):
        check(shown)
    google.wrong = None
    check(shown)
    google.wrong = wrong
    check(shown, NOW + timedelta(hours=29))
    with pytest.raises(CmeError, match="GET certs"):
        check(shown, NOW + timedelta(hours=30))


def test_certificates_that_are_none_are_no_answer(check: Callable[..., None], google: Google) -> None:
    google.wrong = answer(body="[]")
    with pytest.raises(NoAnswer):
        check(f"Bearer {token()}")


class TestASignatureThatCloudRunTookAway:
    def shown(self, **changed: Any) -> str:
        return f"Bearer {token(**changed).rpartition('.')[0]}.SIGNATURE_REMOVED_BY_GOOGLE"

    def test_is_no_signature_unless_somebody_said_that_cloud_run_checks(self, check: Callable[..., None]) -> None:
        with pytest.raises(StrangerError) as refused:
            check(self.shown())
        assert refused.value.reason == "signature removed"
        assert "set CME_CALLER_CHECKED_BY=iam" in refused.value.mend
        check(self.shown(), CME_CALLER_CHECKED_BY="iam")

    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            ({"aud": "https://other.example"}, "wrong audience"),
            ({"email": "somebody@innov8.example"}, "wrong address"),
            ({"email_verified": False}, "address not verified"),
            ({"iss": "https://accounts.evil.example"}, "wrong issuer"),
            ({"exp": int(NOW.timestamp()) - 61}, "expired"),
            ({"exp": "tomorrow"}, "expired"),
        ],
    )
    def test_then_still_says_whose_token_it_is(
        self, check: Callable[..., None], changed: dict[str, Any], reason: str
    ) -> None:
        with pytest.raises(StrangerError) as refused:
            check(self.shown(**changed), CME_CALLER_CHECKED_BY="iam")
        assert refused.value.reason == reason

    def test_garbage_in_its_place_is_garbage(self, check: Callable[..., None]) -> None:
        for shown in (
            "x.y.SIGNATURE_REMOVED_BY_GOOGLE",
            ".SIGNATURE_REMOVED_BY_GOOGLE",
            "e30.W10.SIGNATURE_REMOVED_BY_GOOGLE",
        ):
            with pytest.raises(StrangerError):
                check(f"Bearer {shown}", CME_CALLER_CHECKED_BY="iam")

    def test_a_signature_that_is_there_is_checked_all_the_same(self, check: Callable[..., None]) -> None:
        with pytest.raises(StrangerError):
            check(f"Bearer {token('stranger', key_id='first')}", CME_CALLER_CHECKED_BY="iam")


class TestTheEntryPoints:
    """As the framework serves them, with Google's endpoint: nothing may be read before the caller is known."""

    @pytest.fixture
    def call(
        self, monkeypatch: pytest.MonkeyPatch, google: Google, capsys: pytest.CaptureFixture[str]
    ) -> Callable[..., tuple[int, dict[str, Any], dict[str, Any]]]:
        monkeypatch.delenv("CME_GOOGLE_ENDPOINT", raising=False)
        monkeypatch.setenv("CME_WORKBOOK_ID", "none")
        for name, value in SET.items():
            monkeypatch.setenv(name, value)
        kept = Certificates(google)  # type: ignore[arg-type]
        monkeypatch.setattr("cme.edges.caller.Certificates", lambda: kept)
        monkeypatch.setattr("cme.edges.clock.now", lambda *_: NOW)

        def called(target: str, headers: Mapping[str, str]) -> tuple[int, dict[str, Any], dict[str, Any]]:
            client = functions_framework.create_app(target, str(MAIN)).test_client()
            got = client.post("/", headers=dict(headers))
            (line,) = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
            return got.status_code, got.get_json(), line

        return called

    @pytest.mark.parametrize("target", ["tick", "daily", "health"])
    @pytest.mark.parametrize("shown", [None, "Bearer garbage", "forged"])
    def test_a_stranger_gets_403_and_neither_answer_nor_log_holds_what_they_sent(
        self, call: Callable[..., Any], target: str, shown: str | None
    ) -> None:
        text = f"Bearer {token('stranger', key_id='first')}" if shown == "forged" else shown
        headers = {"X-CloudScheduler-JobName": "Forged-Job", "X-Sandbox-Now": "2020-01-01T00:00:00Z"}
        status, said, line = call(target, headers | ({"Authorization": text} if text else {}))
        assert status == 403
        assert said == {"outcome": "refused", "error": "Only the scheduler may call this. Nothing was done."}
        assert line["message"] == f"{target}.refused"
        assert line["severity"] == "WARNING"
        assert "Forged-Job" not in json.dumps([said, line])
        assert not text or text.removeprefix("Bearer ") not in json.dumps([said, line])

    @pytest.mark.parametrize("target", ["tick", "daily", "health"])
    def test_the_scheduler_gets_as_far_as_the_work(
        self, call: Callable[..., Any], target: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def no_work(*_: object) -> object:
            raise SetupError("It got this far.")

        monkeypatch.setattr(f"cme.jobs.{target}.{'check_health' if target == 'health' else 'run'}", no_work)
        monkeypatch.setenv("CME_TOKEN_FILE", "")
        monkeypatch.setattr("cme.edges.google.credentials_for", lambda *_: None)
        headers = {"Authorization": f"Bearer {token()}", "X-CloudScheduler-JobName": "tick-every-minute"}
        status, said, line = call(target, headers)
        assert (status, said["error"]) == (503, "It got this far.")
        assert line["job"] == "tick-every-minute"

    def test_where_nothing_is_set_it_is_a_503_that_says_what_to_set(
        self, call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("CME_INVOKER")
        status, said, _ = call("tick", {"Authorization": f"Bearer {token()}"})
        assert status == 503
        assert "CME_INVOKER" in said["error"]
