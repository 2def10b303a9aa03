"""Google's own discovery documents: which method an address means, and whether a request is one that it takes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import unquote

APIS = ("sheets.v4", "forms.v1", "gmail.v1", "drive.v3", "chat.v1", "cloudtasks.v2")


@dataclass(frozen=True)
class Method:
    """One method of one API, with what is needed to check a request for it."""

    id: str
    verb: str
    segments: tuple[str, ...]
    parameters: dict[str, dict[str, Any]]
    request: str | None
    response: str | None
    schemas: dict[str, Any]
    upload: bool = False

    @property
    def api(self) -> str:
        """The API's name: sheets, forms, gmail, drive, chat or cloudtasks."""
        return self.id.split(".", 1)[0]


@cache
def documents() -> dict[str, dict[str, Any]]:
    """Return the discovery documents that come inside googleapiclient, by name."""
    folder = files("googleapiclient.discovery_cache") / "documents"
    return {name: json.loads((folder / f"{name}.json").read_text("utf-8")) for name in APIS}


@cache
def methods() -> tuple[Method, ...]:
    """Return every method of these APIs, upload addresses among them."""
    return tuple(method for document in documents().values() for method in _methods(document, document))


def _methods(node: dict[str, Any], document: dict[str, Any]) -> Iterator[Method]:
    for raw in node.get("methods", {}).values():
        # {+name} stands for several segments: there the flat path says which.
        path = raw["flatPath"] if "{+" in raw["path"] else raw["path"]
        paths = [(document["servicePath"] + path, False)]
        if raw.get("supportsMediaUpload"):
            paths.append((raw["mediaUpload"]["protocols"]["simple"]["path"], True))
        for path, upload in paths:
            yield Method(
                id=raw["id"],
                verb=raw["httpMethod"],
                segments=tuple(path.strip("/").split("/")),
                parameters=document["parameters"] | raw.get("parameters", {}),
                request=raw.get("request", {}).get("$ref"),
                response=raw.get("response", {}).get("$ref"),
                schemas=document["schemas"],
                upload=upload,
            )
    for inner in node.get("resources", {}).values():
        yield from _methods(inner, document)


def find_method(verb: str, raw_path: str) -> tuple[Method, dict[str, str]] | None:
    """Return the method an address means with its path parameters, decoded only after the address was split."""
    parts = raw_path.strip("/").split("/")
    found = [
        (method, params)
        for method in _by_verb().get((verb, len(parts)), ())
        if (params := _fit(method.segments, parts)) is not None
    ]
    # A literal segment (values:batchGet) says more than a placeholder, so the fewest placeholders win.
    return min(found, key=lambda pair: len(pair[1]), default=None)


@cache
def _by_verb() -> dict[tuple[str, int], list[Method]]:
    table: dict[tuple[str, int], list[Method]] = {}
    for method in methods():
        table.setdefault((method.verb, len(method.segments)), []).append(method)
    return table


@cache
def _pattern(segment: str) -> re.Pattern[str]:
    parts = re.split(r"(\{\+?\w+\})", segment)
    return re.compile("".join(f"(?P<{p.strip('{+}')}>.+)" if p.startswith("{") else re.escape(p) for p in parts))


def _fit(segments: tuple[str, ...], parts: list[str]) -> dict[str, str] | None:
    params: dict[str, str] = {}
    for segment, part in zip(segments, parts, strict=True):
        if "{" not in segment:
            if segment != unquote(part):
                return None
            continue
        fit = _pattern(segment).fullmatch(part)
        if fit is None or (segment.endswith("}") and re.search(r":[a-z]+[A-Z]?\w*$", part) and _is_verb(part)):
            return None
        params |= {name: unquote(value) for name, value in fit.groupdict().items()}
    return params


@cache
def _verbs() -> frozenset[str]:
    return frozenset(s.rsplit(":", 1)[1] for m in methods() for s in m.segments if ":" in s)


def _is_verb(part: str) -> bool:
    return part.rsplit(":", 1)[1] in _verbs()
