"""Every email is as somebody approved it, every notice has all that it needs, and nothing is left over."""

from __future__ import annotations

from pathlib import Path

import pytest

from cme.domain.decide import decide
from cme.domain.notice_names import CALLED, notice_of
from cme.domain.notices import FILLERS
from cme.domain.recipients import AUDIENCES
from cme.edges.templates import FOLDER
from cme.policy import load_figures
from sandbox.example.approved import APPROVED, approve, files
from sandbox.example.gallery import write_gallery
from sandbox.example.letters import at, letter, scene_facts
from sandbox.example.scenes import SCENES

PARTS = {"subject.txt", "body.txt", "body.html"}


# To render them all takes seconds: it waits until a test asks for one.
NAMES = sorted(f"{scene.name}.{kind}" for scene in SCENES for kind in ("txt", "html"))


@pytest.mark.parametrize("name", NAMES)
def test_an_email_is_as_it_was_approved(name: str) -> None:
    known = APPROVED / name
    approved = known.read_text(encoding="utf-8") if known.is_file() else "nothing"
    said = (
        f"{name} is not what was approved. Look at it with “scripts/preview_notices”; "
        "if it is right, keep it with “scripts/preview_notices --approve”, and read the difference."
    )
    assert files()[name] == approved, said


def test_nothing_is_approved_that_is_not_an_email_any_more() -> None:
    assert {path.name for path in APPROVED.iterdir()} == set(files()) == set(NAMES)


def test_every_notice_has_a_folder_of_three_templates_and_no_folder_is_left_over() -> None:
    folders = {path.name: {part.name for part in path.iterdir()} for path in FOLDER.iterdir() if path.is_dir()}
    assert folders == dict.fromkeys(AUDIENCES, PARTS)


def test_every_notice_has_its_filler_its_name_and_a_scene() -> None:
    assert set(FILLERS) == set(AUDIENCES)
    assert set(CALLED) == set(AUDIENCES)
    assert {scene.notice for scene in SCENES} == set(AUDIENCES)


def test_no_two_scenes_write_one_file() -> None:
    names = [scene.name for scene in SCENES]
    assert len(set(names)) == len(names)


def test_every_notice_that_a_rule_asks_for_exists_and_the_ledger_knows_its_name() -> None:
    facts = scene_facts()
    asked = {o.notice for o in decide(facts, at("00:01"), load_figures()).forecast}
    assert asked <= set(AUDIENCES)
    owed = [o for scene in SCENES for o in letter(scene).obligations]
    assert {o.notice for o in owed} == set(AUDIENCES)
    assert all(notice_of(o.rule, o.organisation, o.step) == o.notice for o in owed)


def test_a_template_that_changed_is_written_named_and_nothing_else(tmp_path: Path) -> None:
    assert len(approve(tmp_path)) == len(files())
    (tmp_path / "absence-one.txt").write_text("something else", encoding="utf-8")
    (tmp_path / "of-old.txt").write_text("of old", encoding="utf-8")
    assert approve(tmp_path) == ["absence-one.txt", "of-old.txt"]
    assert approve(tmp_path) == []


def test_the_gallery_shows_every_email(tmp_path: Path) -> None:
    index = write_gallery(tmp_path / "new").read_text(encoding="utf-8")
    assert [scene.name for scene in SCENES if f'src="{scene.name}.html"' not in index] == []
    assert {path.name for path in (tmp_path / "new").iterdir()} == {*files(), "index.html"}
