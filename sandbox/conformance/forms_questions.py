"""Checks of what may stand on a form: texts, options, directions, kinds, and what the sandbox does not do."""

from __future__ import annotations

from functools import partial
from typing import Any

from sandbox.conformance import Probe, checks, refused
from sandbox.conformance.drive_asked import new_form
from sandbox.conformance.forms_asked import Json, ask, change, choose, created, items, section, shown, to

OTHER = {"isOther": True}
WAY = ("0000aaaa", "0000bbbb")


def refusal_of(google: Probe, form: str, *on_it: Json) -> tuple[int, str]:
    """Return how items are refused."""
    said = refused(partial(change, google, form, *created(*on_it)))
    return said.code, said.message


@checks("FORMS-030")
def newlines_are_refused(google: Probe) -> None:
    """A title or an option is one line; a description may have several."""
    form, words = new_form(google), (400, "Displayed text cannot contain newlines")
    assert refusal_of(google, form, ask("Who\nare you?")) == words
    assert refusal_of(google, form, section("Woodwork\r\n")) == words
    assert refusal_of(google, form, choose("Who?", "", "Ada\nL")) == words
    heading = {"updateFormInfo": {"info": {"title": "a\nb"}, "updateMask": "title"}}
    assert refused(lambda: change(google, form, heading)).message == words[1]
    change(google, form, *created(ask("Who?") | {"description": "one\ntwo"}))
    assert items(google, form)[0]["description"] == "one\ntwo"


@checks("FORMS-031")
def options_are_there_and_differ(google: Probe) -> None:
    """A choice has at least one option, none of them empty, no two alike."""
    form = new_form(google)
    for options in ((), ("",), ("Ada", "Ada")):
        assert refusal_of(google, form, choose("Who?", "", *options))[0] == 400, options
    change(google, form, *created(choose("Who?", "1a2b3c4d", "Ada")))
    mask = "questionItem.question.choiceQuestion.options"
    emptied = {"updateItem": {"item": choose("", ""), "location": {"index": 0}, "updateMask": mask}}
    assert refused(lambda: change(google, form, emptied)).code == 400


@checks("FORMS-032")
def other_is_an_option_without_words(google: Probe) -> None:
    """“Other” stands once, has no words of its own, and does not go with a drop-down."""
    form = new_form(google)
    words = "Cannot set option.value when isOther is true"
    assert refusal_of(google, form, choose("Who?", "", "Ada", OTHER | {"value": "Else"})) == (400, words)
    assert refusal_of(google, form, choose("Who?", "", "Ada", OTHER, OTHER))[0] == 400
    assert refusal_of(google, form, choose("Who?", "", "Ada", OTHER, kind="DROP_DOWN"))[0] == 400
    change(google, form, *created(choose("Who?", "1a2b3c4d", "Ada", OTHER, kind="CHECKBOX")))
    assert items(google, form)[0]["questionItem"]["question"]["choiceQuestion"]["options"][1] == OTHER


@checks("FORMS-033")
def only_one_choice_leads(google: Probe) -> None:
    """Radio buttons and drop-downs lead on, checkboxes do not; an option leads one way."""
    form = new_form(google)
    assert refusal_of(google, form, choose("Who?", "", to("Ada", "SUBMIT_FORM"), kind="CHECKBOX"))[0] == 400
    both = to("Ada", "SUBMIT_FORM") | {"goToSectionId": WAY[0]}
    assert refusal_of(google, form, section("Next", WAY[0]), choose("Who?", "", both))[0] == 400
    for kind in ("RADIO", "DROP_DOWN"):
        change(google, form, *created(choose("Who?", "", to("Ada", "SUBMIT_FORM"), kind=kind)))


@checks("FORMS-034")
def section_of_the_same_batch(google: Probe) -> None:
    """An option may lead to a section which the same batch makes, even further on."""
    batch = created(choose("Which?", "", to("Wood", WAY[0])), section("Woodwork", WAY[0]))
    form = new_form(google)
    change(google, form, *batch)
    assert items(google, form)[1]["itemId"] == WAY[0]


@checks("FORMS-035")
def section_that_is_not_there(google: Probe) -> None:
    """An option cannot lead to what is not on the form, nor to what is no section."""
    form = new_form(google)
    assert refusal_of(google, form, choose("Which?", "", to("Wood", WAY[0])))[0] == 400
    question = ask("Who?") | {"itemId": WAY[0]}
    assert refusal_of(google, form, question, choose("Which?", "", to("Wood", WAY[0])))[0] == 400


