"""The form's page beyond what the ledger says: what is typed stays text, and nonsense does no harm."""

from __future__ import annotations

import json

import pytest
import requests

from sandbox.conformance import Probe
from sandbox.conformance.forms_asked import TUTOR, Visit, ask, change, choose, form_with, listed, section, texts, to

WHO, WHY, SEND = "0000ee01", "0000ee02", "0000ee03"
NEXT = "0000ff01"
SENT = "Your response has been recorded."


@pytest.fixture
def form(google: Probe) -> str:
    """A form of two sections: a choice, then a text."""
    return form_with(
        google, choose("Who?", WHO, "Ada", "Ben", required=True), section("Why?", NEXT), ask("Reason", WHY)
    )


def test_it_says_that_it_is_a_stand_in_and_who_is_signed_in(google: Probe, form: str) -> None:
    visit = Visit(google, form)
    assert visit.says("Stand-in for Google.", f"Signed in as <strong>{TUTOR}</strong>")
    answer = visit.session.post(visit.address, data={"account": "Lead@Innov8.example"}, timeout=10)
    assert "Signed in as <strong>lead@innov8.example</strong>" in answer.text
    assert "Not signed in" in visit.session.post(visit.address, data={"account": ""}, timeout=10).text


def test_what_people_write_is_shown_as_text(google: Probe) -> None:
    script = "<script>alert(1)</script>"
    form = form_with(google, choose(script, WHO, script), ask("Reason", WHY, required=True))
    page = requests.get(f"{google.base}/forms/d/{form}/viewform?usp=pp_url&entry.{int(WHY, 16)}={script}", timeout=10)
    assert script not in page.text
    assert page.text.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4


@pytest.mark.parametrize("history", ["", "0,x", "7", "-1", "0,99"])
@pytest.mark.parametrize("brought", ["", "nonsense", "{}", '{"answers": {}}'])
def test_a_page_that_brings_nonsense_along_starts_at_the_first_section(
    google: Probe, form: str, history: str, brought: str
) -> None:
    visit = Visit(google, form)
    visit.hidden |= {"pageHistory": history, "partialResponse": brought}
    assert visit.press().says("Who?", "This is a required question")


@pytest.mark.parametrize("brought", ["[]", "7", '{"answers": []}', '{"answers": {"0000ee01": 7}}', '{"answers": 1}'])
def test_answers_of_another_shape_are_passed_over(google: Probe, form: str, brought: str) -> None:
    visit = Visit(google, form).press(q0000ee01="Ada")
    visit.hidden["partialResponse"] = brought
    assert visit.press().says("Who?", "This is a required question")


def test_a_section_that_was_skipped_by_hand_is_asked_before_anything_is_kept(google: Probe, form: str) -> None:
    visit = Visit(google, form)
    visit.hidden |= {"pageHistory": "0,1", "partialResponse": json.dumps({"answers": {}})}
    assert visit.press(q0000ee02="late").says("Who?", "This is a required question")
    assert listed(google, form) == []


def test_a_form_that_is_sent_is_sent_once_though_its_last_page_is_loaded_again(google: Probe, form: str) -> None:
    visit = Visit(google, form).press(q0000ee01="Ada").press(q0000ee02="ill")
    assert visit.says(SENT)
    assert visit.session.get(visit.address, timeout=10).text.count(SENT) == 1
    assert [texts(response) for response in listed(google, form)] == [{WHO: ["Ada"], WHY: ["ill"]}]


def test_the_first_question_that_stops_the_way_is_brought_into_sight(google: Probe) -> None:
    form = form_with(google, ask("A", WHO), ask("B", WHY, required=True), ask("C", SEND, required=True))
    page = Visit(google, form).press().page
    assert page.count(" autofocus") == 1
    assert page.index('id="entry.60930"') < page.index(" autofocus") < page.index('id="entry.60931"')


def test_a_section_without_words_of_its_own_shows_the_forms_title_only(google: Probe) -> None:
    form = form_with(google, ask("Reason", WHY))
    change(google, form, {"createItem": {"item": {"pageBreakItem": {}}, "location": {"index": 1}}})
    assert Visit(google, form).press().says("Conformance check", "Submit")


def test_a_choice_back_to_a_section_leads_there_again(google: Probe) -> None:
    form = form_with(
        google, ask("A", WHO), section("Why?", NEXT), choose("Again?", SEND, to("Again", NEXT), "No"), section("End")
    )
    visit = Visit(google, form).press().press(q0000ee03="Again")
    assert (visit.says("Again?"), visit.chosen) == (True, ["Again"])
    assert visit.press(q0000ee03="No").press().says(SENT)
    assert texts(listed(google, form)[0]) == {SEND: ["No"]}
