"""The papers on data protection: all that the system keeps, asks, tells and may do, and no basis that it claims."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cme.domain.form_plan import FORMS
from cme.domain.recipients import AUDIENCES
from cme.edges import chat, credentials, tasks
from cme.edges.schema import Tab, duty_tabs, form_wording, tabs
from cme.policy import load_questions
from scripts._documents import PAGES
from scripts._documents.markdown import cell
from scripts._documents.protection import basis_sentence, undecided
from scripts._documents.protection.annex import KINDS, annex_page, fields_of
from scripts._documents.protection.processing import processing_page

FUNCTIONS = Path(__file__).parents[2] / "functions"
PAPERS = {name: write for name, write in PAGES.items() if name.startswith("data-protection/")}
CLAIMS = re.compile(
    r"\bart(icle|\.)? ?\d|\b[69] ?\(\d|\bschedule \d|\bparagraph \d|legitimate interest|public task|vital interest|"
    r"legal obligation|substantial public|we rely on|consent",
    re.IGNORECASE,
)
"""How a text speaks that names what the processing stands on in law."""


def part(page: str, title: str, level: str = "###") -> str:
    """Return what stands under a heading, until the next of its level or above."""
    begins = page.index(f"\n{level} {title}\n")
    ends = re.compile(rf"\n#{{2,{len(level)}}} ").search(page, begins + 2)
    return page[begins : ends.start() if ends else None]


@pytest.fixture(scope="module")
def record() -> str:
    return processing_page()


@pytest.mark.parametrize("found", tabs(), ids=lambda found: found.slug)
def test_every_tab_is_in_the_record_with_every_column(record: str, found: Tab) -> None:
    text = part(record.partition("\n## The Duty board")[0], found.title)
    assert found.about in text
    assert re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE)[2:] == [cell(header) for header in found.headers]


def test_every_tab_of_the_duty_board_and_every_form_with_every_question_is_in_the_record(record: str) -> None:
    board = record.partition("\n## The Duty board")[2]
    assert [found.title for found in duty_tabs() if f"\n### {found.title}\n" not in board] == []
    for slug in FORMS:
        words = form_wording(slug)
        text = part(record, words.title)
        for asked in words.fields.values():
            assert f"| {cell(asked.title)} | {cell(asked.description)} | {cell('; '.join(asked.choices))} |" in text
        assert ("without an account" in text) is (slug == "answer")


def test_every_notice_is_in_the_record_and_each_that_goes_outside_in_the_annex(record: str) -> None:
    told, annex = part(record, "Who is told what", "##"), annex_page()
    for name, audience in AUDIENCES.items():
        assert f"| `{name}` |" in told
        for kind, title in KINDS.items():
            assert (f"| `{name}` |" in part(annex, title, "##")) is bool(getattr(audience, kind))


def test_every_permission_that_the_code_names_is_in_the_record(record: str) -> None:
    code = "".join(path.read_text() for path in FUNCTIONS.rglob("*.py"))
    named = set(re.findall(r"https://www\.googleapis\.com/auth/[\w.-]+", code))
    assert named == {*credentials.SCOPES, chat.SCOPE, tasks.SCOPE}
    assert all(f"| `{scope}` |" in record for scope in named)


@pytest.mark.parametrize("write", PAPERS.values(), ids=PAPERS)
def test_no_paper_claims_a_lawful_basis_and_each_leaves_to_people_what_is_theirs(write: Callable[[], str]) -> None:
    page = write()
    for question in load_questions().values():
        # What the policy leaves open is quoted whole.
        page = page.replace(question.unclear, "").replace(question.default, "")
    assert not CLAIMS.search(page)
    assert "to be decided by the trustees" in page


def test_what_is_open_leads_to_its_question_and_one_that_nobody_asked_is_refused() -> None:
    assert undecided("the trustees", "Q-KEPT") == "*to be decided by the trustees ([Q-KEPT](../policy.md#q-kept))*"
    with pytest.raises(KeyError):
        undecided("the trustees", "Q-NOBODY")
    for write in PAPERS.values():
        linked = re.findall(r"policy\.md#([\w-]+)", write())
        assert {name.upper() for name in linked} <= set(load_questions())


def test_the_basis_in_the_annex_is_the_one_that_the_set_up_writes() -> None:
    assert f"“{basis_sentence()}”" in annex_page()
    assert basis_sentence().startswith("Shared to safeguard a child")


def test_what_a_notice_shows_of_a_child_is_read_from_its_template() -> None:
    shown = fields_of("absence")
    assert shown[:3] == ["first name and initial", "year group", "the school's own number"]
    assert "a suggested code" in shown
    # A template that leaves the reason and the code out by a fixed switch does not show them.
    assert not {"a suggested code", "the reason, and who gave it"} & set(fields_of("left_site"))
    assert "when the child was last seen here" in fields_of("case_to_school")
    assert fields_of("walk_in") == [*shown[:3], "what is known, and since when"]
