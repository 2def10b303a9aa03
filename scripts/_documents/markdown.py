"""Pieces of Markdown: tables whose cells cannot break them, links, and the line that says what made the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def made_from(*sources: str) -> str:
    """Return the comment under a page's heading: what it is made from, and by what."""
    return f"<!-- Made by scripts/build_docs from {', '.join(sources)}. Do not edit by hand. -->\n"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table, each cell on one line."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(cell(text) for text in line)} |\n" for line in lines)


def cell(text: str) -> str:
    """Return a text that fits a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def to(heading: str) -> str:
    """Return a link to a heading of the same page that is one code, such as REG-1."""
    return f"[{heading}](#{heading.lower()})"


def number(value: float) -> str:
    """Return a figure without the point that nobody typed."""
    return f"{value:g}"


def count(many: int, one: str, more: str = "") -> str:
    """Return a number with its word."""
    return f"{many} {one if many == 1 else more or f'{one}s'}"


def unfolding(title: str, items: Iterable[str]) -> str:
    """Return a list that is folded away under its title."""
    lines = "".join(f"- {' '.join(item.split())}\n" for item in items)
    return f"<details><summary>{title}</summary>\n\n{lines}\n</details>\n"
