"""Checks of forms.batchUpdate: whole or not at all, item by item, and what becomes of ids."""

from __future__ import annotations

from functools import partial

from sandbox.conformance import Probe, checks, refused
from sandbox.conformance.drive_asked import new_form
from sandbox.conformance.forms_asked import (
    ask,
    change,
    choose,
    created,
    items,
    section,
    shown,
    update,
)

OPTIONS = "questionItem.question.choiceQuestion.options"


@checks("FORMS-013")
def all_or_nothing(google: Probe) -> None:
    """One bad request undoes the whole batch."""
    form = new_form(google)
    before = shown(google, form)["revisionId"]
    batch = created(ask("Who?"), ask("When?")), {"deleteItem": {"location": {"index": 9}}}
    assert refused(lambda: change(google, form, *batch[0], batch[1])).code == 400
    assert "items" not in shown(google, form)
    assert shown(google, form)["revisionId"] == before


@checks("FORMS-014")
def stale_revision_is_refused(google: Probe) -> None:
    """A batch that names the latest revision is applied and names the next; one that names an older is refused."""
    form = new_form(google)
    first = {"requiredRevisionId": shown(google, form)["revisionId"]}
    answer = change(google, form, *created(ask("Who?")), writeControl=first)
    assert answer["writeControl"] == {"requiredRevisionId": shown(google, form)["revisionId"]}
    assert refused(lambda: change(google, form, *created(ask("When?")), writeControl=first)).code == 400
    assert [item["title"] for item in items(google, form)] == ["Who?"]


@checks("FORMS-015")
def form_in_the_answer(google: Probe) -> None:
    """The form comes back with the answer only where it is asked for."""
    form = new_form(google)
    assert "form" not in change(google, form, *created(ask("Who?")))
    answer = change(google, form, *created(ask("When?")), includeFormInResponse=True)
    assert answer["form"] == shown(google, form)


@checks("FORMS-016")
def something_must_be_asked(google: Probe) -> None:
    """A batch without a request is refused, and a request that asks nothing."""
    form = new_form(google)
    assert refused(lambda: change(google, form)).code == 400
    assert refused(lambda: change(google, form, {})).code == 400


@checks("FORMS-017")
def item_is_placed_by_its_index(google: Probe) -> None:
    """An item goes where the index says, at most one past the last; the reply names what was made."""
    form = new_form(google)
    change(google, form, *created(ask("First"), ask("Last")))
    replies = change(google, form, *created(ask("Second"), section("Third"), at=1))["replies"]
    there = items(google, form)
    assert [item["title"] for item in there] == ["First", "Second", "Third", "Last"]
    question = there[1]["questionItem"]["question"]["questionId"]
    assert replies[0] == {"createItem": {"itemId": there[1]["itemId"], "questionId": [question]}}
    assert replies[1] == {"createItem": {"itemId": there[2]["itemId"]}}
    assert refused(lambda: change(google, form, *created(ask("Beyond"), at=5))).code == 400
    assert refused(lambda: change(google, form, {"createItem": {"item": ask("Nowhere")}})).code == 400


@checks("FORMS-018")
def given_ids_are_kept(google: Probe) -> None:
    """Ids that the caller chose are the ids of the item and its question."""
    form = new_form(google)
    change(google, form, *created(ask("Who?", "1a2b3c4d") | {"itemId": "0badcafe"}))
    (item,) = items(google, form)
    assert (item["itemId"], item["questionItem"]["question"]["questionId"]) == ("0badcafe", "1a2b3c4d")


@checks("FORMS-019")
def ids_are_eight_hexadecimal_digits(google: Probe) -> None:
    """An id of another shape is refused."""
    form = new_form(google)
    for id_ in ("register", "1A2B3C4D", "ffffffff", "1a2b3c"):
        assert refused(partial(change, google, form, *created(ask("Who?", id_)))).code == 400, id_
        assert refused(partial(change, google, form, *created(ask("Who?") | {"itemId": id_}))).code == 400, id_


@checks("FORMS-020")
def ids_are_given_once(google: Probe) -> None:
    """An id that is on the form cannot be given to another item or question, in the same batch or later."""
    form, first = new_form(google), ask("Who?", "1a2b3c4d") | {"itemId": "0badcafe"}
    assert refused(lambda: change(google, form, *created(first, ask("When?", "1a2b3c4d")))).code == 400
    change(google, form, *created(first))
    assert refused(lambda: change(google, form, *created(ask("When?", "1a2b3c4d")))).code == 400
    assert refused(lambda: change(google, form, *created(ask("When?") | {"itemId": "0badcafe"}))).code == 400
    change(google, form, *created(ask("When?", "1a2b3c4e"), at=1))
    assert refused(lambda: change(google, form, update("*", ask("When?", "1a2b3c4d"), at=1))).code == 400
    assert len(items(google, form)) == 2


