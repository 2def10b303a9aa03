"""What the doctor has seen, as values: accounts, files and who may open them, forms, the mailbox, the archive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """Where a file is."""

    THERE = "there"
    BIN = "in the bin"
    GONE = "gone, or not shared with the mailbox"
    UNNAMED = "not named in Settings"
    UNSEEN = "not seen"


class Kind(StrEnum):
    """What a file is for: that says who may open it."""

    WORKBOOK = "workbook"
    BOARD = "Duty board"
    ARCHIVE = "archive folder"
    FORM = "form"
    COPY = "copy"
    FOLDER = "folder"


NAMED = (Kind.FORM, Kind.COPY, Kind.FOLDER)
"""Of which there are several."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who signs in, by Drive and by Gmail."""

    drive: str
    gmail: str


@dataclass(frozen=True, slots=True)
class House:
    """Who belongs here, by address: the mailbox, the DSL team, and everybody on the tab Staff."""

    mailbox: str
    domain: str
    team: frozenset[str] = frozenset()
    staff: frozenset[str] = frozenset()

    def is_of_us(self, who: str) -> bool:
        """Whether an address, a group or a domain is ours: of the staff's domain, on the tab Staff, or the mailbox."""
        return who == self.mailbox or who in self.staff or who.rpartition("@")[2] == self.domain


@dataclass(frozen=True, slots=True)
class Permission:
    """Who may do what: `who` is an address, a domain, or empty for whoever has the link."""

    kind: str
    role: str
    who: str = ""
    view: str = ""

    @property
    def fills_in(self) -> bool:
        """Whether it lets people fill in a published form, and do no more."""
        return self.view == "published" and self.role == "reader"

    @property
    def changes(self) -> bool:
        """Whether it lets people write."""
        return self.role not in ("reader", "commenter")


@dataclass(frozen=True, slots=True)
class SharedFile:
    """One file or folder: where it is, whose, and who may open it; `why` it could not be seen, where it could not."""

    kind: Kind
    name: str
    id: str = ""
    state: State = State.THERE
    owner: str = ""
    made_at: datetime | None = None
    why: str = ""
    permissions: tuple[Permission, ...] = ()

    @property
    def called(self) -> str:
        """What it is called in a sentence."""
        return f"the {self.kind}{f' “{self.name}”' if self.kind in NAMED else ''}"

    @property
    def first_called(self) -> str:
        """The same at the beginning of a sentence."""
        return f"{self.called[:1].upper()}{self.called[1:]}"

    @property
    def opened_by(self) -> tuple[Permission, ...]:
        """Who may open the file itself; who may only fill in a form is not among them."""
        return tuple(permission for permission in self.permissions if not permission.fills_in)


@dataclass(frozen=True, slots=True)
class SeenForm:
    """One form beside its file: whether it can be sent, where its answers go as well, and what it lacks.

    `why` it could not be looked at, where it could not; its file may have been seen all the same.
    """

    slug: str
    file: SharedFile
    is_published: bool = True
    linked_sheet: str = ""
    drift: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What is set up in the mailbox: `send_as` are its own addresses, `filters` take replies out of sight."""

    send_as: tuple[str, ...]
    answers_itself: bool = False
    forwards_to: str = ""
    filters: int = 0
    drafts: int = 0


@dataclass(frozen=True, slots=True)
class SealedFile:
    """One file of the newest month that the tab Archive calls sealed, as Drive has it now."""

    name: str
    is_there: bool = True
    is_sealed: bool = True
    is_same: bool = True


@dataclass(frozen=True, slots=True)
class Deployed:
    """Which commit runs in a project, None where no service stands there; and which lies here."""

    project: str
    runs: str | None
    here: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a project: what scripts/deploy would do to it, or `why` it could not be seen."""

    title: str
    lines: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Holders:
    """Who holds a project: its owners, everybody's roles, and whom its alarms write to."""

    project: str
    owners: tuple[str, ...]
    roles: Mapping[str, tuple[str, ...]]
    alarms: tuple[str, ...]
