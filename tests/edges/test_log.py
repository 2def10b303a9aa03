"""A line of the log is one line, whatever stands in it."""

from __future__ import annotations

import io
import json
import sys
from datetime import UTC, datetime

import pytest

from cme.edges import log


@pytest.mark.parametrize("text", ["two\nlines", "a\r\n{}", "\u2028", "Zoë 🤒", "\udcff\ud800", "\x00\x1b[2J"])
def test_an_event_is_one_line_of_json_that_gives_back_what_it_was_given(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii"))
    log.event("tick.done", at=datetime(2026, 11, 23, tzinfo=UTC), notes=[text], count=2)
    (line,) = written.getvalue().decode("ascii").splitlines()
    found = json.loads(line)
    assert found["notes"] == [text]
    assert (found["message"], found["severity"], found["count"]) == ("tick.done", "INFO", 2)
    assert found["at"] == "2026-11-23 00:00:00+00:00"
