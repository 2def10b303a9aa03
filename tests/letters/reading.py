"""Reads an email's HTML as its reader does: what stands between two tags that end a line, cells, headings, links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

BLOCKS = {"p", "div", "td", "th", "tr", "table", "thead", "tbody", "li", "ol", "ul", "h1", "h2", "main", "body", "html"}
SILENT = {"style", "title", "head"}
VOID = {"meta", "br"}


def flat(text: str) -> str:
    """Return text with single blanks."""
    return re.sub(r"\s+", " ", text).strip()


@dataclass
class Read(HTMLParser):
    """What was found."""

    words: str = ""
    lines: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._line = ""
        self._cell: str | None = None
        self._open: list[str] = []
        self._column = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        if tag not in VOID:
            self._open.append(tag)
        if tag in BLOCKS:
            self._end_line()
        if tag in ("td", "th"):
            self._cell = ""
        if tag == "th":
            self.scopes.append(given.get("scope") or "")
            self._column = given.get("scope") == "col"
        if tag == "a":
            href = given.get("href") or ""
            self.links.append(href)
            if href.startswith("http"):
                self._end_line()
                self._open[-1] = "weblink"

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] in (tag, "weblink"):
            self._open.pop()
        if tag in BLOCKS:
            self._end_line()
        if tag in ("td", "th") and self._cell is not None:
            self.cells.append(flat(self._cell))
            self._cell, self._column = None, False

    def handle_data(self, data: str) -> None:
        if set(self._open) & SILENT:
            return
        self.words += data
        if self._cell is not None:
            self._cell += data
        if "weblink" not in self._open and not self._column:
            self._line += data

    def _end_line(self) -> None:
        if flat(self._line):
            self.lines.append(flat(self._line))
        self._line = ""


def read(html: str) -> Read:
    """Return what a reader finds in an email's HTML."""
    found = Read()
    found.feed(html)
    found.close()
    return found
