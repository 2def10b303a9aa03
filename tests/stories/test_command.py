"""scripts/rehearse: what it prints, and its exit codes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import typer

from sandbox.stories.__main__ import main

FIRST = Path(__file__).parent / "two_children_with_staggered_starts_both_missing.yaml"


def rehearse(*files: Path, quiet: bool = False) -> int:
    with pytest.raises(typer.Exit) as ended:
        main(list(files), quiet=quiet)
    return int(ended.value.exit_code)


def test_a_story_that_holds_prints_entry_finding_and_message_and_exits_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert rehearse(FIRST) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "09:04  entry     register BIKE: P3 seen; P1 not here when asked" in lines
    finding = next(line for line in lines if line.startswith("09:15  finding   REG-1 P1 BIKE → HILL: Due at 09:00"))
    assert finding.endswith("(clause 5.2, 7.3)")
    assert "09:15  message   absence to Hill School <attendance@hill.example>: sent" in lines
    assert any(
        line.startswith("2 entries, 2 findings, 2 messages (2 absence), 2 sent, 2 in the mailbox") for line in lines
    )
    assert any(line.startswith("✓ The story holds.") for line in lines)


def test_of_several_the_worst_counts_and_a_summary_ends_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(FIRST, tmp_path / "a_good.yaml")
    (tmp_path / "b_broken.yaml").write_text(FIRST.read_text().replace("at: 09:45, rule", "at: 09:46, rule"))
    assert rehearse(tmp_path, quiet=True) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith(f"✓ {tmp_path / 'a_good.yaml'}: Two children")
    assert said[1].startswith(f"✗ {tmp_path / 'b_broken.yaml'}: Two children")
    assert "The difference: at 09:45, not 09:46." in said[2]
    assert said[-1] == "2 stories: 1 hold, 1 do not."
    (tmp_path / "c_unreadable.yaml").write_text("story: x\nday: soon\n")
    assert rehearse(tmp_path / "c_unreadable.yaml", tmp_path / "nowhere.yaml") == 2
    wrong = capsys.readouterr().err
    assert "c_unreadable.yaml, line 1: “expect” is missing." in wrong
    assert "nowhere.yaml: The file cannot be read" in wrong


def test_an_empty_folder_is_no_success(tmp_path: Path) -> None:
    assert rehearse(tmp_path) == 2
