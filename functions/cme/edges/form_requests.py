"""Compares a form as it stands with the items that are wanted, and plans the smallest `forms.batchUpdate`.

A question keeps its item and question id for as long as it stands; options are changed through their own mask, so that
no id is ever made anew and past answers keep their question. New items come first, then what leads to them, and what
is no longer wanted goes last, so that no option ever leads to a section that is not there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cme.domain.form_items import SUBMIT, FormId, Item, WantedForm

Json = dict[str, Any]
OPTIONS_MASK = "questionItem.question.choiceQuestion.options"
REQUIRED_MASK = "questionItem.question.required"
CHOICES = {"radio": "RADIO", "checkbox": "CHECKBOX", "dropdown": "DROP_DOWN"}
PLAIN: dict[str, Json] = {
    "text": {"textQuestion": {"paragraph": False}},
    "paragraph": {"textQuestion": {"paragraph": True}},
    "time": {"timeQuestion": {"duration": False}},
    # Google's default asks for a day and a month only.
    "date": {"dateQuestion": {"includeYear": True, "includeTime": False}},
}


def live_ids(form: Json) -> dict[str, str]:
    """Return the item ids on a form and the question id of each, empty for what is not a question."""
    return {
        item["itemId"]: item.get("questionItem", {}).get("question", {}).get("questionId", "")
        for item in form.get("items", ())
    }


def form_requests(form: Json, wanted: WantedForm, ids: Sequence[FormId], ours: Sequence[FormId]) -> list[Json]:
    """Return the requests that bring the form in step; none where it is. `ours` are all rows of *Form ids*."""
    standing = {item["itemId"]: item for item in form.get("items", ())}
    order = list(standing)
    sections = {row.key: row.item_id for row in ids if not row.question_id}
    pairs = list(zip(wanted.items, ids, strict=True))
    requests = [*_information(form, wanted), *_settings(form, wanted)]
    requests += _create(pairs, order)
    requests += _move([row.item_id for row in ids], order)
    for item, row in pairs:
        requests += _update(item, row, standing.get(row.item_id), order.index(row.item_id), sections)
    return requests + _delete(order, {row.item_id for row in ids}, {row.item_id for row in ours})


def _information(form: Json, wanted: WantedForm) -> list[Json]:
    info = form.get("info", {})
    said = {"title": wanted.title, "description": wanted.description}
    if all(info.get(name, "") == text for name, text in said.items()):
        return []
    return [{"updateFormInfo": {"info": said, "updateMask": "title,description"}}]


def _settings(form: Json, wanted: WantedForm) -> list[Json]:
    """Record the signed-in account's own address with each answer: it says who took the register.

    Whoever answers an open form need not be signed in: to ask for an account would keep the answer away.
    """
    collects = "DO_NOT_COLLECT" if wanted.is_open else "VERIFIED"
    if form.get("settings", {}).get("emailCollectionType") == collects:
        return []
    return [{"updateSettings": {"settings": {"emailCollectionType": collects}, "updateMask": "emailCollectionType"}}]


def _create(pairs: Sequence[tuple[Item, FormId]], order: list[str]) -> list[Json]:
    requests, after = [], -1
    for item, row in pairs:
        if row.item_id in order:
            after = order.index(row.item_id)
            continue
        after += 1
        order.insert(after, row.item_id)
        requests.append({"createItem": {"item": _new_item(item, row), "location": {"index": after}}})
    return requests


def _new_item(item: Item, row: FormId) -> Json:
    made: Json = {"itemId": row.item_id, "title": item.title}
    if item.description:
        made["description"] = item.description
    if item.answer == "section":
        return made | {"pageBreakItem": {}}
    question: Json = {"questionId": row.question_id, "required": item.required}
    if item.answer in CHOICES:
        # Where an option leads is set afterwards, when every section is there.
        question["choiceQuestion"] = {
            "type": CHOICES[item.answer],
            "options": [{"value": o.text} for o in item.options],
        }
    else:
        question |= PLAIN[item.answer]
    return made | {"questionItem": {"question": question}}


def _move(wanted: Sequence[str], order: list[str]) -> list[Json]:
    requests = []
    for number, item_id in enumerate(wanted[:-1]):
        here, following = order.index(item_id), order.index(wanted[number + 1])
        if following < here:
            order.insert(here, order.pop(following))
            move = {"originalLocation": {"index": following}, "newLocation": {"index": here}}
            requests.append({"moveItem": move})
    return requests


def _update(item: Item, row: FormId, there: Json | None, index: int, sections: Mapping[str, str]) -> list[Json]:
    changes: list[tuple[str, Json]] = []
    words = {"title": item.title, "description": item.description}
    if there is not None and any(there.get(name, "") != text for name, text in words.items()):
        changes.append(("title,description", dict(words)))
    asked = (there or {}).get("questionItem", {}).get("question", {})
    if there is not None and item.answer != "section" and asked.get("required", False) != item.required:
        changes.append((REQUIRED_MASK, _asking(row, {"required": item.required})))
    if item.answer in CHOICES:
        options = [_option(option.text, option.leads_to, sections) for option in item.options]
        made = [{"value": option.text} for option in item.options]
        if (asked.get("choiceQuestion", {}).get("options") if there else made) != options:
            choice = {"choiceQuestion": {"type": CHOICES[item.answer], "options": options}}
            changes.append((OPTIONS_MASK, _asking(row, choice)))
    return [
        {"updateItem": {"item": {"itemId": row.item_id} | body, "location": {"index": index}, "updateMask": mask}}
        for mask, body in changes
    ]


def _asking(row: FormId, question: Json) -> Json:
    return {"questionItem": {"question": {"questionId": row.question_id} | question}}


def _option(text: str, leads_to: str, sections: Mapping[str, str]) -> Json:
    if leads_to == SUBMIT:
        return {"value": text, "goToAction": "SUBMIT_FORM"}
    return {"value": text, "goToSectionId": sections[leads_to]} if leads_to else {"value": text}


def _delete(order: list[str], wanted: set[str], ours: set[str]) -> list[Json]:
    """Take away what we once made and is not wanted now, last first; what a person added is left alone."""
    gone = [index for index, item_id in enumerate(order) if item_id in ours and item_id not in wanted]
    return [{"deleteItem": {"location": {"index": index}}} for index in reversed(gone)]
