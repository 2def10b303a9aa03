"""The words of the field as values: frozen, typed, without behaviour that needs the outside world.

What people say, what is wrong, and the facts that a decision stands on are here; people, the timetable and the ledger
have files of their own, and everybody imports their words from here.
Instants are aware datetimes in UTC; days are dates and times of day are naive, both as people in
Europe/London see them. `domain.clocks` turns one into the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from cme.domain.archive_steps import Happened
from cme.domain.breach_words import Word
from cme.domain.case_events import Ask, Did, Event
from cme.domain.changes import Unconfirmed
from cme.domain.findings import Finding
from cme.domain.ledger import Approval, Message, Obligation, Owing, State
from cme.domain.people import Contact, Organisation, Pupil, Role, Staff, Tier
from cme.domain.policy_facts import Policy
from cme.domain.questions import Answer, Decided, Question
from cme.domain.timetable import Closure, Place, Session, Term

__all__ = [
    "Approval",
    "Ask",
    "Closure",
    "Contact",
    "Decision",
    "Did",
    "Event",
    "Facts",
    "Finding",
    "Message",
    "Mode",
    "Obligation",
    "Observation",
    "Organisation",
    "Owing",
    "Place",
    "Problem",
    "Pupil",
    "Role",
    "Saw",
    "Session",
    "Settings",
    "Severity",
    "Staff",
    "State",
    "Term",
    "Tier",
    "Unconfirmed",
    "Word",
]


class Saw(StrEnum):
    """What a person said at a moment about one pupil; or about a session: its register was taken, or it changed."""

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
    CANCELLED = "cancelled by innov8"
    GOES_AHEAD = "on after all"
    MOVED = "moved"
    ENDS = "ends at another time"
    LED_BY = "led by somebody else"
    TRIP = "on a trip"
    REACHED_AT = "reached at another telephone"
    CONCERN = "a concern"
    HAS_IT = "has it"
    SPOKE_TO = "spoke to somebody"
    NO_ANSWER = "nobody answered"
    LOCATED = "located"
    HANDED_OVER = "handed over"
    REFERRED = "referred"
    ASSESSED = "assessed"
    NOTED = "noted"
    ON_DUTY = "on duty"
    SCHOOL_SEES = "with the school now, it says"
    SCHOOL_KNOWS = "the school says why"
    SCHOOL_SAW = "last seen by the school, it says"
    SCHOOL_ASKS = "the school asks to be rung"
    SCHOOL_LOST = "the school does not know either, it says"
    WHEREABOUTS = "nobody knows where"


@dataclass(frozen=True, slots=True)
class Observation:
    """What one entry says of one pupil in one session: true at `at`, known to us from `recorded_at`.

    Without a pupil it is about the session; `instead` is then what takes the place of what the timetable says.
    Without a session as well it is about everything that was paged until then. What a school says on its form is said
    `by` that organisation; it is about all of whom it was asked that day where it names no child.
    """

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
    instead: str = ""


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
    hold: tuple[str, ...] = ()
    sender: str = ""
    reply_to: str = ""
    dsl_name: str = ""
    dsl_phone: str = ""
    chair_phone: str = ""
    breach_decides: str = ""
    papers_read: str = ""
    report_latest: time = time(15, 15)
    pm_start: time = time(12, 45)
    pause_review: int = 10
    morning_list: time | None = None
    duty_asked: time | None = None
    weekly_digest: time | None = None
    lawful_basis: str = "Shared to safeguard a child; see our privacy notice."
    workbook_id: str = ""
    duty_board: str = ""
    day_sheet: time = time(7, 45)
    chat_space: str = ""
    archive_folder: str = ""
    test_page: datetime | None = None
    form_links: Mapping[str, str] = field(default_factory=dict)
    form_ids: Mapping[str, str] = field(default_factory=dict)
    question_ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """Everything that a decision may stand on, as one read found it; `approved` by the ledger's key of what is owed.

    Two reads are two facts: what is worked out from one of them is kept for that one only.
    """

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
    unconfirmed: tuple[Unconfirmed, ...] = ()
    questions: Mapping[str, Question] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    decided: Mapping[str, Decided] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    policy: Policy = field(default_factory=Policy)
    events: tuple[Event, ...] = ()
    breach_words: tuple[Word, ...] = ()
    archived: tuple[Happened, ...] = ()
    approved: Mapping[str, Approval] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What is owed, what was overtaken and why, when to ask again, and what falls due if nothing is heard.

    `held` is what the DSL holds back: due, and neither owed nor overtaken as long as its codes are on hold. `prepared`
    is what is due and waits until somebody of the DSL team has read it and let it out. `asks` is what cases ask, due or
    not, in the order of their deadlines.
    """

    owed: tuple[Obligation, ...] = ()
    overtaken: tuple[tuple[Obligation, str], ...] = ()
    next_at: datetime | None = None
    forecast: tuple[Obligation, ...] = ()
    held: tuple[Obligation, ...] = ()
    prepared: tuple[Obligation, ...] = ()
    problems: tuple[Problem, ...] = ()
    asks: tuple[Ask, ...] = ()
