"""A month in numbers as a trustee reads it: an ordinary one, one in which nothing happened, and one that asks much."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

from cme.domain.clocks import instant
from cme.domain.model import Did, Event, Facts, Message, Observation, Owing, Role, Saw, Staff, State
from sandbox.example.letters import Scene

FIRST = "2026-12-01 08:00"
BEFORE = "2026-12-01 07:55"
TRUSTEE = Staff("S09", "Trudy Trustee", "trudy@innov8.example", roles=(Role.TRUSTEE,))
DAYS = [date(2026, 11, n) for n in (2, 3, 4, 5, 6, *range(9, 14), *range(16, 21), *range(23, 28), 30)]


def _with_trustee(facts: Facts, since: date = date(2026, 9, 1)) -> Facts:
    """The system has been live for long, and somebody is asked each morning who is on duty."""
    settings = replace(facts.settings, live_from=instant(since, time()), duty_asked=time(8, 30))
    return replace(facts, settings=settings, staff={**facts.staff, TRUSTEE.code: TRUSTEE})


def _row(number: int, day: date, clock: time, what: str, notice: str, basis: str = "") -> tuple[Owing, Message]:
    """What was told in the month: rule, session, child, organisation and step, and its message."""
    rule, session, pupil, organisation, step = what.split("/")
    when, name = instant(day, clock), f"m{number}"
    key = f"{rule}/{day}/{session}/{pupil}/{organisation}/{step}"
    owing = Owing(key, rule, day, session, pupil, organisation, step, name, when, when, "", basis)
    return owing, Message(name, State.SENT, when, notice, organisation, "somebody@innov8.example", day)


MONTH_OF_MUCH = (
    _row(1, DAYS[1], time(9, 15), "SAFE-1/TUE-WOOD/P0012/innov8/", "child_page"),
    _row(2, DAYS[6], time(10, 15), "SAFE-1/TUE-ARTS/P0012/innov8/", "child_page"),
    _row(3, DAYS[9], time(9, 15), "SAFE-1/FRI-BIKE/P0012/innov8/", "child_page"),
    _row(4, DAYS[6], time(9, 30), "REG-3/TUE-WOOD/P0003/MILL/", "register_missing"),
    _row(5, DAYS[7], time(9, 15), "REG-1/WED-BIKE/P0001/HILL/", "absence"),
    _row(6, DAYS[7], time(9, 40), "REG-5/WED-BIKE/P0001/HILL/", "stand_down", "our mistake; answers REG-1"),
    _row(7, DAYS[8], time(12), "ASK-1/WED-BIKE/P0001/HILL/dsl", "question"),
    _row(8, DAYS[9], time(12), "ASK-1/WED-BIKE/P0001/HILL/head", "question"),
    _row(9, DAYS[12], time(10), "OPS-2///innov8/paused 10:00", "still_paused"),
)


def _much(facts: Facts) -> Facts:
    """Everything that is counted happened."""
    found = _with_trustee(facts)
    paused = replace(found.places[0], paused_from=date(2026, 11, 9), paused_to=date(2026, 11, 20), agreed_with="HILL")
    since = instant(DAYS[12], time(9))
    settings = replace(
        found.settings, hold=("P0003",), paused_from=since, paused_until=since + timedelta(hours=3), duty_asked=None
    )
    return replace(
        found,
        settings=settings,
        places=(paused, *found.places[1:]),
        ledger={row.key: row for row, _ in MONTH_OF_MUCH},
        messages={message.id: message for _, message in MONTH_OF_MUCH},
    )


def _since_the_middle(facts: Facts) -> Facts:
    return _with_trustee(facts, date(2026, 11, 16))


def _said(day: date, clock: str, saw: Saw, pupil: str = "", by: str = "") -> Observation:
    when = instant(day, time.fromisoformat(clock))
    return Observation(f"{day}-{clock}", day, "", pupil, saw, when, when, by=by)


def _on_duty(*days: date) -> tuple[Observation, ...]:
    return tuple(_said(day, "08:20", Saw.ON_DUTY, by="dee@innov8.example") for day in days)


HEARD = (
    _said(DAYS[1], "09:18", Saw.HAS_IT, "P0012"),
    _said(DAYS[1], "09:31", Saw.LOCATED, "P0012"),
    _said(DAYS[6], "10:27", Saw.HAS_IT, "P0012"),
    _said(DAYS[6], "11:00", Saw.HANDED_OVER, "P0012"),
    _said(DAYS[18], "11:00", Saw.CONCERN, "P0005"),
)
CASE = tuple(
    Event(pupil, did, instant(day, time(9)), instant(day, time(9)), "words", "reason", by="DEE", source=f"{pupil}-{n}")
    for n, (pupil, did, day) in enumerate(
        (
            ("P0010", Did.PROPOSED, DAYS[20]),
            ("P0001", Did.MISSING, DAYS[3]),
            ("P0001", Did.DECLINED, DAYS[8]),
            ("P0001", Did.COUNTERSIGNED, DAYS[9]),
            ("P0002", Did.MISSING, DAYS[9]),
            ("P0002", Did.DECLINED, DAYS[15]),
        )
    )
)


def _answered(did: Did, day: date, step: str) -> Event:
    """What was decided of a mail to an authority about a child whose case is closed."""
    when, key = instant(day, time(11)), f"CME-2/{day}//P0020/EXSH/{step}"
    return Event("P0020", did, when, when, "words", "reason", by="DEE", source=key)


MAIL = (
    _answered(Did.TOLD, DAYS[1], "referral P0020-261103 2611031000"),
    _answered(Did.TOLD, DAYS[4], "over referral P0020-261103 2611031000"),
    _answered(Did.WITHHELD, DAYS[2], "new facts P0020-261103 e7"),
)

MONTH = (
    Scene("oversight", "ordinary", "Nothing to ask about", FIRST, "innov8", _on_duty(*DAYS), _with_trustee, BEFORE),
    Scene(
        "oversight",
        "one",
        "A month that asks much",
        FIRST,
        "innov8",
        (*HEARD, *_on_duty(*DAYS[:15])),
        _much,
        BEFORE,
        happened=(*CASE, *MAIL),
    ),
    Scene(
        "oversight",
        "since_the_middle",
        "Live since the middle of the month",
        FIRST,
        "innov8",
        _on_duty(*DAYS),
        _since_the_middle,
        BEFORE,
    ),
)
