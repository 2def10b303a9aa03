"""The requests of forms.batchUpdate, applied to a form in memory: the caller keeps it only if all of them hold."""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Callable, Iterator
from typing import Any

from sandbox.forms.documents import Form
from sandbox.wire import GoogleError

Json = dict[str, Any]
ID = re.compile(r"[0-9a-f]{8}")
KINDS = ("choiceQuestion", "textQuestion", "scaleQuestion", "dateQuestion", "timeQuestion", "ratingQuestion")
NOT_HERE = ("questionGroupItem", "imageItem", "videoItem")


def apply(form: Form, requests: list[Json]) -> list[Json]:
    """Apply every request, check that the form still hangs together, and return the replies."""
    replies = []
    for number, request in enumerate(requests):
        if len(request) != 1:
            raise GoogleError(400, f"Invalid requests[{number}]: exactly one kind of request must be set.")
        ((name, body),) = request.items()
        try:
            replies.append(APPLY[name](form, body) or {})
        except GoogleError as wrong:
            if wrong.code != 400 or wrong.message.startswith("Invalid requests["):
                raise
            raise GoogleError(400, f"Invalid requests[{number}].{name}: {wrong.message}") from wrong
    _check_sections(form)
    return replies


def _ids(form: Form) -> Iterator[str]:
    for item in form.items:
        yield item["itemId"]
        question = item.get("questionItem", {}).get("question", {})
        if "questionId" in question:
            yield question["questionId"]


def _new_id(form: Form, wanted: str | None, salt: str) -> str:
    taken = set(_ids(form))
    if wanted:
        if not ID.fullmatch(wanted):
            raise GoogleError(400, f"The ID {wanted} is not valid.")
        if wanted in taken:
            raise GoogleError(400, f"The ID {wanted} is already in use.")
        return wanted
    for attempt in range(1000):
        made = hashlib.sha256(f"{form.id}/{form.revision}/{len(taken)}/{salt}/{attempt}".encode()).hexdigest()[:8]
        if made not in taken and made[0] in "01234567":
            return made
    raise GoogleError(500, "Internal error encountered.")


def _index(form: Form, body: Json, *, upto: int) -> int:
    index = body.get("location", {}).get("index", 0)
    if not 0 <= index < upto:
        raise GoogleError(400, f"The location index {index} is out of range.")
    return int(index)


def _create_item(form: Form, body: Json) -> Json:
    item = copy.deepcopy(body.get("item", {}))
    index = _index(form, body, upto=len(form.items) + 1)
    item["itemId"] = _new_id(form, item.get("itemId"), "item")
    form.items.insert(index, item)
    question_ids = _settle_question(form, item)
    reply: Json = {"itemId": item["itemId"]}
    if question_ids:
        reply["questionId"] = question_ids
    return {"createItem": reply}


def _settle_question(form: Form, item: Json) -> list[str]:
    for kind in NOT_HERE:
        if kind in item:
            raise GoogleError(501, f"The sandbox does not implement {kind}.")
    if "questionItem" not in item:
        if not {"pageBreakItem", "textItem"} & set(item):
            raise GoogleError(400, "An item must be of some kind.")
        return []
    question = item["questionItem"].setdefault("question", {})
    wanted = question.pop("questionId", None)
    question = item["questionItem"]["question"] = {"questionId": _new_id(form, wanted, "question"), **question}
    _check_question(question)
    return [question["questionId"]]


def _check_question(question: Json) -> None:
    kinds = [kind for kind in KINDS if kind in question]
    if not kinds:
        for unknown in set(question) - {"questionId", "required", "grading"}:
            raise GoogleError(501, f"The sandbox does not implement {unknown}.")
        raise GoogleError(400, "A question must be of some kind.")
    choice = question.get("choiceQuestion")
    if choice is not None:
        _check_choice(choice)


