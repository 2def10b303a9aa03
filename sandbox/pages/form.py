"""The form on a phone: section by section, exactly what Google's page can do, and nothing more."""

from __future__ import annotations

import re
from typing import Any

from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from sandbox.forms import flow, respond
from sandbox.forms.documents import Form, load_by_responder
from sandbox.pages.html import render
from sandbox.wire import Call, page

FIELD = re.compile(r"entry\.(\d+)")
RULE = "/forms/d/e/<responder>/viewform"
DEFAULT_ACCOUNT = "tess@innov8.example"


def _answers(form: Form, values: MultiDict[str, str]) -> dict[str, list[str]]:
    """Return the answers of posted or prefilled fields by question id; the field's number is the id as a number."""
    known = {
        int(question["questionId"], 16): question["questionId"]
        for item in form.items
        if (question := flow.question_of(item))
    }
    found: dict[str, list[str]] = {}
    for name in values:
        match = FIELD.fullmatch(name)
        if match and int(match[1]) in known:
            found[known[int(match[1])]] = [value for value in values.getlist(name) if value != ""]
    return found


@page("GET", RULE)
def view(call: Call) -> Response:
    """Open a form on its first page, prefilled where the link says so."""
    form = load_by_responder(call.db, call.params["responder"])
    account = call.arg("as", DEFAULT_ACCOUNT) or ""
    if form is None:
        return _message(call, "Form", "Sorry, the file you have requested does not exist.", 404)
    if why := respond.refusal(call.db, form, account):
        return _message(call, str(form.body["info"].get("title", "")), why, 200)
    prefilled = MultiDict([(name, value) for name, values in call.query.items() for value in values])
    return _show(call, form, account, [0], _answers(form, prefilled), {})


@page("POST", RULE)
def go_on(call: Call) -> Response:
    """Take a page's answers and go where they lead: on, back, or to the end."""
    form = load_by_responder(call.db, call.params["responder"])
    if form is None:
        return _message(call, "Form", "Sorry, the file you have requested does not exist.", 404)
    account = call.form.get("as", DEFAULT_ACCOUNT)
    title = str(form.body["info"].get("title", ""))
    if why := respond.refusal(call.db, form, account):
        return _message(call, title, why, 200)
    pages = flow.sections(form.items)
    history = [int(n) for n in call.form.get("history", "0").split(",") if n.isdigit() and int(n) < len(pages)] or [0]
    answers = _answers(form, call.form)
    step = call.form.get("step", "next")
    if step == "back":
        return _show(call, form, account, history[:-1] or [0], answers, {})
    wrong = flow.faults(pages[history[-1]], answers)
    if wrong:
        return _show(call, form, account, history, answers, wrong)
    following = flow.after(pages, history[-1], answers)
    if following != flow.SUBMIT:
        return _show(call, form, account, [*history, following], answers, {})
    respond.store(call.db, form, account, flow.kept(form.items, answers, history), call.now)
    return render(
        "form_sent.html", call, title=title, again=f"/forms/d/e/{form.responder}/viewform?as={account}", message=""
    )


def _message(call: Call, title: str, message: str, status: int) -> Response:
    answer = render("form_sent.html", call, title=title, again="", message=message)
    answer.status_code = status
    return answer


def _show(
    call: Call, form: Form, account: str, history: list[int], answers: dict[str, list[str]], wrong: dict[str, str]
) -> Response:
    pages = flow.sections(form.items)
    current = pages[history[-1]]
    here = {question["questionId"] for item in current.items if (question := flow.question_of(item))}
    elsewhere = [(_number(q), value) for q, values in answers.items() if q not in here for value in values]
    last = _can_only_submit(pages, history[-1])
    return render(
        "form.html",
        call,
        info=form.body["info"],
        heading=current.heading,
        account=account,
        collects=form.body.get("settings", {}).get("emailCollectionType") == "VERIFIED",
        items=[_item(item, answers, wrong) for item in current.items],
        elsewhere=elsewhere,
        history=",".join(map(str, history)),
        is_first=len(history) == 1,
        button="Submit" if last else "Next",
        wrong=wrong,
    )


def _can_only_submit(pages: list[flow.Section], index: int) -> bool:
    """Return whether the button says Submit: the last page, or one on which every way out sends the form."""
    choices = [
        option
        for item in pages[index].items
        for option in (flow.question_of(item) or {}).get("choiceQuestion", {}).get("options", ())
        if "goToAction" in option or "goToSectionId" in option
    ]
    if choices:
        return all(option.get("goToAction") == "SUBMIT_FORM" for option in choices)
    return index + 1 == len(pages)


def _number(question_id: str) -> str:
    return f"entry.{int(question_id, 16)}"


def _item(item: dict[str, Any], answers: dict[str, list[str]], wrong: dict[str, str]) -> dict[str, Any]:
    question = flow.question_of(item)
    shown: dict[str, Any] = {"title": item.get("title", ""), "description": item.get("description", ""), "kind": ""}
    if question is None:
        return shown
    choice = question.get("choiceQuestion", {})
    kinds = {"textQuestion": "text", "dateQuestion": "date", "timeQuestion": "time", "scaleQuestion": "scale"}
    kind = choice.get("type", "").lower() or next((k for q, k in kinds.items() if q in question), "text")
    if kind == "scale":
        scale = question["scaleQuestion"]
        options = [str(n) for n in range(scale.get("low", 0), scale.get("high", 5) + 1)]
        kind = "radio"
    else:
        options = [option.get("value", "Other") for option in choice.get("options", ())]
    given = answers.get(question["questionId"], [])
    return shown | {
        "kind": "paragraph" if question.get("textQuestion", {}).get("paragraph") else kind,
        "name": _number(question["questionId"]),
        "id": question["questionId"],
        "required": bool(question.get("required")),
        "options": options,
        "given": given,
        "value": given[0] if given else "",
        "wrong": wrong.get(question["questionId"], ""),
    }