@checks("FORMS-021")
def deleted_ids_can_be_given_again(google: Probe) -> None:
    """An id is free again once its item is deleted."""
    form = new_form(google)
    there, gone = created(ask("Who?", "1a2b3c4d")), {"deleteItem": {"location": {"index": 0}}}
    before = set(shown(google, form))
    change(google, form, *there)
    change(google, form, gone)
    assert set(shown(google, form)) == before
    change(google, form, *there)
    assert len(items(google, form)) == 1


@checks("FORMS-022")
def mask_says_what_changes(google: Probe) -> None:
    """What the mask does not name stays; what it names and the request does not hold is emptied."""
    form = new_form(google)
    change(google, form, *created(ask("Who?", "1a2b3c4d", required=True) | {"description": "old"}))
    (before,) = items(google, form)
    change(google, form, update("title", {"title": "You?", "description": "passed over"}))
    assert items(google, form) == [before | {"title": "You?"}]
    change(google, form, update("description,questionItem.question.required", {}))
    assert items(google, form) == [ask("You?", "1a2b3c4d") | {"itemId": before["itemId"]}]


@checks("FORMS-023")
def options_change_and_ids_stay(google: Probe) -> None:
    """With a mask of the options only, item and question keep their ids."""
    form = new_form(google)
    change(google, form, *created(choose("Who?", "1a2b3c4d", "Ada", "Ben")))
    (before,) = items(google, form)
    change(google, form, update(OPTIONS, choose("", "", "Ada", "Cas")))
    (after,) = items(google, form)
    assert after == choose("Who?", "1a2b3c4d", "Ada", "Cas") | {"itemId": before["itemId"]}


@checks("FORMS-024")
def blank_ids_in_the_mask_are_made_anew(google: Probe) -> None:
    """Written back whole an item keeps the ids that it brings; without them it gets new ones."""
    form = new_form(google)
    change(google, form, *created(ask("Who?", "1a2b3c4d") | {"itemId": "0badcafe"}))
    (before,) = items(google, form)
    change(google, form, update("*", before | {"title": "You?"}))
    assert items(google, form) == [before | {"title": "You?"}]
    change(google, form, update("*", ask("You?")))
    (after,) = items(google, form)
    assert after["itemId"] != "0badcafe"
    assert after["questionItem"]["question"]["questionId"] != "1a2b3c4d"


@checks("FORMS-025")
def mask_must_name_what_there_is(google: Probe) -> None:
    """A mask that is empty, or names what does not exist, is refused."""
    form = new_form(google)
    change(google, form, *created(ask("Who?")))
    for mask in ("", "colour", "questionItem.question.choiceQuestion.colour"):
        assert refused(partial(change, google, form, update(mask, ask("You?")))).code == 400, mask


@checks("FORMS-026")
def kind_of_an_item_stays(google: Probe) -> None:
    """A question cannot become a section."""
    form = new_form(google)
    change(google, form, *created(ask("Who?")))
    assert refused(lambda: change(google, form, update("*", section("Who?")))).code == 400


@checks("FORMS-027")
def items_are_moved_and_deleted(google: Probe) -> None:
    """An item is moved to the place it has afterwards; what is deleted is gone; no place beyond the last."""
    form = new_form(google)
    change(google, form, *created(*(ask(title) for title in "abc")))
    change(google, form, {"moveItem": {"originalLocation": {"index": 0}, "newLocation": {"index": 2}}})
    assert [item["title"] for item in items(google, form)] == ["b", "c", "a"]
    change(google, form, {"deleteItem": {"location": {"index": 1}}})
    assert [item["title"] for item in items(google, form)] == ["b", "a"]
    for request in (
        {"moveItem": {"originalLocation": {"index": 0}, "newLocation": {"index": 2}}},
        {"deleteItem": {"location": {"index": 2}}},
    ):
        assert refused(partial(change, google, form, request)).code == 400


@checks("FORMS-028")
def heading_is_changed(google: Probe) -> None:
    """Title and description change by their mask; the document title does not, and a title there must be."""
    form = new_form(google)
    info = {"title": "Register", "description": "Tick.\nSend."}
    change(google, form, {"updateFormInfo": {"info": info, "updateMask": "title,description"}})
    assert shown(google, form)["info"] == info | {"documentTitle": "Untitled form"}
    for said, mask in (({"documentTitle": "x"}, "documentTitle"), ({}, "title"), (info, ""), (info, "colour")):
        request = {"updateFormInfo": {"info": said, "updateMask": mask}}
        assert refused(partial(change, google, form, request)).code == 400, mask


@checks("FORMS-029")
def settings_are_changed(google: Probe) -> None:
    """How addresses are collected is set, and cannot be left open."""
    form = new_form(google)
    for kind in ("VERIFIED", "RESPONDER_INPUT", "DO_NOT_COLLECT"):
        settings = {"settings": {"emailCollectionType": kind}, "updateMask": "emailCollectionType"}
        change(google, form, {"updateSettings": settings})
        assert shown(google, form)["settings"] == {"emailCollectionType": kind}
    unspecified = {"settings": {"emailCollectionType": "EMAIL_COLLECTION_TYPE_UNSPECIFIED"}, "updateMask": "*"}
    assert refused(lambda: change(google, form, {"updateSettings": unspecified})).code == 400
