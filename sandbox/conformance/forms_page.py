"""Checks of a form's page: the way through its sections, what it insists on, links that fill it in, who is let in."""

from __future__ import annotations

import requests

from sandbox.conformance import TITLE, Probe, checks
from sandbox.conformance.drive_asked import new_form
from sandbox.conformance.forms_asked import (
    TUTOR,
    Json,
    Visit,
    ask,
    change,
    choose,
    form_with,
    listed,
    section,
    set_state,
    texts,
    to,
)

WHICH, DAY, WOOD, ARTS, SEND = "0000aa01", "0000aa02", "0000aa03", "0000aa04", "0000aa05"
IN_WOOD, IN_ARTS = "0000bb01", "0000bb02"
SENT = "Your response has been recorded."
REQUIRED = "This is a required question"


def register() -> tuple[Json, ...]:
    """Return a form of three sections: the first leads to either, and the second falls through to the third."""
    which = choose("Which session?", WHICH, to("Wood", IN_WOOD), to("Arts", IN_ARTS), required=True)
    wood = choose("Who is in the woodwork?", WOOD, "Ada", "Ben", kind="CHECKBOX")
    arts = choose("Who is in the arts?", ARTS, "Cas", "Dot", kind="CHECKBOX")
    return which, section("Woodwork", IN_WOOD), wood, section("Arts", IN_ARTS), arts


@checks("FORMS-042")
def option_leads_to_its_section(google: Probe) -> None:
    """The form goes on with the section that the chosen option names, and the last section submits."""
    form = form_with(google, *register())
    visit = Visit(google, form)
    assert (visit.says("Which session?"), visit.says("Who is in the woodwork?")) == (True, False)
    assert visit.press(q0000aa01="Arts").says("Who is in the arts?")
    assert visit.press(q0000aa04=["Cas", "Dot"]).says(SENT)
    assert texts(listed(google, form)[0]) == {WHICH: ["Arts"], ARTS: ["Cas", "Dot"]}


@checks("FORMS-043")
def section_falls_through(google: Probe) -> None:
    """After a section in which nothing chosen leads on comes the next, whatever that is about."""
    visit = Visit(google, form_with(google, *register())).press(q0000aa01="Wood").press(q0000aa03="Ada")
    assert visit.says("Who is in the arts?")


@checks("FORMS-044")
def submitting_choice_ends_the_form(google: Probe) -> None:
    """A choice that submits ends the form in its own section."""
    which, head, wood, *rest = register()
    form = form_with(google, which, head, wood, choose("Send", SEND, to("Send", "SUBMIT_FORM"), required=True), *rest)
    visit = Visit(google, form).press(q0000aa01="Wood")
    assert visit.press(q0000aa03="Ada").says(REQUIRED)
    assert visit.press(q0000aa03="Ada", q0000aa05="Send").says(SENT)
    assert texts(listed(google, form)[0]) == {WHICH: ["Wood"], WOOD: ["Ada"], SEND: ["Send"]}


@checks("FORMS-045")
def last_choice_with_a_direction_counts(google: Probe) -> None:
    """Where several choices of a section lead somewhere the last is followed, past one without a direction."""
    which, *rest = register()
    second = choose("Sure?", DAY, to("No, arts", IN_ARTS), "Yes")
    form = form_with(google, which, second, *rest)
    assert Visit(google, form).press(q0000aa01="Wood", q0000aa02="No, arts").says("Who is in the arts?")
    assert Visit(google, form).press(q0000aa01="Wood", q0000aa02="Yes").says("Who is in the woodwork?")


@checks("FORMS-046")
def last_section_submits(google: Probe) -> None:
    """In the last section a choice that leads somewhere else leads nowhere: the form is sent."""
    form = form_with(google, *register(), choose("Next?", SEND, to("Again", IN_WOOD)))
    visit = Visit(google, form).press(q0000aa01="Arts")
    assert visit.button == "Submit"
    assert visit.press(q0000aa05="Again").says(SENT)


@checks("FORMS-047")
def starting_again_keeps_the_answers(google: Probe) -> None:
    """A choice that starts the form again leads to its first section, with what was answered there."""
    which, head, wood, *rest = register()
    form = form_with(google, which, head, wood, choose("Right?", SEND, to("No", "RESTART_FORM"), "Yes"), *rest)
    visit = Visit(google, form).press(q0000aa01="Wood").press(q0000aa03="Ada", q0000aa05="No")
    assert visit.says("Which session?")
    assert visit.chosen == ["Wood"]
    assert visit.press(q0000aa01="Arts").press().says(SENT)
    assert texts(listed(google, form)[0]) == {WHICH: ["Arts"]}


