"""Checks of forms.responses: one, all, those since an instant, and what becomes of answers when the form changes."""

from __future__ import annotations

from functools import partial

from sandbox.conformance import Probe, checks, refused
from sandbox.conformance.drive_asked import new_form
from sandbox.conformance.forms_asked import (
    ask,
    change,
    choose,
    created,
    form_with,
    listed,
    respond,
    section,
    shown,
    texts,
    told,
    update,
)

WHO, WHEN = "0000cc01", "0000cc02"


@checks("FORMS-064")
def no_responses(google: Probe) -> None:
    """A form that nobody answered lists nothing at all."""
    form = new_form(google)
    assert google.forms.forms().responses().list(formId=form).execute() == {}
    assert listed(google, form, filter="timestamp > 2026-01-01T00:00:00Z", pageSize=5) == []


@checks("FORMS-065")
def filter_is_one_of_two(google: Probe) -> None:
    """A filter that is not a timestamp after or since an instant is refused, even if nothing could match."""
    form = new_form(google)
    for filter_ in (
        "timestamp < 2026-01-01T00:00:00Z",
        "timestamp >= 2026-01-01",
        "timestamp > 2026-01-01T00:00:00+01:00",
        "createTime > 2026-01-01T00:00:00Z",
        "timestamp > 2026-01-01T00:00:00Z AND timestamp > 2025-01-01T00:00:00Z",
    ):
        assert refused(partial(listed, google, form, filter=filter_)).code == 400, filter_


@checks("FORMS-066")
def missing_response(google: Probe) -> None:
    """A response that is not there is 404."""
    said = refused(google.forms.forms().responses().get(formId=new_form(google), responseId="ACYDBNnothing").execute)
    assert (said.code, said.message) == (404, "Requested entity was not found.")


@checks("FORMS-067")
def one_response(google: Probe) -> None:
    """A response has its times and its answers by question; only alone does it name its form."""
    form = form_with(google, ask("Who?", WHO), ask("When?", WHEN))
    id_ = respond(google, form, {"Who?": "Ada"})
    at = "2026-11-24T09:00:00.000Z"
    answers = {WHO: {"questionId": WHO, "textAnswers": {"answers": [{"value": "Ada"}]}}}
    response = {"responseId": id_, "createTime": at, "lastSubmittedTime": at, "answers": answers}
    assert listed(google, form) == [response]
    alone = google.forms.forms().responses().get(formId=form, responseId=id_).execute()
    assert alone == {"formId": form, **response}


@checks("FORMS-068")
def empty_response(google: Probe) -> None:
    """A response without an answer has no answers, not empty ones."""
    form = form_with(google, ask("Who?", WHO))
    respond(google, form, {WHO: ""})
    respond(google, form, {})
    assert ["answers" in response for response in listed(google, form)] == [False, False]


@checks("FORMS-069")
def since_an_instant(google: Probe) -> None:
    """“>” leaves out what was sent at the instant itself, “>=” does not; up to nine digits of a second count."""
    form = form_with(google, ask("Who?", WHO))
    for who in ("Ada", "Ben"):
        respond(google, form, {WHO: who})
        google.control("POST", "/sandbox/clock", {"forward": 1})

    def found(filter_: str) -> list[str]:
        return [texts(response)[WHO][0] for response in listed(google, form, filter=filter_)]

    assert found("timestamp > 2026-11-24T09:00:00Z") == ["Ben"]
    assert found("timestamp >= 2026-11-24T09:00:00Z") == ["Ada", "Ben"]
    assert found("timestamp >= 2026-11-24T09:00:00.000000001Z") == ["Ben"]
    assert found("timestamp > 2026-11-24T08:59:59.999999999Z") == ["Ada", "Ben"]
    assert found("timestamp > 2026-11-24T09:01:00Z") == []


@checks("FORMS-070")
def pages(google: Probe) -> None:
    """A list comes in pages; a token goes on where the last ended and fits only the same filter."""
    form = form_with(google, ask("Who?", WHO))
    sent = [respond(google, form, {WHO: who}) for who in "abcde"]
    call, got, token = google.forms.forms().responses().list, [], None
    while True:
        page = call(formId=form, pageSize=2, **({"pageToken": token} if token else {})).execute()
        got.append([response["responseId"] for response in page["responses"]])
        if not (following := page.get("nextPageToken")):
            break
        token = following
    assert got == [sent[:2], sent[2:4], sent[4:]]
    other = {"pageToken": token, "filter": "timestamp > 2026-01-01T00:00:00Z"}
    assert refused(call(formId=form, **other).execute).code == 400
    assert refused(call(formId=form, pageToken="nonsense").execute).code == 400
    assert refused(call(formId=form, pageSize=-1).execute).code == 400


