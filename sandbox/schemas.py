"""Checks of a request against its discovery schema: unknown names and wrong types are refused in Google's words."""

from __future__ import annotations

import base64
import binascii
import re
from functools import cache
from typing import Any

from sandbox.discovery import Method
from sandbox.wire import GoogleError, bad_field

ROOTS = {
    "sheets.spreadsheets.create": "spreadsheet",
    "sheets.spreadsheets.values.update": "data",
    "sheets.spreadsheets.values.append": "data",
    "forms.forms.create": "form",
    "gmail.users.messages.send": "message",
    "gmail.users.messages.insert": "message",
    "gmail.users.drafts.create": "draft",
    "gmail.users.drafts.update": "draft",
    "gmail.users.drafts.send": "draft",
    "gmail.users.labels.create": "label",
}
"""How Google names the body of a method in its messages; where it is not listed the path starts at the first field."""
NUMBERS = {"int32": "TYPE_INT32", "uint32": "TYPE_UINT32", "int64": "TYPE_INT64", "uint64": "TYPE_UINT64"}
LENIENT = ("drive",)
"""Drive passes over names that it does not know: gspread's `withLink` and `includeItemsFromAllDrives` show it."""
LIST_VALUE = "type.googleapis.com/google.protobuf.ListValue"


def check_query(method: Method, query: dict[str, list[str]]) -> None:
    """Refuse a query parameter that the method does not have, or a value that it cannot take."""
    for name, values in query.items():
        known = method.parameters.get(name)
        if known is None and method.api in LENIENT:
            continue
        if known is None or known.get("location") == "path":
            message = (
                f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
                f"Field '{name}' could not be found in request message."
            )
            raise bad_field("", message)
        for value in values:
            _check_parameter(name, value, known)
    missing = [n for n, p in method.parameters.items() if p.get("required") and p["location"] == "query"]
    for name in missing:
        if not query.get(name):
            raise GoogleError(400, f"Required parameter: {name}", reason="required", location=name)


def _check_parameter(name: str, value: str, known: dict[str, Any]) -> None:
    kind = known.get("type")
    if kind == "integer" and not re.fullmatch(r"-?\d+", value):
        raise bad_field(_snake(name), f"Invalid value at '{_snake(name)}' ({_number(known)}), \"{value}\"")
    if kind == "boolean" and value.lower() not in ("true", "false", "1", "0"):
        raise bad_field(_snake(name), f"Invalid value at '{_snake(name)}' (TYPE_BOOL), \"{value}\"")
    if "enum" in known and value not in known["enum"] and name != "alt":
        raise bad_field(_snake(name), f"Invalid value at '{_snake(name)}' ({_enum(name)}), \"{value}\"")


def check_body(method: Method, body: Any) -> dict[str, Any]:
    """Return the body with numbers and nulls as the schema has them, or refuse it."""
    if not isinstance(body, dict):
        raise GoogleError(400, "Invalid JSON payload received. Unexpected token. Root element must be a message.")
    if method.request is None:
        return body
    schema = {"$ref": method.request}
    if method.api in LENIENT:
        known = method.schemas[method.request]["properties"]
        body = {name: value for name, value in body.items() if name in known}
    checked: dict[str, Any] = _value(body, schema, method.schemas, ROOTS.get(method.id, ""), "")
    return checked


def _value(value: Any, schema: dict[str, Any], schemas: dict[str, Any], path: str, name: str) -> Any:
    if "$ref" in schema:
        schema = schemas[schema["$ref"]]
    kind = schema.get("type", "any")
    if kind == "any":
        return value
    if kind == "object":
        return _object(value, schema, schemas, path)
    if kind == "array":
        return _array(value, schema, schemas, path, name)
    return _scalar(value, kind, schema, path, name)


def _object(value: Any, schema: dict[str, Any], schemas: dict[str, Any], path: str) -> Any:
    if not isinstance(value, dict):
        kind = schema.get("id", "Struct")
        raise bad_field(path, f"Invalid value at '{path}' (type.googleapis.com/{kind}), {_shown(value)}")
    properties = schema.get("properties")
    extra = schema.get("additionalProperties")
    checked: dict[str, Any] = {}
    for name, inner in value.items():
        known = properties.get(name) if properties else extra
        if known is None:
            where = f" at '{path}'" if path else ""
            message = f'Invalid JSON payload received. Unknown name "{name}"{where}: Cannot find field.'
            raise bad_field(path, message)
        if inner is None:
            if not properties:
                # In a map, null takes a key away (Drive's properties); in a message it says nothing.
                checked[name] = None
            continue
        below = _snake(name) if properties else f'[{{"{name}"}}]'
        checked[name] = _value(inner, known, schemas, f"{path}.{below}" if path else below, name)
    return checked


def _array(value: Any, schema: dict[str, Any], schemas: dict[str, Any], path: str, name: str) -> Any:
    of_lists = schema["items"].get("type") == "array"
    if not isinstance(value, list):
        if of_lists:
            raise bad_field(path, f"Invalid value at '{path}' ({LIST_VALUE}), {_shown(value)}")
        # Proto JSON takes a lone value for a list of one; so does Google, and so do we.
        value = [value]
    if of_lists:
        for at, row in enumerate(value):
            if not isinstance(row, list):
                raise bad_field(f"{path}[{at}]", f"Invalid value at '{path}[{at}]' ({LIST_VALUE}), {_shown(row)}")
        return value
    return [_value(item, schema["items"], schemas, f"{path}[{at}]", name) for at, item in enumerate(value)]


def _scalar(value: Any, kind: str, schema: dict[str, Any], path: str, name: str) -> Any:
    if kind == "string":
        return _string(value, schema, path, name)
    if kind == "boolean":
        if isinstance(value, bool):
            return value
        raise _wrong(path, "TYPE_BOOL", value)
    if isinstance(value, bool):
        raise _wrong(path, _number(schema), value)
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise _wrong(path, _number(schema), value) from None
    if kind == "integer":
        if number != int(number) or not -(2**31) <= number < 2**32:
            raise _wrong(path, _number(schema), value)
        return int(number)
    return value if isinstance(value, int | float) else number


def _string(value: Any, schema: dict[str, Any], path: str, name: str) -> Any:
    form = schema.get("format", "")
    if form in NUMBERS and isinstance(value, int | str) and re.fullmatch(r"-?\d+", str(value)):
        return str(value)
    if form in NUMBERS or not isinstance(value, str):
        raise _wrong(path, NUMBERS.get(form, "TYPE_STRING"), value)
    if "enum" in schema and value not in schema["enum"]:
        raise _wrong(path, _enum(name), value)
    if form == "byte":
        try:
            padded = value + "=" * (-len(value) % 4)
            base64.b64decode(padded.replace("-", "+").replace("_", "/"), validate=True)
        except (binascii.Error, ValueError):
            shown = f'Base64 decoding failed for "{value}"'
            raise bad_field(path, f"Invalid value at '{path}' (TYPE_BYTES), {shown}") from None
    return value


def _wrong(path: str, kind: str, value: Any) -> GoogleError:
    return bad_field(path, f"Invalid value at '{path}' ({kind}), {_shown(value)}")


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def _number(schema: dict[str, Any]) -> str:
    default = "TYPE_INT32" if schema.get("type") == "integer" else "TYPE_DOUBLE"
    return NUMBERS.get(schema.get("format", ""), default)


def _enum(name: str) -> str:
    return f"type.googleapis.com/{name[:1].upper()}{name[1:]}"


@cache
def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda found: f"_{found[1].lower()}", name)
