"""The parts of which a form is made: words, choices, items, and which question means what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SUBMIT = "submit"
"""Where an option goes that sends the form."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one question; `choices` are the fixed options, or the one that closes a changing list."""

    title: str
    description: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormWording:
    """The words of one form, by the kind of each question."""

    slug: str
    title: str
    description: str
    document_title: str
    fields: Mapping[str, Wording]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice; `leads_to` is empty, SUBMIT, or the key of the section that comes next."""

    text: str
    leads_to: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on a form: a question, or a section (`answer` is `section`)."""

    kind: str
    answer: str
    title: str
    description: str = ""
    session: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()

    @property
    def key(self) -> str:
        """What the item means within its form."""
        return f"{self.kind}/{self.session}"


@dataclass(frozen=True, slots=True)
class FormId:
    """One row of the tab *Form ids*: which question of which form means what. A section has no question id."""

    form: str
    kind: str
    session: str
    question_id: str
    item_id: str
    note: str = ""

    @property
    def key(self) -> str:
        """What the item means within its form."""
        return f"{self.kind}/{self.session}"


@dataclass(frozen=True, slots=True)
class WantedForm:
    """One form as it should be today; one that `is_open` takes answers from whoever has its link, and no account."""

    slug: str
    title: str
    description: str
    items: tuple[Item, ...]
    is_open: bool = False
