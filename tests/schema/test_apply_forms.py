"""Setting the forms up: made, filled, restricted, published; and mended after people have had them in their hands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cme.domain.form_plan import FORMS, OPEN_FORMS
from cme.domain.model import Facts, Pupil, Staff
from cme.edges.form_ids import read_form_ids
from cme.edges.google import Google
from cme.edges.schema import form_wording
from cme.edges.setup_calls import see_form, see_responders
from cme.errors import Refused
from cme.jobs import form_doors
from cme.jobs.apply_schema import apply_forms, apply_settings, plan_forms, stored_settings
from cme.jobs.sync_forms import sync
from tests.schema.test_form_plan import FACTS, MONDAY, TUESDAY


@pytest.fixture
def facts(google: Google, workbook: str) -> Facts:
    """The facts with the ids of the forms that have just been set up."""
    apply_settings(google, workbook, {"domain": "innov8.example"})
    apply_forms(google, workbook, FACTS, MONDAY)
    stored = stored_settings(google, workbook)
    ids = {slug: stored[f"{slug} form id"] for slug in FORMS}
    return replace(FACTS, settings=replace(FACTS.settings, form_ids=ids, workbook_id=workbook))


def titled(form: dict[str, Any], title: str) -> dict[str, Any]:
    return next(item for item in form["items"] if item.get("title") == title)


def test_a_second_apply_does_nothing(google: Google, workbook: str, facts: Facts) -> None:
    again = apply_forms(google, workbook, facts, MONDAY)
    assert again.done == ()
    assert again.reports == ()
    assert plan_forms(google, workbook, facts, MONDAY) == []


def test_links_ids_and_the_workbooks_own_id_stand_in_settings(google: Google, workbook: str, facts: Facts) -> None:
    stored = stored_settings(google, workbook)
    assert stored["workbook id"] == workbook
    for slug in FORMS:
        assert stored[f"{slug} form link"].endswith("/viewform")


def test_a_link_that_somebody_emptied_is_written_again(google: Google, workbook: str, facts: Facts) -> None:
    before = stored_settings(google, workbook)["answer form link"]
    apply_settings(google, workbook, {"answer form link": ""})
    assert plan_forms(google, workbook, facts, MONDAY) == ["Write the link of “An answer about a child” into Settings"]
    assert apply_forms(google, workbook, facts, MONDAY).done == ("Wrote the setting “answer form link”",)
    assert stored_settings(google, workbook)["answer form link"] == before


def test_a_form_is_published_and_records_the_signed_in_account(google: Google, facts: Facts) -> None:
    for slug, form_id in facts.settings.form_ids.items():
        form = see_form(google, form_id)
        assert form["publishSettings"]["publishState"] == {"isPublished": True, "isAcceptingResponses": True}
        assert form["settings"]["emailCollectionType"] == ("DO_NOT_COLLECT" if slug in OPEN_FORMS else "VERIFIED")


def test_a_form_is_open_to_the_staffs_domain_as_responders_and_that_for_schools_to_anyone(
    google: Google, facts: Facts
) -> None:
    for slug, form_id in facts.settings.form_ids.items():
        others = [p for p in see_responders(google, form_id) if p["role"] != "owner"]
        whom = "anyone" if slug in OPEN_FORMS else "domain"
        assert [(p["type"], p["role"], p["view"]) for p in others] == [(whom, "reader", "published")]


def test_where_google_opens_no_form_to_outsiders_that_is_said_and_the_rest_is_done(
    google: Google, workbook: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise Refused("Sharing outside is off.", status=403)

    monkeypatch.setattr(form_doors, "admit_anyone", refuse)
    apply_settings(google, workbook, {"domain": "innov8.example"})
    outcome = apply_forms(google, workbook, FACTS, MONDAY)
    assert [said for said in outcome.reports if "An administrator allows that" in said] == [
        "“An answer about a child”: Google does not let it be opened to people outside. "
        "An administrator allows that under Drive, Sharing."
    ]
    assert "Opened “A concern about a child” to the accounts of innov8.example" in outcome.done
    assert "Open “An answer about a child” to whoever has the link" in plan_forms(google, workbook, FACTS, MONDAY)


def test_a_form_that_anyone_can_change_is_reported(google: Google, workbook: str, facts: Facts) -> None:
    form_id = facts.settings.form_ids["answer"]
    body = {"type": "anyone", "role": "writer"}
    google.drive.permissions().create(fileId=form_id, body=body, supportsAllDrives=True).execute()
    outcome = apply_forms(google, workbook, facts, MONDAY)
    assert outcome.reports == (
        "Anybody with the link can change “An answer about a child”. Take that out of its sharing now.",
    )


def test_without_a_domain_nobody_is_let_in_and_that_is_said(google: Google, workbook: str) -> None:
    outcome = apply_forms(google, workbook, FACTS, MONDAY)
    assert any("Nobody can fill in “Register” yet" in report for report in outcome.reports)
    form_id = stored_settings(google, workbook)["register form id"]
    assert [p["role"] for p in see_responders(google, form_id)] == ["owner"]


def test_where_staff_have_no_accounts_of_the_domain_each_is_let_in_by_their_own_and_who_left_is_named(
    google: Google, workbook: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply_settings(google, workbook, {"staff forms": "Listed people", "domain": "innov8.example"})
    tess = Staff("S01", "Tess Spanner", "tess@mail.example")
    two = replace(FACTS, staff={"S01": tess, "S02": Staff("S02", "Dee Safeguard", "Dee@innov8.example")})
    assert (
        "Opened “Register” to dee@innov8.example, tess@mail.example" in apply_forms(google, workbook, two, MONDAY).done
    )
    form_id = stored_settings(google, workbook)["register form id"]
    who = {p.get("emailAddress"): p["type"] for p in see_responders(google, form_id) if p["role"] == "reader"}
    assert who == {"dee@innov8.example": "user", "tess@mail.example": "user"}
    assert plan_forms(google, workbook, two, MONDAY) == []
    one = replace(FACTS, staff={"S02": two.staff["S02"]})
    reports = apply_forms(google, workbook, one, MONDAY).reports
    assert any("tess@mail.example may fill in “Register”, and by Staff they should not" in line for line in reports)
    asked: list[str] = []
    monkeypatch.setattr(form_doors, "admit_person", lambda *call: asked.append(call[-1]))
    three = replace(FACTS, staff={**two.staff, "S03": Staff("S03", "Lee Lathe", "lee@mail.example")})
    apply_forms(google, workbook, three, MONDAY)
    assert set(asked) == {"lee@mail.example"}


def test_each_session_on_page_one_leads_to_its_own_section(google: Google, workbook: str, facts: Facts) -> None:
    form = see_form(google, facts.settings.form_ids["register"])
    sections = {item["itemId"]: number for number, item in enumerate(form["items"]) if "pageBreakItem" in item}
    named = {row.item_id: row for row in read_form_ids(google, workbook)}
    options = titled(form, "Which session?")["questionItem"]["question"]["choiceQuestion"]["options"]
    led = {option["value"]: named[option["goToSectionId"]] for option in options}
    assert {row.item_id for row in led.values()} <= set(sections)
    assert [row.session for row in led.values()] == ["MON-A", "MON-B", ""]


def test_ids_that_we_chose_are_the_ids_that_the_form_has(google: Google, workbook: str, facts: Facts) -> None:
    known = {(row.item_id, row.question_id) for row in read_form_ids(google, workbook)}
    for form_id in facts.settings.form_ids.values():
        for item in see_form(google, form_id)["items"]:
            question = item.get("questionItem", {}).get("question", {}).get("questionId", "")
            assert (item["itemId"], question) in known


def test_the_next_day_costs_one_change_of_each_form(google: Google, facts: Facts) -> None:
    planned = plan_forms(google, facts.settings.workbook_id, facts, TUESDAY)
    each = [f"{form_wording(slug).title}: 1 brought up to date" for slug in FORMS if slug not in OPEN_FORMS]
    assert planned == each
    done = sync(google, facts, TUESDAY)
    assert list(done.done) == each
    assert done.added == ()
    assert sync(google, facts, TUESDAY).done == ()


def test_a_new_child_is_on_the_register_and_its_question_keeps_its_id(google: Google, facts: Facts) -> None:
    form_id = facts.settings.form_ids["register"]
    before = titled(see_form(google, form_id), "Tick each child you can see")
    children = {**FACTS.pupils, "P0001": Pupil("P0001", "Samir", "Specimen")}
    sync(google, replace(facts, pupils=children), MONDAY)
    after = titled(see_form(google, form_id), "Tick each child you can see")
    assert after["itemId"] == before["itemId"]
    question = after["questionItem"]["question"]
    assert question["questionId"] == before["questionItem"]["question"]["questionId"]
    assert question["choiceQuestion"]["options"][0]["value"] == "P0001 Samir S"


def test_a_question_deleted_by_hand_is_made_again_and_reported(google: Google, workbook: str, facts: Facts) -> None:
    form_id = facts.settings.form_ids["register"]
    google.forms.forms().batchUpdate(
        formId=form_id, body={"requests": [{"deleteItem": {"location": {"index": 5}}}]}
    ).execute()
    done = sync(google, facts, MONDAY)
    assert "lost the question or section “Tick each child you can see” of MON-A" in done.problems[0].what
    assert titled(see_form(google, form_id), "Tick each child you can see")
    rows = [row for row in read_form_ids(google, workbook) if row.kind == "present" and row.session == "MON-A"]
    assert len(rows) == len({row.question_id for row in rows}) == 2
    assert sync(google, facts, MONDAY) == type(done)()


def test_a_form_that_somebody_unpublished_is_reported_by_the_tick_and_mended_by_the_set_up(
    google: Google, workbook: str, facts: Facts
) -> None:
    form_id = facts.settings.form_ids["change"]
    closed = {"publishSettings": {"publishState": {"isPublished": False, "isAcceptingResponses": False}}}
    google.forms.forms().setPublishSettings(formId=form_id, body=closed).execute()
    assert [p.what for p in sync(google, facts, MONDAY).problems] == [
        "The form “One child changed” is not published: nobody can send it."
    ]
    assert plan_forms(google, workbook, facts, MONDAY) == ["Publish “One child changed”"]
    assert apply_forms(google, workbook, facts, MONDAY).done == ("Published “One child changed”",)


def test_a_form_that_is_gone_becomes_a_problem_and_the_others_go_on(google: Google, facts: Facts) -> None:
    ids = {**facts.settings.form_ids, "register": "1FAIpQLSgone"}
    done = sync(google, replace(facts, settings=replace(facts.settings, form_ids=ids)), TUESDAY)
    assert "“Register” could not be brought in step" in done.problems[0].what
    assert done.done == tuple(
        f"{form_wording(slug).title}: 1 brought up to date" for slug in FORMS if slug not in ("register", *OPEN_FORMS)
    )


def test_the_set_up_makes_a_form_that_is_gone_anew_with_ids_that_were_never_used(
    google: Google, workbook: str, facts: Facts
) -> None:
    before = {row.item_id for row in read_form_ids(google, workbook)}
    apply_settings(google, workbook, {"register form id": "1FAIpQLSgone"})
    assert plan_forms(google, workbook, facts, MONDAY) == ["Make the form “Register” anew: the one in Settings is gone"]
    outcome = apply_forms(google, workbook, facts, MONDAY)
    assert "Made the form “Register”" in outcome.done
    form_id = stored_settings(google, workbook)["register form id"]
    assert form_id != "1FAIpQLSgone"
    assert not before & {item["itemId"] for item in see_form(google, form_id)["items"]}


def test_the_forms_of_a_copied_workbook_are_left_alone_and_that_is_said(
    google: Google, workbook: str, facts: Facts
) -> None:
    apply_settings(google, workbook, {"workbook id": "another"})
    assert plan_forms(google, workbook, facts, TUESDAY) == []
    outcome = apply_forms(google, workbook, facts, TUESDAY)
    assert outcome.done == ()
    assert "This workbook is a copy" in outcome.reports[0]