@checks("FORMS-071")
def edited_response(google: Probe) -> None:
    """A response that is edited keeps its id and its first time, and is found by its last."""
    form = form_with(google, ask("Who?", WHO))
    id_ = respond(google, form, {WHO: "Ada"})
    google.control("POST", "/sandbox/clock", {"forward": 10})
    assert respond(google, form, {WHO: "Ben"}, response=id_) == id_
    (response,) = listed(google, form, filter="timestamp > 2026-11-24T09:05:00Z")
    assert (response["responseId"], texts(response)) == (id_, {WHO: ["Ben"]})
    assert response["createTime"] == "2026-11-24T09:00:00.000Z"
    assert response["lastSubmittedTime"] == "2026-11-24T09:10:00.000Z"


@checks("FORMS-072")
def answers_outlive_words(google: Probe) -> None:
    """An answer keeps the words of the option as it was, under the question's id, whatever the form says now."""
    form = form_with(google, choose("Who?", WHO, "P0001 Ada L"))
    respond(google, form, {WHO: "P0001 Ada L"})
    renamed = choose("Which child?", WHO, "P0001 Ada K")
    change(google, form, update("title,questionItem.question.choiceQuestion.options", renamed))
    assert texts(listed(google, form)[0]) == {WHO: ["P0001 Ada L"]}


@checks("FORMS-073")
def answers_outlive_questions(google: Probe) -> None:
    """Answers to a question that was deleted are still listed."""
    form = form_with(google, ask("Who?", WHO), ask("When?", WHEN))
    respond(google, form, {WHO: "Ada", WHEN: "now"})
    change(google, form, {"deleteItem": {"location": {"index": 0}}})
    assert texts(listed(google, form)[0]) == {WHO: ["Ada"], WHEN: ["now"]}


@checks("FORMS-074")
def remade_question_loses_its_answers(google: Probe) -> None:
    """A question that gets a new id gets new answers only; the old ones stay under the old id."""
    form = form_with(google, ask("Who?", WHO))
    respond(google, form, {WHO: "Ada"})
    change(google, form, update("*", ask("Who?")))
    new = shown(google, form)["items"][0]["questionItem"]["question"]["questionId"]
    respond(google, form, {new: "Ben"})
    assert [texts(response) for response in listed(google, form)] == [{WHO: ["Ada"]}, {new: ["Ben"]}]


@checks("FORMS-075")
def whatever_is_typed_stays_text(google: Probe) -> None:
    """A text is recorded letter by letter: formulas, signs, line breaks, 60,000 characters."""
    form = form_with(google, ask("Why?", WHO, textQuestion={"paragraph": True}))
    said = ['=HYPERLINK("https://hill.example")', "Łukasz O'Hara 🎈", "one\ntwo", "x" * 60_000, "<b>&amp;</b>"]
    for text in said:
        respond(google, form, {WHO: text})
    assert [texts(response)[WHO][0] for response in listed(google, form)] == said


@checks("FORMS-076")
def story_sends_what_the_page_would(google: Probe) -> None:
    """The sandbox's own way to send a form refuses what its page would not take, and says which question."""
    form = form_with(google, choose("Who?", WHO, "Ada", required=True), section("More"), ask("When?", WHEN))
    assert told(google, form, {"When?": "now"}) == "Who?: This is a required question"
    assert told(google, form, {"Who?": "Ben"}) == "Who?: That is not one of the options (Ben)"
    assert "passes no question Where?" in told(google, form, {"Who?": "Ada", "Where?": "here"})
    change(google, form, *created(ask("Last", "0000cc03"), at=3))
    respond(google, form, {"Who?": "Ada", "When?": "now", "0000cc03": "done"})
    assert texts(listed(google, form)[0]) == {WHO: ["Ada"], WHEN: ["now"], "0000cc03": ["done"]}
