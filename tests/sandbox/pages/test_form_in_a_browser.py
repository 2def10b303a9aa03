"""A register of the example, taken on a phone by taps; and what a school answers on one, without an account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from cme.domain.form_links import answer_link
from sandbox.example.set_up import set_up_example
from sandbox.stage import Stage
from tests.axe import examined

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TUTOR = "tom@innov8.example"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """The example on a Tuesday, a quarter of an hour before woodwork."""
    made = Stage(tmp_path / "sandbox.sqlite", datetime(2026, 11, 24, 8, 45, tzinfo=UTC))
    made.workbook_id = set_up_example(made.google())
    yield made
    made.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def look(page: Page) -> None:
    """See that the page fits a phone, that thumbs can hit it, and that everybody can read it."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    small = "[...document.querySelectorAll('main label.choice, main button, main select')].filter(e => e.offsetHeight && !e.hasAttribute('aria-hidden') && e.offsetHeight < 44).map(e => e.outerHTML)"  # noqa: E501
    assert page.evaluate(small) == []
    violations = examined(page).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in violations] == []


@pytest.mark.browser
def test_a_register_is_taken_by_taps_and_what_was_ticked_is_what_is_recorded(stage: Stage, phone: Page) -> None:
    form = stage.snapshot().facts.settings.form_ids["register"]
    phone.goto(f"{stage.base}/forms/d/{form}/viewform?as={TUTOR}")
    look(phone)
    phone.get_by_role("button", name="Next").tap()
    phone.get_by_text("This is a required question").wait_for()
    look(phone)
    phone.get_by_text("Woodwork").tap()
    phone.get_by_role("button", name="Next").tap()
    phone.get_by_role("heading", name="Woodwork").wait_for()
    look(phone)
    children = [box.get_attribute("value") or "" for box in phone.get_by_role("checkbox").all()]
    for child in children[:2]:
        phone.get_by_text(child).tap()
    phone.get_by_role("button", name="Back").tap()
    phone.get_by_text("Which session?").wait_for()
    phone.get_by_role("button", name="Next").tap()
    phone.get_by_role("heading", name="Woodwork").wait_for()
    assert phone.locator("input:checked").evaluate_all("found => found.map(e => e.value)") == children[:2]
    phone.get_by_label("Someone else is here").fill("Ada's cousin")
    phone.get_by_label("Someone else is here").press("Enter")
    phone.get_by_text("This is a required question").wait_for()
    assert phone.evaluate("document.activeElement.value").startswith("Send")
    assert not phone.get_by_role("radio", name="Send").is_checked()
    phone.get_by_role("radio", name="Send").tap()
    phone.get_by_role("button", name="Submit").tap()
    phone.get_by_text("Your response has been recorded.").wait_for()
    look(phone)
    (response,) = stage.google().forms.forms().responses().list(formId=form).execute()["responses"]
    said = [[p["value"] for p in a["textAnswers"]["answers"]] for a in response["answers"].values()]
    assert children[:2] in said
    assert ["Ada's cousin"] in said
    assert response["respondentEmail"] == TUTOR


@pytest.mark.browser
def test_a_school_answers_in_two_taps_and_a_line_without_an_account(stage: Stage, phone: Page) -> None:
    gathered = stage.snapshot()
    form = gathered.facts.settings.form_ids["answer"]
    link = urlsplit(answer_link(gathered.facts, "7F3K-P0012"))
    phone.goto(f"{stage.base}{link.path}?{link.query}")
    assert phone.get_by_label("The reference of our message").input_value() == "7F3K-P0012"
    look(phone)
    phone.get_by_role("radio", name="we know why").tap()
    phone.get_by_label("Your name and telephone").fill("Ann Register, 01632 960001")
    phone.get_by_role("button", name="Submit").tap()
    phone.get_by_text("Your response has been recorded.").wait_for()
    (response,) = stage.google().forms.forms().responses().list(formId=form).execute()["responses"]
    said = [part["value"] for a in response["answers"].values() for part in a["textAnswers"]["answers"]]
    assert "7F3K-P0012" in said
    assert "respondentEmail" not in response
