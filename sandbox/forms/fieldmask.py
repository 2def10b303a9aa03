"""Update masks: which fields of a message a request names, and the message with those fields replaced. Pure."""

from __future__ import annotations

import copy
import re
from typing import Any

from sandbox.discovery import documents
from sandbox.forms.documents import Json
from sandbox.forms.items import ITEM_KINDS, QUESTION_KINDS, refuse

NEEDED = "At least one field must be listed in 'update_mask'. (Use '*' to indicate all fields.)"


def read(mask: str, schema: str, where: str) -> list[list[str]]:
    """Return the paths of a mask in camel case; “*” names every field. One that does not exist is refused."""
    if not mask.strip():
        raise refuse(f"Invalid {where}: {NEEDED}")
    schemas = documents()["forms.v1"]["schemas"]
    if mask.strip() == "*":
        return [[name] for name in schemas[schema]["properties"]]
    paths = [[_camel(part) for part in path.strip().split(".")] for path in mask.split(",")]
    for path in paths:
        _check(path, schema, schemas, where)
    return paths


def _camel(name: str) -> str:
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), name)


def _check(path: list[str], schema: str, schemas: dict[str, Any], where: str) -> None:
    here: dict[str, Any] = {"$ref": schema}
    for name in path:
        properties = schemas.get(here.get("$ref", ""), {}).get("properties", {})
        if name not in properties:
            raise refuse(f"Invalid {where}: the field mask names “{'.'.join(path)}”, which does not exist.")
        here = properties[name]


def merged(old: Json, given: Json, paths: list[list[str]]) -> Json:
    """Return a copy of `old` in which each path holds what `given` holds there, or nothing."""
    new: Json = copy.deepcopy(old)
    for path in paths:
        _put(new, copy.deepcopy(given), path)
    return new


def _put(target: Json, source: Json, path: list[str]) -> None:
    for depth, name in enumerate(path):
        present = name in source
        if depth == len(path) - 1 or not present:
            _leave(target, source, path[depth:], is_present=present)
            return
        _make_room(target, name)
        target, source = target.setdefault(name, {}), source[name]


def _leave(target: Json, source: Json, rest: list[str], *, is_present: bool) -> None:
    if is_present:
        _make_room(target, rest[0])
        target[rest[0]] = source[rest[0]]
        return
    # What the request does not hold becomes empty, as deep as the mask goes and no further.
    for name in rest[:-1]:
        if name not in target:
            return
        target = target[name]
    target.pop(rest[-1], None)


def _make_room(target: Json, name: str) -> None:
    """Take away the other kinds where a kind is set: a message has one."""
    for kinds in (ITEM_KINDS, QUESTION_KINDS):
        if name in kinds:
            for other in kinds:
                if other != name:
                    target.pop(other, None)
