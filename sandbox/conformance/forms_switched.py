"""Checks of the doubtful facts about Forms, turned round by their switches."""

from __future__ import annotations

from sandbox.conformance import TITLE, Probe, checks, refused
from sandbox.conformance.drive_asked import new_form
from sandbox.conformance.forms_asked import (
    OPEN,
    TUTOR,
    Visit,
    ask,
    change,
    choose,
    created,
    form_with,
    items,
    listed,
    respond,
    section,
    shown,
    switch,
    texts,
    to,
    update,
)

WHO, SEND = "0000dd01", "0000dd02"
WAY = "0000aaaa"
SENT = "Your response has been recorded."


@checks("FORMS-077")
def form_may_be_made_published(google: Probe) -> None:
    """By switch, a new form is published to anyone with the link, unless it is asked for unpublished."""
    switch(google, "forms_created_published")
    form = new_form(google)
    assert shown(google, form)["publishSettings"] == {"publishState": OPEN}
    assert Visit(google, form, "").press().says(SENT)
    made = google.forms.forms().create(body={"info": {"title": TITLE}}, unpublished=True).execute()
    assert made["publishSettings"] == {"publishState": {}}


@checks("FORMS-078")
def account_may_be_collected_at_first(google: Probe) -> None:
    """By switch, a new form collects the signed-in account's address."""
    switch(google, "forms_collect_verified")
    assert shown(google, new_form(google))["settings"] == {"emailCollectionType": "VERIFIED"}


@checks("FORMS-079")
def deleted_ids_may_be_remembered(google: Probe) -> None:
    """By switch, the id of a deleted question or item cannot be given again."""
    switch(google, "forms_remember_ids")
    form = new_form(google)
    change(google, form, *created(ask("Who?", WHO) | {"itemId": WAY}))
    change(google, form, {"deleteItem": {"location": {"index": 0}}})
    assert refused(lambda: change(google, form, *created(ask("Who?", WHO)))).code == 400
    assert refused(lambda: change(google, form, *created(section("Who?", WAY)))).code == 400
    change(google, form, *created(ask("Who?", SEND)))


@checks("FORMS-080")
def sections_may_have_to_come_first(google: Probe) -> None:
    """By switch, an option leads only to a section that was made before it."""
    switch(google, "forms_sections_come_first")
    form, option, head = new_form(google), choose("Which?", WHO, to("Wood", WAY)), section("Woodwork", WAY)
    assert refused(lambda: change(google, form, *created(option, head))).code == 400
    change(google, form, *created(head), *created(option))
    assert [item["title"] for item in items(google, form)] == ["Which?", "Woodwork"]


@checks("FORMS-081")
def lost_section_may_fall_through(google: Probe) -> None:
    """By switch, a section in use can be deleted, and the options that led to it lead nowhere."""
    switch(google, "forms_lost_section_falls_through")
    form = new_form(google)
    change(google, form, *created(choose("Which?", WHO, to("Wood", WAY)), section("Woodwork", WAY)))
    change(google, form, {"deleteItem": {"location": {"index": 1}}})
    assert items(google, form)[0]["questionItem"]["question"]["choiceQuestion"]["options"] == [{"value": "Wood"}]
    assert refused(lambda: change(google, form, *created(choose("Where?", "", to("Arts", "0000bbbb"))))).code == 400


@checks("FORMS-082")
def all_options_may_have_to_lead(google: Probe) -> None:
    """By switch, all options of a question lead somewhere or none does."""
    switch(google, "forms_choices_all_lead")
    form = new_form(google)
    mixed = choose("Which?", "", to("Done", "SUBMIT_FORM"), "More")
    assert refused(lambda: change(google, form, *created(mixed))).code == 400
    change(google, form, *created(choose("Which?", "", to("Done", "SUBMIT_FORM"), to("More", "NEXT_SECTION"))))
    change(google, form, *created(choose("Which?", "", "Done", "More")))


@checks("FORMS-083")
def last_section_may_lead_on(google: Probe) -> None:
    """By switch, a choice in the last section leads where it says."""
    switch(google, "forms_last_section_navigates")
    form = form_with(google, ask("Who?", WHO), section("Last"), choose("Right?", SEND, to("No", "RESTART_FORM"), "Yes"))
    visit = Visit(google, form).press(q0000dd01="Ada")
    assert visit.button == "Next"
    assert visit.press(q0000dd02="No").says("Who?", 'value="Ada"')
    assert visit.press(q0000dd01="Ada").press(q0000dd02="Yes").says(SENT)


