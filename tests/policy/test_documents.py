"""The documents that are made from the code: they stand as the code has them, and one that drifted is found."""

from __future__ import annotations

import re
import shutil
from functools import cache, partial
from pathlib import Path

import pytest

from cme.domain.recipients import AUDIENCES
from cme.domain.states import MOVES
from cme.policy import load_clauses, load_figures, load_questions
from scripts._documents import PAGES, build, drifted
from scripts._documents.__main__ import main
from scripts._documents.messages import messages_page
from scripts._documents.policy import SECTIONS, policy_page, section_of
from scripts._documents.proofs import scenarios_of, stories_of


@cache
def written(name: str) -> str:
    """What a document should say: to work it out for each test takes longer than all else here."""
    return AS_THEY_ARE[name]()


AS_THEY_ARE = dict(PAGES)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which every document stands as it should."""
    for name in PAGES:
        monkeypatch.setitem(PAGES, name, partial(written, name))
    build(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", PAGES)
def test_a_document_that_somebody_changed_is_named_with_what_to_run(
    name: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / name).write_text((folder / name).read_text() + "and one more line\n")
    assert main(["--check"], folder) == 1
    said = capsys.readouterr().err
    assert f"docs/{name} is not as the code has it." in said
    assert "Run scripts/build_docs" in said
    assert main([], folder) == 0
    assert main(["--check"], folder) == 0


def test_a_document_that_is_missing_is_found_and_only_that_one_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "policy.md").unlink()
    assert drifted(folder) == ["policy.md"]
    assert main([], folder) == 0
    assert capsys.readouterr().out == "Wrote docs/policy.md\n"
    assert main([], folder) == 0
    assert capsys.readouterr().out == "Every document is as the code has it.\n"


def test_every_page_says_that_it_is_made() -> None:
    for write in PAGES.values():
        assert re.search(r"^<!-- Made by .* -->$", write(), re.MULTILINE)


@pytest.mark.parametrize("write", [policy_page, messages_page])
def test_every_link_within_a_page_leads_to_a_heading(write: object) -> None:
    page = write()  # type: ignore[operator]
    headings = {line.lstrip("# ").lower() for line in page.splitlines() if line.startswith("#")}
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= headings


def test_the_page_for_trustees_holds_every_clause_figure_and_question() -> None:
    page = policy_page()
    for number, clause in load_clauses().items():
        assert f"| {number} | {clause['title']} |" in page
        assert section_of(number) in SECTIONS
    for figure in load_figures().by_name.values():
        for dated in figure.values:
            assert f"{figure.shown(dated.value)} | {dated.since:%d/%m/%Y} | {dated.source}" in page
    for id_ in load_questions():
        assert f"### {id_}\n" in page


def test_the_page_about_messages_holds_every_notice_and_every_move() -> None:
    page = messages_page()
    assert all(f"| `{notice}` |" in page for notice in AUDIENCES)
    assert len(re.findall(r"^  \S+ --> \w+$", page, re.MULTILINE)) == sum(len(after) for after in MOVES.values())


def test_scenarios_and_stories_are_found_by_the_code_of_their_rule(tmp_path: Path) -> None:
    (tmp_path / "REG-1.yaml").write_text("- name: the minute before\n- name: the minute itself\n")
    shutil.copy(tmp_path / "REG-1.yaml", tmp_path / "REG-11.yaml")
    found = scenarios_of("REG-1", tmp_path)
    assert found is not None
    assert found.says == ("the minute before", "the minute itself")
    assert scenarios_of("REG-5", tmp_path) is None
    stories = tmp_path / "stories"
    stories.mkdir()
    (stories / "two_late_children.yaml").write_text("story: Two late children\nexpect:\n- {rule: REG-1}\n")
    (stories / "eleven.yaml").write_text("story: Eleven\nexpect: [{rule: REG-11}]\n")
    assert [proof.says for proof in stories_of("REG-1", stories)] == [("Two late children",)]
    assert [proof.says for proof in stories_of("REG-11", stories)] == [("Eleven",)]