@checks("FORMS-036")
def section_in_use_stays(google: Probe) -> None:
    """A section that an option leads to cannot be deleted."""
    form = new_form(google)
    change(google, form, *created(choose("Which?", "1a2b3c4d", to("Wood", WAY[0])), section("Woodwork", WAY[0])))
    gone = {"deleteItem": {"location": {"index": 1}}}
    assert refused(lambda: change(google, form, gone)).code == 400
    change(google, form, {"deleteItem": {"location": {"index": 0}}}, {"deleteItem": {"location": {"index": 0}}})


@checks("FORMS-037")
def some_options_may_lead(google: Probe) -> None:
    """Of one question some options may lead somewhere and others not."""
    form = new_form(google)
    change(google, form, *created(choose("Which?", "", to("Done", "SUBMIT_FORM"), "More")))
    assert items(google, form)[0]["questionItem"]["question"]["choiceQuestion"]["options"][1] == {"value": "More"}


@checks("FORMS-038")
def what_is_empty_is_not_shown(google: Probe) -> None:
    """False, zero and empty are left out; an empty message stays, because it says which kind it is."""
    form = new_form(google)
    scale = {"low": 0, "high": 5, "lowLabel": ""}
    change(
        google, form, *created(ask("Who?", "1a2b3c4d", required=False) | {"description": ""}, section("Next", WAY[0]))
    )
    change(google, form, *created(ask("How?", "1a2b3c4e", scaleQuestion=scale), at=2))
    first, second, third = items(google, form)
    assert first == {"itemId": first["itemId"], **ask("Who?", "1a2b3c4d", textQuestion={})}
    assert second == section("Next", WAY[0])
    assert third["questionItem"]["question"]["scaleQuestion"] == {"high": 5}


@checks("FORMS-039")
def an_item_is_of_one_kind(google: Probe) -> None:
    """An item without a kind is refused, and a question without one."""
    form = new_form(google)
    assert refusal_of(google, form, {"title": "Nothing"})[0] == 400
    assert refusal_of(google, form, {"title": "Nothing", "questionItem": {"question": {}}})[0] == 400


@checks("FORMS-040")
def uploads_and_rows_cannot_be_made(google: Probe) -> None:
    """The API makes no question for files, and a row only in a group."""
    form = new_form(google)
    assert refusal_of(google, form, ask("Which file?", fileUploadQuestion={"folderId": "x"}))[0] == 400
    assert refusal_of(google, form, ask("Which row?", rowQuestion={"title": "x"}))[0] == 400


@checks("FORMS-041")
def what_is_not_implemented_says_so(google: Probe) -> None:
    """What the sandbox does not do answers 501 and names it."""
    form, one = new_form(google), [{"value": "Ada"}]
    grid: Json = {"questions": [], "grid": {"columns": {"type": "RADIO", "options": one}}}
    choice = {"type": "RADIO", "options": one}
    not_here: dict[str, Json] = {
        "questionGroupItem": {"title": "x", "questionGroupItem": grid},
        "imageItem": {"title": "x", "imageItem": {"image": {}}},
        "videoItem": {"title": "x", "videoItem": {"video": {}}},
        "questionItem.image": {"questionItem": {"image": {}, "question": {"textQuestion": {}}}},
        "ratingQuestion": ask("x", ratingQuestion={"iconType": "STAR", "ratingScaleLevel": 5}),
        "question.grading": ask("x", textQuestion={}, grading={"pointValue": 1}),
        "choiceQuestion.shuffle": ask("x", choiceQuestion=choice | {"shuffle": True}),
        "option.image": choose("x", "", {"value": "Ada", "image": {}}),
    }
    for name, item in not_here.items():
        assert refusal_of(google, form, item) == (501, f"The sandbox does not implement {name}.")
    quiz = {"updateSettings": {"settings": {"quizSettings": {"isQuiz": True}}, "updateMask": "quizSettings.isQuiz"}}
    target = {"targetRevisionId": shown(google, form)["revisionId"]}
    watches = google.forms.forms().watches()
    calls: dict[str, Any] = {
        "quizSettings.isQuiz": partial(change, google, form, quiz),
        "writeControl.targetRevisionId": partial(change, google, form, *created(ask("x")), writeControl=target),
        "forms.forms.watches.list": watches.list(formId=form).execute,
        "forms.forms.watches.create": watches.create(formId=form, body={"watch": {"eventType": "RESPONSES"}}).execute,
    }
    for name, call in calls.items():
        said = refused(call)
        assert (said.code, said.message) == (501, f"The sandbox does not implement {name}.")
