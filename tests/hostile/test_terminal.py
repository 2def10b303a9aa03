"""What people typed is printed by the scripts; none of it may steer the terminal of whoever reads it."""

from __future__ import annotations

import io
import unicodedata
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from cme.edges.schema import tab
from sandbox.stories.player import play
from sandbox.stories.story import read_story
from sandbox.stories.telling import tell, tell_verdict
from scripts._check_health import app as check_health
from tests.hostile.values import TEXTS
from tests.jobs.small import Scene

HOSTILE = "".join(
    text for name, text in TEXTS.items() if len(text) < 300 and "surrogate" not in name and "null" not in name
)
STORY = """
story: "A story \\x1b[31m\\x9b2J\\u202e of its own"
day: Mon 23 Nov 2026
until: 09:20
register:
  pupils:
    P1: {name: "Sam \\x1b]0;evil\\x07\\x9b31m Sample"}
happens:
  - {at: 09:01, changed: P1, what: not coming, said_by: the child, reason: "ill \\x1b[2J\\x9b31m\\u202e\\x07\\x7f"}
  - {at: 09:02, entry: change, answers: {child: "P\\x1b[31m9 Nobody", change: arrived}}
expect:
  sent: []
  entries:
    - {at: 09:01, outcome: query}
"""


def steering(text: str) -> set[str]:
    """Return the characters that a terminal obeys instead of showing."""
    return {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and c != "\n"}


@pytest.mark.parametrize("terminal", [False, True])
def test_a_timeline_shows_what_was_typed_and_obeys_none_of_it(tmp_path: Path, *, terminal: bool) -> None:
    file = tmp_path / "story.yaml"
    file.write_text(STORY, "utf-8")
    played = play(read_story(file))
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, no_color=True, color_system=None, width=200, highlight=False)
    tell(console, played)
    tell_verdict(console, [*played.wrong(), HOSTILE], "It holds.", "It does not hold.")
    assert "ill" in out.getvalue()
    assert "Bcc: evil@evil.example" in out.getvalue()
    assert steering(out.getvalue()) == set()


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_the_health_of_a_workbook_whose_tab_has_a_hostile_name_steers_no_terminal(
    scene: Scene, words: tuple[str, ...]
) -> None:
    title = "Schools \x1b[31m\x9b2J\u202e\x07\x7f"
    google = scene.stage.google()
    form = scene.stage.form("register").id
    item = {"item": {"title": title, "questionItem": {"question": {"textQuestion": {}}}}, "location": {"index": 0}}
    google.forms.forms().batchUpdate(formId=form, body={"requests": [{"createItem": item}]}).execute()
    sheet = {"properties": {"sheetId": tab("schools").sheet_id, "title": title}, "fields": "title"}
    scene.change({"updateSheetProperties": sheet})
    every = ["--workbook", scene.workbook, "--endpoint", scene.stage.base, *words]
    asked = CliRunner().invoke(check_health, every, env={"CME_TOKEN": "sandbox:bot@innov8.example"}, color=False)
    assert "The last good run" in asked.output or '"last_run"' in asked.output
    assert steering(asked.output) == set()
