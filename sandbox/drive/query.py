"""The `q` of files.list: comparisons joined by and, or, not; what is not understood is refused, never ignored."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from typing import Any

from sandbox.drive.shapes import root_of
from sandbox.wire import GoogleError

Test = Callable[[sqlite3.Row], bool]
_TOKENS = re.compile(r"""\s*('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|<=|>=|!=|[=<>(){}]|[A-Za-z]+)""")
_COLUMNS = {"name": "name", "mimeType": "mime", "createdTime": "created", "modifiedTime": "modified"}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    # Drive matches the beginning of a word, not any piece of text.
    "contains": lambda a, b: re.search(rf"(?<!\w){re.escape(b)}", a, re.IGNORECASE) is not None,
}


def matching(q: str, user: str) -> Test:
    """Return the test that a query means."""
    reader = _Reader(q, user)
    test = reader.either()
    if reader.at != len(reader.tokens):
        raise reader.refusal()
    return test


class _Reader:
    def __init__(self, q: str, user: str) -> None:
        self.user = user
        self.at = 0
        self.tokens: list[str] = []
        end = 0
        text = q.rstrip()
        while end < len(text):
            found = _TOKENS.match(text, end)
            if found is None:
                raise self.refusal()
            self.tokens.append(found[1])
            end = found.end()

    def refusal(self) -> GoogleError:
        return GoogleError(400, "Invalid Value", reason="invalid", location="q")

    def next(self, *expected: str) -> str:
        if self.at >= len(self.tokens) or (expected and self.tokens[self.at] not in expected):
            raise self.refusal()
        self.at += 1
        return self.tokens[self.at - 1]

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def either(self) -> Test:
        tests = [self.both()]
        while self.peek() == "or":
            self.next()
            tests.append(self.both())
        return lambda row: any(test(row) for test in tests)

    def both(self) -> Test:
        tests = [self.one()]
        while self.peek() == "and":
            self.next()
            tests.append(self.one())
        return lambda row: all(test(row) for test in tests)

    def one(self) -> Test:
        if self.peek() == "not":
            self.next()
            inner = self.one()
            return lambda row: not inner(row)
        if self.peek() == "(":
            self.next()
            inner = self.either()
            self.next(")")
            return inner
        if self.peek()[:1] in ("'", '"'):
            return self.member()
        return self.comparison()

    def member(self) -> Test:
        value = self.text()
        self.next("in")
        name = self.next("parents", "owners")
        return self.belongs(name, value)

    def belongs(self, name: str, value: str) -> Test:
        user = self.user
        if name == "owners":
            return lambda row: row["owner"] == (user if value == "me" else value.lower())
        wanted = root_of(user) if value == "root" else value
        return lambda row: (row["parent"] or root_of(row["owner"])) == wanted

    def comparison(self) -> Test:
        name = self.next()
        if name == "parents":
            # gspread writes it this way round, and Drive takes it.
            self.next("in")
            return self.belongs(name, self.text())
        if name in ("properties", "appProperties"):
            return self.has(name)
        if name == "trashed":
            wanted = self.next("=", "!=") == "=", self.next("true", "false") == "true"
            return lambda row: (bool(row["trashed"]) == wanted[1]) == wanted[0]
        if not name.isalpha():
            raise self.refusal()
        if name not in _COLUMNS:
            raise GoogleError(501, f"The sandbox does not implement the search by “{name}”.")
        compare, value = _COMPARE[self.next(*_COMPARE)], self.text()
        column = _COLUMNS[name]
        return lambda row: compare(row[column], value)

    def has(self, name: str) -> Test:
        self.next("has")
        self.next("{")
        self.next("key")
        self.next("=")
        key = self.text()
        self.next("and")
        self.next("value")
        self.next("=")
        value = self.text()
        self.next("}")
        column = "properties" if name == "properties" else "app_properties"
        return lambda row: json.loads(row[column]).get(key) == value

    def text(self) -> str:
        token = self.next()
        if token[0] not in "'\"":
            raise self.refusal()
        return re.sub(r"\\(.)", r"\1", token[1:-1])
