"""The fidelity ledger: every line has a check, every check a line, and the document says what the ledger says."""

from __future__ import annotations

from dataclasses import replace

import pytest
import typer

from sandbox import fidelity
from sandbox.app import load_handlers
from sandbox.conformance import CHECKS, Probe, checks, load_checks
from sandbox.conformance.__main__ import main
from sandbox.conformance.clients import Recorder
from sandbox.switches import SWITCHES


def test_every_line_has_a_check_and_every_check_a_line() -> None:
    assert sorted(fidelity.all_lines()) == sorted(load_checks())


def test_every_line_says_what_it_is_and_why_we_think_so() -> None:
    for line in fidelity.all_lines().values():
        assert line.behaviour.strip().endswith((".", "”"))
        assert line.source.strip()
        assert line.label in fidelity.LABELS


def test_every_switch_that_a_line_names_exists_and_every_switch_has_a_line() -> None:
    load_checks()
    load_handlers()
    assert {line.switch for line in fidelity.all_lines().values() if line.switch} == set(SWITCHES)


def test_the_document_is_as_the_ledger_has_it() -> None:
    assert fidelity.DOCUMENT.read_text("utf-8") == fidelity.document()


def test_a_line_that_is_there_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    line = fidelity.Line("CORE-001", "x.", "T", "y")
    monkeypatch.setattr(fidelity, "lines", lambda: {"core": [line, replace(line, behaviour="z.")]})
    with pytest.raises(ValueError, match="CORE-001 twice"):
        fidelity.all_lines()


def test_a_line_cannot_have_two_checks() -> None:
    def other(google: Probe) -> None:
        del google

    load_checks()
    assert "CORE-001" in CHECKS
    with pytest.raises(ValueError, match="CORE-001 has two checks"):
        checks("CORE-001")(other)


def test_what_is_frozen_names_no_account_and_no_file() -> None:
    recorder = Recorder()
    id_ = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"
    body = b'{"id": "%s", "owner": "jo.real@charity.org", "me": "bot@charity.org"}' % id_.encode()
    recorder.keep("GET", f"https://www.googleapis.com/drive/v3/files/{id_}?fields=id", 200, body)
    text = recorder.scrubbed("bot@charity.org")
    assert "charity.org" not in text
    assert id_ not in text
    assert text.count("id-1") == 2
    assert "me@school.example" in text


@pytest.mark.parametrize(
    ("against", "code", "says"),
    [("sandbox", 0, "ok   CORE-004"), ("google", 2, "CME_TOKEN_FILE must name")],
)
def test_the_command_asks_the_one_or_the_other(
    against: str, code: int, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CME_TOKEN_FILE", raising=False)
    with pytest.raises(typer.Exit) as left:
        main(against=against, only="CORE-004")
    assert left.value.exit_code == code
    assert says in capsys.readouterr().out


def test_the_command_says_where_a_line_does_not_hold(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def wrong(google: Probe) -> None:
        assert google.me == "somebody else"

    load_checks()
    monkeypatch.setitem(CHECKS, "CORE-004", wrong)
    with pytest.raises(typer.Exit) as left:
        main(against="sandbox", only="CORE-004")
    assert left.value.exit_code == 1
    assert 'assert google.me == "somebody else"' in capsys.readouterr().out
