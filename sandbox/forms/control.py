"""/sandbox/respond: send a form for a story, with questions named by their title, their section or their id."""

from __future__ import annotations

from typing import Any

from sandbox.forms import documents, flow
from sandbox.forms.documents import Form
from sandbox.forms.respond import last_navigates, respond
from sandbox.wire import Call, GoogleError, page


@page("POST", "/sandbox/respond")
def send(call: Call) -> dict[str, Any]:
    """Send {"form", "email", "answers": {title or id: text or list}}; "response" edits that one.

    A title that several sections share means the one on the way that the answers take.
    """
    asked = call.content
    for name in ("form", "answers"):
        if asked.get(name) in (None, ""):
            raise GoogleError(400, f"Say which “{name}”: {{“form”: …, “email”: …, “answers”: {{question: answer}}}}.")
    form = documents.find(call.db, str(asked["form"]))
    answers = named_answers(form, asked["answers"], last_navigates=last_navigates(call.db))
    email, response = str(asked.get("email", "")).lower(), str(asked.get("response", ""))
    made = respond(call.db, form.id, email=email, answers=answers, now=call.now, response_id=response)
    return {"responseId": made}


def named_answers(form: Form, given: dict[str, Any], *, last_navigates: bool = False) -> dict[str, list[str]]:
    """Return answers by question id, following the form from its first page to tell equal titles apart."""
    waiting = {
        name: [str(v) for v in value] if isinstance(value, list) else [str(value)] for name, value in given.items()
    }
    answers = {name: waiting.pop(name) for name in list(waiting) if name in form.questions()}
    pages, index, passed = flow.sections(form.items), 0, set[int]()
    while index != flow.SUBMIT and index not in passed:
        passed.add(index)
        for id_ in pages[index].questions:
            title = form.questions()[id_].get("title", "")
            if title in waiting and id_ not in answers:
                answers[id_] = waiting.pop(title)
        index = flow.after(pages, index, answers, last_navigates=last_navigates)
    if waiting:
        raise GoogleError(400, f"The way through “{form.title}” passes no question {', '.join(sorted(waiting))}.")
    return answers