def _check_choice(choice: Json) -> None:
    options = choice.get("options", [])
    if not options:
        raise GoogleError(400, "A choice question must have at least one option.")
    values = [option.get("value", "") for option in options if not option.get("isOther")]
    if any(not value for value in values):
        raise GoogleError(400, "An option must have a value.")
    if len(set(values)) != len(values):
        raise GoogleError(400, "Duplicate options are not allowed.")
    leads = any("goToAction" in option or "goToSectionId" in option for option in options)
    if leads and choice.get("type") == "CHECKBOX":
        raise GoogleError(400, "Only RADIO and DROP_DOWN questions can navigate to a section.")


def _find(form: Form, index: int) -> Json:
    if not 0 <= index < len(form.items):
        raise GoogleError(400, f"The location index {index} is out of range.")
    return form.items[index]


def _update_item(form: Form, body: Json) -> Json:
    mask = [path for path in body.get("updateMask", "").split(",") if path]
    if not mask:
        raise GoogleError(400, "At least one field must be listed in 'update_mask'. (Use '*' to indicate all fields.)")
    item = _find(form, body.get("location", {}).get("index", 0))
    given = copy.deepcopy(body.get("item", {}))
    if mask == ["*"]:
        _replace_whole(form, item, given)
        return {}
    for path in mask:
        _set(item, given, path.split("."))
    question = item.get("questionItem", {}).get("question")
    if question is not None:
        if not question.get("questionId"):
            # A blank id that is in the mask makes the question a new one; past answers lose it.
            question["questionId"] = _new_id(form, None, "question")
        _check_question(question)
    return {}


def _replace_whole(form: Form, item: Json, given: Json) -> None:
    old = item["itemId"]
    question = given.get("questionItem", {}).get("question", {})
    kept = item.get("questionItem", {}).get("question", {}).get("questionId")
    item.clear()
    item.update(given)
    item["itemId"] = given.get("itemId") or old
    if question and question.get("questionId") == kept and kept:
        _check_question(question)
    else:
        _settle_question(form, item)


def _set(target: Json, given: Json, path: list[str]) -> None:
    path = [re.sub(r"_([a-z])", lambda m: m[1].upper(), part) for part in path]
    for part in path[:-1]:
        target = target.setdefault(part, {})
        given = given.get(part, {})
    if path[-1] in given:
        target[path[-1]] = given[path[-1]]
    else:
        target.pop(path[-1], None)


def _move_item(form: Form, body: Json) -> Json:
    old = body.get("originalLocation", {}).get("index", 0)
    new = body.get("newLocation", {}).get("index", 0)
    item = _find(form, old)
    if not 0 <= new < len(form.items):
        raise GoogleError(400, f"The location index {new} is out of range.")
    form.items.remove(item)
    form.items.insert(new, item)
    return {}


def _delete_item(form: Form, body: Json) -> Json:
    form.items.remove(_find(form, body.get("location", {}).get("index", 0)))
    return {}


def _update_info(form: Form, body: Json) -> Json:
    paths = body.get("updateMask", "").split(",")
    given = body.get("info", {})
    names = ["title", "description"] if paths == ["*"] else paths
    for name in names:
        if name not in ("title", "description"):
            raise GoogleError(400, f"The field {name} cannot be changed.")
        _set(form.body["info"], given, [name])
    return {}


def _update_settings(form: Form, body: Json) -> Json:
    given = body.get("settings", {})
    for path in body.get("updateMask", "").split(","):
        names = list(given) if path == "*" else [path]
        for name in names:
            _set(form.body.setdefault("settings", {}), given, name.split("."))
    return {}


def _check_sections(form: Form) -> None:
    """An option may lead only to a section that is there."""
    sections = {item["itemId"] for item in form.items if "pageBreakItem" in item}
    for item in form.items:
        choice = item.get("questionItem", {}).get("question", {}).get("choiceQuestion", {})
        for option in choice.get("options", ()):
            target = option.get("goToSectionId")
            if target and target not in sections:
                raise GoogleError(400, f"The section {target} that an option leads to does not exist.")


APPLY: dict[str, Callable[[Form, Json], Json]] = {
    "createItem": _create_item,
    "updateItem": _update_item,
    "moveItem": _move_item,
    "deleteItem": _delete_item,
    "updateFormInfo": _update_info,
    "updateSettings": _update_settings,
}