@checks("FORMS-084")
def button_may_say_next(google: Probe) -> None:
    """By switch, the button says Next even where every choice submits; what it does is the same."""
    switch(google, "forms_button_says_next")
    form = form_with(google, choose("Send", SEND, to("Send", "SUBMIT_FORM")), section("Last"))
    visit = Visit(google, form)
    assert visit.button == "Next"
    assert visit.press(q0000dd02="Send").says(SENT)


@checks("FORMS-085")
def account_may_have_to_be_ticked(google: Probe) -> None:
    """By switch, a form that collects the account's address has a box to tick before anything else."""
    switch(google, "forms_ask_to_record_email")
    form = form_with(google, ask("Who?", WHO))
    settings = {"settings": {"emailCollectionType": "VERIFIED"}, "updateMask": "emailCollectionType"}
    change(google, form, {"updateSettings": settings})
    visit = Visit(google, form)
    assert visit.says(f"Record {TUTOR} as the email to be included with my response")
    assert visit.press().says("This is a required question")
    visit.hidden["emailAddress"] = TUTOR
    assert visit.press().says(SENT)
    assert listed(google, form)[0]["respondentEmail"] == TUTOR


@checks("FORMS-086")
def responses_may_be_late(google: Probe) -> None:
    """By switch, a response appears in the list some seconds after it was sent; alone it can be read at once."""
    switch(google, "responses_listed_late", "90")
    form = form_with(google, ask("Who?", WHO))
    id_ = respond(google, form, {WHO: "Ada"})
    assert listed(google, form) == []
    assert google.forms.forms().responses().get(formId=form, responseId=id_).execute()["responseId"] == id_
    google.control("POST", "/sandbox/clock", {"forward": 2})
    assert len(listed(google, form)) == 1


@checks("FORMS-087")
def responses_may_come_in_any_order(google: Probe) -> None:
    """Responses come in the order in which they were sent; by switch in another, and none is missing."""
    form = form_with(google, ask("Who?", WHO))
    sent = [respond(google, form, {WHO: str(number)}) for number in range(8)]
    assert [response["responseId"] for response in listed(google, form)] == sent
    switch(google, "responses_unordered")
    mixed = [response["responseId"] for response in listed(google, form)]
    assert mixed != sent
    assert sorted(mixed) == sorted(sent)


@checks("FORMS-088")
def filter_may_pass_over_edits(google: Probe) -> None:
    """By switch, the filter looks at when a response was first sent."""
    switch(google, "responses_filter_ignores_edits")
    form = form_with(google, ask("Who?", WHO))
    id_ = respond(google, form, {WHO: "Ada"})
    google.control("POST", "/sandbox/clock", {"forward": 10})
    respond(google, form, {WHO: "Ben"}, response=id_)
    assert listed(google, form, filter="timestamp > 2026-11-24T09:05:00Z") == []
    assert len(listed(google, form, filter="timestamp >= 2026-11-24T09:00:00Z")) == 1


@checks("FORMS-089")
def answers_may_die_with_their_question(google: Probe) -> None:
    """By switch, answers to a question that was deleted are not shown any more."""
    form = form_with(google, ask("Who?", WHO), ask("When?", SEND))
    respond(google, form, {WHO: "Ada", SEND: "now"})
    change(google, form, {"deleteItem": {"location": {"index": 0}}})
    switch(google, "answers_die_with_their_question")
    assert texts(listed(google, form)[0]) == {SEND: ["now"]}


@checks("FORMS-090")
def option_taken_away_may_be_taken(google: Probe) -> None:
    """By switch, what was chosen before the options changed is recorded all the same."""
    switch(google, "forms_take_old_options")
    form = form_with(google, choose("Who?", WHO, "Ada", "Ben", kind="CHECKBOX"))
    visit = Visit(google, form)
    mask = "questionItem.question.choiceQuestion.options"
    change(google, form, update(mask, choose("", "", "Ben")))
    assert visit.press(q0000dd01=["Ada", "Ben"]).says(SENT)
    assert texts(listed(google, form)[0]) == {WHO: ["Ada", "Ben"]}
