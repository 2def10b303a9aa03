"""The requests of forms.batchUpdate, applied to a form in memory: the caller keeps it only if all of them hold."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.forms import fieldmask
from sandbox.forms.documents import Form, Json
from sandbox.forms.items import (
    ITEM_KINDS,
    check_item,
    check_line,
    check_mixed,
    check_retired,
    check_targets,
    ids_of,
    kind_of,
    question_in,
    refuse,
    release,
    sections_of,
    settle_id,
)
from sandbox.wire import GoogleError

COLLECTION = ("VERIFIED", "RESPONDER_INPUT", "DO_NOT_COLLECT")


def apply(form: Form, requests: list[Json], switches: Mapping[str, str | bool]) -> list[Json]:
    """Apply every request in order, check that the form still hangs together, and return the replies."""
    if not requests:
        raise refuse("Must specify at least one request.")
    used, sections, replies = _ids(form), sections_of(form.items), []
    for number, request in enumerate(requests):
        name = kind_of(request, tuple(APPLY), "Request")
        replies.append(APPLY[name](form, request[name], f"requests[{number}].{name}"))
        if switches["forms_lost_section_falls_through"]:
            release(form.items, sections - sections_of(form.items))
        if switches["forms_sections_come_first"]:
            check_targets(form.items)
    check_targets(form.items)
    if switches["forms_choices_all_lead"]:
        check_mixed(form.items)
    if switches["forms_remember_ids"]:
        check_retired(_ids(form) - used, form.retired)
    form.retired = sorted({*form.retired, *(used - _ids(form))})
    form.body["items"] = [_tidy(item) for item in form.items]
    return replies


def _ids(form: Form) -> set[str]:
    items, questions = ids_of(form.items)
    return items | questions


def _tidy(value: Any) -> Any:
    """Leave out what is false, zero or empty, as proto JSON does; an empty message says which kind it is and stays."""
    if isinstance(value, dict):
        return {name: _tidy(inner) for name, inner in value.items() if inner not in (False, 0, "", [])}
    return [_tidy(inner) for inner in value] if isinstance(value, list) else value


def _index(location: Json | None, upto: int, where: str) -> int:
    if location is None or "index" not in location:
        raise refuse(f"{where}: a location index is required.")
    index = int(location["index"])
    if not 0 <= index < upto:
        raise refuse(f"{where}: the index {index} is out of range; it must be at least 0 and less than {upto}.")
    return index


def _create_item(form: Form, body: Json, where: str) -> Json:
    # One past the last item is where a form grows; the documentation's “[0..N)” counts the new item.
    index = _index(body.get("location"), len(form.items) + 1, f"{where}.location")
    item = copy.deepcopy(body.get("item", {}))
    check_item(item)
    items, questions = ids_of(form.items)
    item = {"itemId": settle_id(item.pop("itemId", ""), items, "item"), **item}
    reply: Json = {"itemId": item["itemId"]}
    question = question_in(item)
    if question is not None:
        settled = settle_id(question.pop("questionId", ""), questions, "question")
        item["questionItem"]["question"] = {"questionId": settled, **question}
        reply["questionId"] = [settled]
    form.items.insert(index, item)
    return {"createItem": reply}


def _update_item(form: Form, body: Json, where: str) -> Json:
    paths = fieldmask.read(body.get("updateMask", ""), "Item", where)
    index = _index(body.get("location"), len(form.items), f"{where}.location")
    old = form.items[index]
    others = [item for item in form.items if item is not old]
    new = fieldmask.merged(old, body.get("item", {}), paths)
    items, questions = ids_of(others)
    # An id that is in the mask and blank makes the item or the question a new one, and its answers lose it.
    new["itemId"] = settle_id(new.get("itemId", ""), items, "item")
    check_item(new)
    if kind_of(new, ITEM_KINDS, "Item") != kind_of(old, ITEM_KINDS, "Item"):
        raise refuse(f"{where}: the kind of an item cannot be changed.")
    question = question_in(new)
    if question is not None:
        question["questionId"] = settle_id(question.get("questionId", ""), questions, "question")
    form.items[index] = new
    return {}


def _move_item(form: Form, body: Json, where: str) -> Json:
    old = _index(body.get("originalLocation"), len(form.items), f"{where}.original_location")
    new = _index(body.get("newLocation"), len(form.items), f"{where}.new_location")
    form.items.insert(new, form.items.pop(old))
    return {}


def _delete_item(form: Form, body: Json, where: str) -> Json:
    form.items.pop(_index(body.get("location"), len(form.items), f"{where}.location"))
    return {}


def _update_info(form: Form, body: Json, where: str) -> Json:
    mask = body.get("updateMask", "")
    if mask != "*" and "document" in mask:
        raise refuse("document_title cannot be modified by a batchUpdate request.")
    paths = [["title"], ["description"]] if mask == "*" else fieldmask.read(mask, "Info", where)
    info = fieldmask.merged(form.body["info"], body.get("info", {}), paths)
    if not str(info.get("title", "")).strip():
        raise refuse("The form title is required.")
    check_line(info["title"])
    form.body["info"] = _tidy(info)
    return {}


def _update_settings(form: Form, body: Json, where: str) -> Json:
    paths = fieldmask.read(body.get("updateMask", ""), "FormSettings", where)
    settings = fieldmask.merged(form.body["settings"], body.get("settings", {}), paths)
    if settings.get("quizSettings", {}).get("isQuiz"):
        raise GoogleError(501, "The sandbox does not implement quizSettings.isQuiz.")
    if settings.setdefault("emailCollectionType", "DO_NOT_COLLECT") not in COLLECTION:
        raise refuse(f"{where}: email_collection_type must be specified.")
    form.body["settings"] = settings
    return {}


APPLY: dict[str, Callable[[Form, Json, str], Json]] = {
    "createItem": _create_item,
    "updateItem": _update_item,
    "moveItem": _move_item,
    "deleteItem": _delete_item,
    "updateFormInfo": _update_info,
    "updateSettings": _update_settings,
}
