"""What is owed and what became of it: obligations, their rows in the ledger, the messages that carry them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from cme.domain.people import Role


class State(StrEnum):
    """Where a message stands. `domain.states` says which moves are allowed and what each asks of a job."""

    CLAIMED = "claimed"
    SENT = "sent"
    ANSWERED = "answered"
    HELD = "held"
    WITHDRAWN = "withdrawn"
    BOUNCED = "bounced"
    UNKNOWN = "unknown"
    FAILED = "failed"
    OVERTAKEN = "overtaken"
    REHEARSED = "rehearsed"


@dataclass(frozen=True, slots=True)
class Obligation:
    """What is owed: a rule, about a pupil in a session on a day, to one organisation, for one step.

    `notice` is the kind of message that pays it; `to` is the role that receives it within `organisation`
    (`innov8` itself for pages and nudges, with the person in `person`). `clause`, `reason` and `basis` say why;
    `due` is when it fell due, `stale_after` when it would no longer help; `moot` says why it helps no more already.
    From `lapses_at` on it is needless, and nobody need hear that it was not sent: a reminder.
    """

    rule: str
    day: date
    organisation: str
    notice: str
    to: Role
    due: datetime
    reason: str
    clause: str
    pupil: str = ""
    session: str = ""
    step: str = ""
    person: str = ""
    basis: str = ""
    stale_after: datetime | None = None
    urgent: bool = False
    moot: str = ""
    lapses_at: datetime | None = None

    @property
    def key(self) -> str:
        """The identity under which it stands in the ledger; never an address, never a message."""
        return key_of(self)


@dataclass(frozen=True, slots=True)
class Owing:
    """One row of the ledger: an obligation as it was claimed, and the message that carries it."""

    key: str
    rule: str
    day: date
    session: str
    pupil: str
    organisation: str
    step: str
    message: str
    due: datetime
    decided_at: datetime
    reason: str = ""
    basis: str = ""
    revision: int = 0
    clause: str = ""

    @classmethod
    def of(cls, owed: Obligation, message: str, at: datetime, revision: int = 0) -> Owing:
        """Return the row of an obligation that a message carries, as it was decided at an instant."""
        return cls(
            key=owed.key,
            rule=owed.rule,
            day=owed.day,
            session=owed.session,
            pupil=owed.pupil,
            organisation=owed.organisation,
            step=owed.step,
            message=message,
            due=owed.due,
            decided_at=at,
            reason=owed.reason,
            basis=owed.basis,
            revision=revision,
            clause=owed.clause,
        )

    @classmethod
    def from_key(cls, key: str, message: str, at: datetime, reason: str) -> Owing | None:
        """Return the row that a key alone gives, or None where it is not one of ours."""
        try:
            rule, day, session, pupil, organisation, step = key.split("/", 5)
            return cls(key, rule, date.fromisoformat(day), session, pupil, organisation, step, message, at, at, reason)
        except ValueError:
            return None


def key_of(owed: Obligation | Owing) -> str:
    """Return the key that follows from what is owed."""
    return "/".join((owed.rule, owed.day.isoformat(), owed.session, owed.pupil, owed.organisation, owed.step))


@dataclass(frozen=True, slots=True)
class Approval:
    """The text that somebody of the DSL team let out, by its digest, and the code of who did."""

    digest: str
    by: str


RECALLED = "recalled"
"""How the detail of a message begins that the workbook had forgotten and the mailbox remembered; so does the basis
of its rows, with the instant at which that was found."""
AUTOMATIC = "an automatic reply"
"""How the detail of a message begins that a program alone has answered."""
BY_HAND = "the draft was changed by hand"
"""How the detail of a message begins that was not sent because somebody had been at its draft."""


def recalled_at(row: Owing) -> datetime | None:
    """Return when a row was brought back from the mailbox, or None where it never was lost."""
    word, _, at = row.basis.partition(" ")
    try:
        return datetime.fromisoformat(at) if word == RECALLED else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Message:
    """One email or page as the ledger knows it now: the latest of its events."""

    id: str
    state: State
    at: datetime
    notice: str
    organisation: str
    to: str
    day: date
    subject: str = ""
    run: str = ""
    lease_until: datetime | None = None
    draft: str = ""
    thread: str = ""
    gmail_id: str = ""
    detail: str = ""
    revision: int = 0
