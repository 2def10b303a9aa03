"""What a command writes for a person to read, print or copy: tables under headings, and what stands above them. Pure.

A cell that begins with the word GAP is shown in a colour as well: the word alone says it on paper, and read aloud.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

GAP = "GAP"
"""How a cell begins that says what is missing or came too late."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table under its title; `widths` are its columns' beside each other, and one that `is_wide` lies across."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    is_wide: bool = False
    is_on_screen: bool = True


@dataclass(frozen=True, slots=True)
class Paper:
    """One document: whose it is, when it was made, what whoever holds it must know first, and its tables."""

    title: str
    subject: str
    made: datetime
    organisation: str
    caution: str
    file_name: str
    tables: tuple[Table, ...]


def gap(what: str) -> str:
    """Return what is missing, marked as such."""
    return f"{GAP}: {what}"


def is_gap(cell: str) -> bool:
    """Return whether a cell says that something is missing or came too late."""
    return cell.startswith(f"{GAP}:")
