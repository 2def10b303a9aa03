"""The fidelity ledger: every line has a check, every check a line, and the document says what the ledger says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sandbox import fidelity
from sandbox.app import load_handlers
from sandbox.conformance import CHECKS, Probe, checks, load_checks
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