@checks("FORMS-048")
def back_keeps_the_answers(google: Probe) -> None:
    """Back leads to the section before, unchecked, and what was entered in either is there again."""
    form = form_with(google, *register())
    visit = Visit(google, form).press(q0000aa01="Wood").press("back", q0000aa03="Ben")
    assert (visit.says("Which session?"), visit.chosen, "Back" in visit.page) == (True, ["Wood"], False)
    visit.press(q0000aa01="Wood")
    assert visit.chosen == ["Ben"]


@checks("FORMS-049")
def only_what_was_passed_is_kept(google: Probe) -> None:
    """Answers of a section that the way did not pass in the end are not recorded."""
    form = form_with(google, *register())
    visit = Visit(google, form).press(q0000aa01="Wood").press("back", q0000aa03="Ben").press(q0000aa01="Arts")
    assert visit.press(q0000aa04="Cas").says(SENT)
    assert texts(listed(google, form)[0]) == {WHICH: ["Arts"], ARTS: ["Cas"]}


@checks("FORMS-050")
def buttons_say_what_comes(google: Probe) -> None:
    """The button says Next before another section and Submit in the last, or where every choice submits."""
    which, head, wood, *rest = register()
    form = form_with(google, which, head, wood, choose("Send", SEND, to("Send", "SUBMIT_FORM")), *rest)
    visit = Visit(google, form)
    assert visit.button == "Next"
    assert visit.press(q0000aa01="Wood").button == "Submit"
    assert Visit(google, form).press(q0000aa01="Arts").button == "Submit"


@checks("FORMS-051")
def required_questions_stop_the_way(google: Probe) -> None:
    """A section is not left before what it requires is answered; what was answered stays."""
    form = form_with(google, ask("Who?", WOOD), ask("When?", DAY, timeQuestion={}, required=True))
    visit = Visit(google, form)
    assert visit.says("* Indicates required question")
    assert visit.press(q0000aa03="Ada").says(REQUIRED, 'value="Ada"')
    assert listed(google, form) == []


@checks("FORMS-052")
def selection_can_be_cleared(google: Probe) -> None:
    """A radio button that need not be chosen can be cleared; one that must be has no such button."""
    form = form_with(google, choose("Send", SEND, "Send"))
    visit = Visit(google, form)
    assert visit.says("Clear selection")
    assert visit.press(f"entry.{int(SEND, 16)}", q0000aa05="Send").chosen == []
    assert visit.press().says(SENT)
    assert not Visit(google, form_with(google, choose("Send", SEND, "Send", required=True))).says("Clear selection")


@checks("FORMS-053")
def answers_are_written_as_the_reference_says(google: Probe) -> None:
    """Dates, times and scales come as texts of a fixed form; what is none is refused."""
    dated = {"includeYear": True}
    form = form_with(
        google,
        ask("Which day?", WHICH, dateQuestion=dated),
        ask("Which birthday?", DAY, dateQuestion={}),
        ask("When?", WOOD, timeQuestion={}),
        ask("How?", ARTS, scaleQuestion={"low": 1, "high": 5}),
        ask("Since?", SEND, dateQuestion=dated | {"includeTime": True}),
    )
    said = {"q0000aa01": "2026-11-24", "q0000aa02": "02-29", "q0000aa03": "09:05", "q0000aa04": "5"}
    assert Visit(google, form).press(**said, q0000aa05="2026-11-24T09:05").says(SENT)
    wanted = {"0000aa05": ["2026-11-24 09:05"]} | {id_.removeprefix("q"): [text] for id_, text in said.items()}
    assert texts(listed(google, form)[0]) == wanted
    for id_, wrong in (("q0000aa01", "24/11/2026"), ("q0000aa02", "02-30"), ("q0000aa03", "25:00"), ("q0000aa04", "6")):
        assert not Visit(google, form).press(**said | {id_: wrong}).says(SENT)
    assert len(listed(google, form)) == 1


@checks("FORMS-054")
def other_is_what_was_typed(google: Probe) -> None:
    """What is typed beside “Other” is the answer."""
    form = form_with(google, choose("Who?", WOOD, "Ada", {"isOther": True}, kind="CHECKBOX"))
    name = f"entry.{int(WOOD, 16)}"
    visit = Visit(google, form)
    body = {**visit.hidden, name: ["Ada", "__other_option__"], f"{name}.other_option_response": "Somebody", "do": "on"}
    visit.session.post(visit.address, data=body, timeout=10)
    assert texts(listed(google, form)[0]) == {WOOD: ["Ada", "Somebody"]}


@checks("FORMS-055")
def option_that_is_no_longer_offered(google: Probe) -> None:
    """What was chosen before the options changed is not taken when it is sent; what was sent before stays as it was."""
    form = form_with(google, *register())
    Visit(google, form).press(q0000aa01="Wood").press(q0000aa03="Ada").press()
    visit = Visit(google, form).press(q0000aa01="Wood").press(q0000aa03=["Ada", "Ben"])
    mask = "questionItem.question.choiceQuestion.options"
    fewer = {"item": choose("", "", "Ben", "Eve"), "location": {"index": 2}, "updateMask": mask}
    change(google, form, {"updateItem": fewer})
    assert visit.press().says("Who is in the woodwork?", "That is not one of the options")
    assert [texts(response)[WOOD] for response in listed(google, form)] == [["Ada"]]


