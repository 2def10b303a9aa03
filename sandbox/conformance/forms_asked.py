"""Words that the Forms checks share: what is on a form, a batch of changes, an answer, a walk through the page."""

from __future__ import annotations

import html
import re
from typing import Any

import requests

from sandbox.conformance import Probe
from sandbox.conformance.drive_asked import new_form, publish

Json = dict[str, Any]
TUTOR = "tutor@innov8.example"
OPEN = {"isPublished": True, "isAcceptingResponses": True}


def ask(title: str, id_: str = "", **question: Any) -> Json:
    """Return a short text question, or another kind if one is given; `id_` becomes the id of the question."""
    asked: Json = ({"questionId": id_} if id_ else {}) | question
    if not any(name.endswith("Question") for name in asked):
        asked["textQuestion"] = {}
    return {"title": title, "questionItem": {"question": asked}}


def choose(title: str, id_: str, *options: str | Json, kind: str = "RADIO", **question: Any) -> Json:
    """Return a choice; an option is its text, or a message of its own."""
    given = [{"value": option} if isinstance(option, str) else option for option in options]
    return ask(title, id_, choiceQuestion={"type": kind, "options": given}, **question)


def to(value: str, target: str) -> Json:
    """Return an option that leads to a section by its id, or does what an action says."""
    return {"value": value, ("goToSectionId" if re.fullmatch(r"[0-9a-f]{8}", target) else "goToAction"): target}


def section(title: str, id_: str = "") -> Json:
    """Return a page break."""
    return {"title": title, "pageBreakItem": {}} | ({"itemId": id_} if id_ else {})


def created(*items: Json, at: int = 0) -> list[Json]:
    """Return the requests that put items on a form, one after the other."""
    return [{"createItem": {"item": item, "location": {"index": at + n}}} for n, item in enumerate(items)]


def change(google: Probe, form: str, *requests_: Json, **more: Any) -> Json:
    """Send a batchUpdate of these requests."""
    answer: Json = google.forms.forms().batchUpdate(formId=form, body={"requests": requests_, **more}).execute()
    return answer


def update(mask: str, item: Json, at: int = 0) -> Json:
    """Return the request that changes an item."""
    return {"updateItem": {"item": item, "location": {"index": at}, "updateMask": mask}}


def shown(google: Probe, form: str) -> Json:
    """Return a form as the API shows it."""
    found: Json = google.forms.forms().get(formId=form).execute()
    return found


def items(google: Probe, form: str) -> list[Json]:
    """Return what is on a form."""
    found: list[Json] = shown(google, form).get("items", [])
    return found


def set_state(google: Probe, form: str, **state: Any) -> Json:
    """Publish a form, or take it back."""
    body = {"publishSettings": {"publishState": state}}
    answer: Json = google.forms.forms().setPublishSettings(formId=form, body=body).execute()
    return answer


def form_with(google: Probe, *on_it: Json, open_to: str = "anyone") -> str:
    """Make a form with these items, published, and open to anyone, or to a domain."""
    form = new_form(google)
    if on_it:
        change(google, form, *created(*on_it))
    set_state(google, form, **OPEN)
    publish(google, form, type="anyone") if open_to == "anyone" else publish(
        google, form, type="domain", domain=open_to
    )
    return form


def respond(google: Probe, form: str, answers: Json, email: str = TUTOR, response: str = "") -> str:
    """Send a form as a person would and return the response's id."""
    body = {"form": form, "email": email, "answers": answers, "response": response}
    return str(google.control("POST", "/sandbox/respond", body)["responseId"])


def told(google: Probe, form: str, answers: Json, email: str = TUTOR) -> str:
    """Send a form that will not be taken and return what is said."""
    body = {"form": form, "email": email, "answers": answers}
    answer = requests.post(f"{google.base}/sandbox/respond", json=body, timeout=10)
    return str(answer.json()["error"]["message"]) if answer.status_code >= 400 else ""


def listed(google: Probe, form: str, **arguments: Any) -> list[Json]:
    """Return the responses that a list shows."""
    found: list[Json] = google.forms.forms().responses().list(formId=form, **arguments).execute().get("responses", [])
    return found


def texts(response: Json) -> dict[str, list[str]]:
    """Return a response's answers by question id."""
    found: dict[str, Json] = response.get("answers", {})
    return {id_: [part["value"] for part in answer["textAnswers"]["answers"]] for id_, answer in found.items()}


def switch(google: Probe, name: str, value: str | bool = True) -> None:  # noqa: FBT001, FBT002 - a switch's value
    """Turn one doubtful fact round."""
    google.control("POST", "/sandbox/switches", {name: value})


class Visit:
    """Somebody's way through a form's page, as a browser without scripts goes it."""

    def __init__(self, google: Probe, form: str, who: str = TUTOR, **prefilled: str | list[str]) -> None:
        self.session = requests.Session()
        query = {"as": who} | ({"usp": "pp_url"} if prefilled else {}) | {entry(k): v for k, v in prefilled.items()}
        self._take(self.session.get(f"{google.base}/forms/d/{form}/viewform", params=query, timeout=10))

    def _take(self, answer: requests.Response) -> None:
        self.address, self.page = answer.url.split("?")[0], html.unescape(answer.text)
        hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', answer.text)
        self.hidden = {name: html.unescape(value) for name, value in hidden}

    def press(self, do: str = "on", **answers: str | list[str]) -> Visit:
        """Fill in this section and press a button: on, back, or the name of what is to be cleared."""
        fields = {entry(id_): value for id_, value in answers.items()}
        body = {**self.hidden, **fields, "do": do}
        self._take(self.session.post(self.address, data=body, timeout=10))
        return self

    def says(self, *words: str) -> bool:
        """Return whether all of these words stand on the page."""
        return all(word in self.page for word in words)

    @property
    def button(self) -> str:
        """What the button that goes on says."""
        return str(re.findall(r'<button name="do" value="on">(\w+)</button>', self.page)[0])

    @property
    def chosen(self) -> list[str]:
        """The options that are chosen."""
        return re.findall(r'value="([^"]*)" checked', self.page)


def entry(question_id: str) -> str:
    """Return the name of a question's field: `entry.` and the id as a number. Python's names begin with a letter."""
    return f"entry.{int(question_id.removeprefix('q'), 16)}"
