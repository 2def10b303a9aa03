"""The words of the field as values: frozen, typed, without behaviour that needs the outside world.

Instants are aware datetimes in UTC; days are dates and times of day are naive, both as people in
Europe/London see them. `domain.clocks` turns one into the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum


class Role(StrEnum):
    """The part a person plays; recipients are found by role in the pupil's own record, never by free text."""

    ATTENDANCE = "attendance"
    DSL = "dsl"
    HEAD = "head"
    COMMISSIONING = "commissioning"
    LEAD = "lead"
    COORDINATOR = "coordinator"
    INNOV8_DSL = "innov8 dsl"


@dataclass(frozen=True, slots=True)
class Contact:
    """One person or shared inbox of an organisation."""

    role: Role
    name: str
    email: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A school or a local authority: `kind` is `school` or `authority`."""

    code: str
    name: str
    kind: str
    contacts: tuple[Contact, ...] = ()
    calendar: str = ""
    telephone: str = ""

    def contact(self, role: Role) -> Contact | None:
        """Return the first contact with this role that has an address, or None."""
        return next((c for c in self.contacts if c.role is role and c.email), None)


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who works for innov8."""

    code: str
    name: str
    email: str
    phone: str = ""
    roles: tuple[Role, ...] = ()
    duty_order: int = 99
    away: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Pupil:
    """A child with a place; `school` is the code of the school on whose roll the child is, or empty."""

    code: str
    first_name: str
    surname: str
    year: str = ""
    school: str = ""
    admission_number: str = ""

    @property
    def short_name(self) -> str:
        """The first name and the initial: what a form's option and an email's table show."""
        return f"{self.first_name} {self.surname[:1]}".strip()


@dataclass(frozen=True, slots=True)
class Session:
    """A weekly slot of the timetable: `weekday` counts from Monday as 0."""

    code: str
    name: str
    site: str
    weekday: int
    start: time
    end: time
    kind: str = "group"
    lead: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One pupil's place on one session, arranged by one commissioner, with the child's own times."""

    pupil: str
    session: str
    commissioner: str
    start: time
    end: time
    since: date | None = None
    until: date | None = None
    transport: str = ""


class Saw(StrEnum):
    """What a person said at a moment about one pupil, or, as REGISTER, that a register was taken."""

    REGISTER = "register taken"
    SEEN = "seen"
    NOT_HERE = "not here when asked"
    ARRIVED = "arrived"
    CAME_BACK = "came back"
    NOT_COMING = "not coming"
    TAXI_LATE = "taxi late"
    WENT_HOME = "left early as agreed"
    LEFT_SITE = "left without permission"
    WAS_HERE = "was here all along"
    WAS_NOT_HERE = "was not here after all"


@dataclass(frozen=True, slots=True)
class Observation:
    """What one entry says of one pupil in one session: true at `at`, known to us from `recorded_at`."""

    entry: str
    day: date
    session: str
    pupil: str
    saw: Saw
    at: datetime
    recorded_at: datetime
    by: str = ""
    reason: str = ""
    said_by: str = ""
    due: datetime | None = None


class Severity(StrEnum):
    """How bad a problem is: an error must be fixed, a query confirmed."""

    ERROR = "error"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with what a person entered or set up: what, where, and what to do, in whole sentences."""

    code: str
    severity: Severity
    where: str
    what: str
    mend: str

    @property
    def key(self) -> str:
        """The same problem has the same key on every run, so that it is listed once."""
        return f"{self.code}|{self.where}|{self.what}"


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

    @property
    def key(self) -> str:
        """The identity under which it stands in the ledger; never an address, never a message."""
        return "/".join((self.rule, self.day.isoformat(), self.session, self.pupil, self.organisation, self.step))


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


class Mode(StrEnum):
    """What the system may do with what it decides. Rehearsal is the default; nothing but LIVE sends to outsiders."""

    REHEARSAL = "rehearsal"
    SHADOW = "shadow"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Settings:
    """The Settings tab, typed; see `sheets_schema/tabs/settings.toml` for what each means."""

    organisation: str = "innov8 Workshops"
    mode: Mode = Mode.REHEARSAL
    paused_from: datetime | None = None
    paused_until: datetime | None = None
    live_from: datetime | None = None
    sender: str = ""
    reply_to: str = ""
    dsl_name: str = ""
    dsl_phone: str = ""
    report_latest: time = time(15, 15)
    lawful_basis: str = "Shared to safeguard a child; see our privacy notice."
    workbook_id: str = ""
    form_links: Mapping[str, str] = field(default_factory=dict)
    form_ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which a calendar has no school, from and until inclusive."""

    calendar: str
    since: date
    until: date
    label: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """Days between which a calendar has school, from and until inclusive."""

    calendar: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a decision may stand on, as one read found it."""

    settings: Settings = field(default_factory=Settings)
    organisations: Mapping[str, Organisation] = field(default_factory=dict)
    staff: Mapping[str, Staff] = field(default_factory=dict)
    pupils: Mapping[str, Pupil] = field(default_factory=dict)
    sessions: Mapping[str, Session] = field(default_factory=dict)
    places: tuple[Place, ...] = ()
    terms: tuple[Term, ...] = ()
    closures: tuple[Closure, ...] = ()
    observations: tuple[Observation, ...] = ()
    ledger: Mapping[str, Owing] = field(default_factory=dict)
    messages: Mapping[str, Message] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What is owed, what was overtaken and why, when to ask again, and what falls due if nothing is heard."""

    owed: tuple[Obligation, ...] = ()
    overtaken: tuple[tuple[Obligation, str], ...] = ()
    next_at: datetime | None = None
    forecast: tuple[Obligation, ...] = ()
    problems: tuple[Problem, ...] = ()