@checks("FORMS-056")
def link_fills_the_form_in(google: Probe) -> None:
    """A link of “entry.”, the question's id as a decimal number, and a value fills in any section."""
    form = form_with(google, *register(), ask("Note", SEND))
    visit = Visit(google, form, q0000aa01="Arts", q0000aa04=["Cas", "Dot"], q0000aa05="R & D = 1+1")
    assert visit.chosen == ["Arts"]
    visit.press(q0000aa01="Arts")
    assert visit.chosen == ["Cas", "Dot"]
    assert visit.press(q0000aa04=["Cas", "Dot"], q0000aa05="R & D = 1+1").says(SENT)
    assert texts(listed(google, form)[0])[SEND] == ["R & D = 1+1"]


@checks("FORMS-057")
def link_binds_nobody(google: Probe) -> None:
    """What a link fills in can be changed, and an option that is not offered is not chosen by it."""
    form = form_with(google, *register())
    visit = Visit(google, form, q0000aa01="Metal", q0000aa04="Cas")
    assert visit.chosen == []
    assert visit.press(q0000aa01="Arts").press(q0000aa04="Dot").says(SENT)
    assert texts(listed(google, form)[0]) == {WHICH: ["Arts"], ARTS: ["Dot"]}


@checks("FORMS-058")
def domain_only(google: Probe) -> None:
    """A form that is open to a domain lets in its accounts, not others, and asks who is signed out to sign in."""
    form = form_with(google, *register(), open_to="innov8.example")
    assert Visit(google, form).says("Which session?")
    assert Visit(google, form, "head@hill.example").says("You need permission")
    assert Visit(google, form, "").says("Sign in to continue")


@checks("FORMS-059")
def anyone_with_the_link(google: Probe) -> None:
    """A form that is open to anyone can be answered signed out, unless it records the signed-in account."""
    form = form_with(google, *register())
    assert Visit(google, form, "").press(q0000aa01="Arts").press().says(SENT)
    settings = {"settings": {"emailCollectionType": "VERIFIED"}, "updateMask": "emailCollectionType"}
    change(google, form, {"updateSettings": settings})
    assert Visit(google, form, "").says("Sign in to continue")


@checks("FORMS-060")
def closed_and_unpublished(google: Probe) -> None:
    """A form that is not published, or takes no answers, says so, also to who has it open."""
    form = form_with(google, ask("Who?", WOOD))
    visit = Visit(google, form)
    set_state(google, form, isPublished=True, isAcceptingResponses=False)
    closed = f"The form {TITLE} is no longer accepting responses."
    assert Visit(google, form).says(closed)
    assert visit.press().says(closed)
    set_state(google, form, isPublished=False, isAcceptingResponses=False)
    assert Visit(google, form).says("This document is not published.")
    assert Visit(google, new_form(google)).says("This document is not published.")
    assert listed(google, form) == []


@checks("FORMS-061")
def signed_in_address_is_recorded(google: Probe) -> None:
    """A form that collects verified addresses says so, and records the account's own."""
    form = form_with(google, ask("Who?", WOOD))
    settings = {"settings": {"emailCollectionType": "VERIFIED"}, "updateMask": "emailCollectionType"}
    change(google, form, {"updateSettings": settings})
    visit = Visit(google, form)
    assert visit.says("Your email will be recorded when you submit this form.")
    visit.press()
    assert listed(google, form)[0]["respondentEmail"] == TUTOR


@checks("FORMS-062")
def typed_address_is_recorded(google: Probe) -> None:
    """A form that asks for an address insists on one, and records what is typed; one that does not records none."""
    form = form_with(google, ask("Who?", WOOD))
    Visit(google, form).press()
    settings = {"settings": {"emailCollectionType": "RESPONDER_INPUT"}, "updateMask": "emailCollectionType"}
    change(google, form, {"updateSettings": settings})
    visit = Visit(google, form, "")
    assert visit.press().says(REQUIRED)
    visit.hidden["emailAddress"] = "no address"
    assert visit.press().says("Must be a valid email address")
    visit.hidden["emailAddress"] = "head@hill.example"
    assert visit.press().says(SENT)
    assert [response.get("respondentEmail") for response in listed(google, form)] == [None, "head@hill.example"]


@checks("FORMS-063")
def page_that_is_not_there(google: Probe) -> None:
    """An address that leads to no form is not found."""
    answer = requests.get(f"{google.base}/forms/d/e/1FAIpQLSnothing/viewform", timeout=10)
    assert answer.status_code == 404
    assert "Sorry, the file you have requested does not exist." in answer.text
