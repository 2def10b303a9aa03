"""The month in numbers, of cases: what was declined, what was written to authorities, what is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from cme.domain.model import Did, Event
from tests import builders as build
from tests.domain.a_month import NOVEMBER, at, facts, line


def case(*happened: tuple[Did, int], pupil: str = "P1") -> tuple[Event, ...]:
    return tuple(
        Event(pupil, did, at(day, "10:00"), at(day, "10:00"), "w", "r", "e", "DEE", source=f"{pupil}{n}")
        for n, (did, day) in enumerate(happened)
    )


def test_whoever_declined_to_refer_is_counted_until_a_second_person_has_answered() -> None:
    missing = (Did.MISSING, 2)
    agreed = case(missing, (Did.DECLINED, 6), (Did.COUNTERSIGNED, 9))
    what, is_off = line("declined", facts(events=agreed))
    assert what == (
        "It was decided once not to refer a child who was not found in time. A second person has answered once, after "
        "3 days at the longest; 0 decisions wait for one; 0 ended without one."
    )
    assert not is_off
    waits = case(missing, (Did.DECLINED, 6))
    what, is_off = line("declined", facts(events=waits))
    assert "1 decision waits for one, the oldest for 25 days" in what
    assert is_off
    what, is_off = line("declined", facts(events=(*waits, *closed(7))))
    assert what.endswith("1 ended without one.")
    assert is_off
    assert line("declined", facts(events=case(missing, (Did.DECLINED, 30))))[1] is False


def closed(day: int) -> tuple[Event, ...]:
    return (Event("P1", Did.CLOSED, at(day, "12:00"), at(day, "12:00"), "w", "r", "e", "DEE", source="c"),)


def suspected(day: int, pupil: str = "P1") -> tuple[Event, ...]:
    """A case in which no school has the child on its roll, so that a mail to its authority is prepared at once."""
    return case((Did.SUSPECTED, day), (Did.OFF_ROLL, day), pupil=pupil)


def mailed(did: Did, day: int, step: str, to: str = "COUNTY", pupil: str = "P9") -> Event:
    key = f"CME-2/2026-11-{day:02}//{pupil}/{to}/{step}"
    return Event(pupil, did, at(day, "12:00"), at(day, "12:00"), "w", "r", "e", "DEE", source=key)


def test_mail_to_authorities_is_counted_as_it_was_approved_and_refused_and_waits() -> None:
    children = {code: build.a_pupil(code, school="", lives_in="COUNTY") for code in ("P1", "P2")}
    said = (
        *(
            mailed(Did.TOLD, 3, "referral P9-261103 2611031000"),
            mailed(Did.TOLD, 4, "over placing P9-261103 2611041000"),
        ),
        mailed(Did.TOLD, 3, "refer at once P9-261103 2611031000", "HILL"),
        mailed(Did.WITHHELD, 5, "new facts P9-261103 e7"),
        replace(mailed(Did.WITHHELD, 5, "new facts P8 e8"), recorded_at=at(5, "12:00") - timedelta(days=31)),
    )
    waits = facts(pupils=children, events=(*said, said[0], *suspected(26), *suspected(30, "P2")))
    assert line("mail", waits) == (
        "2 mails to authorities were approved, 1 was refused by two people; 2 wait, the oldest for 5 days.",
        True,
    )
    in_time = facts(pupils=children, events=(*said, *suspected(30, "P2")))
    assert line("mail", in_time, replace(NOVEMBER, at=at(30, "15:30")))[1] is False
    assert line("mail", in_time, replace(NOVEMBER, at=at(30, "09:59")))[0].endswith("; 0 wait.")
    assert line("mail", facts()) == (
        "0 mails to authorities were approved, 0 were refused by two people; 0 wait.",
        False,
    )


def test_the_mail_of_a_closed_case_waits_as_well() -> None:
    child = {"P1": build.a_pupil(school="", lives_in="COUNTY")}
    by_page = Event("P1", Did.REFERRED, at(26, "11:00"), at(26, "11:00"), "reference 4711", source="page")
    over = Event("P1", Did.CLOSED, at(27, "12:00"), at(27, "12:00"), "w", "r", "e", "DEE", source="c")
    waits = facts(pupils=child, events=(*suspected(26), by_page, over))
    assert line("mail", waits)[0].endswith("1 waits, the oldest for 4 days.")


def test_open_cases_stand_by_their_step_with_the_age_of_the_oldest_and_how_many_are_overdue() -> None:
    every = (*case((Did.PROPOSED, 20)), *case((Did.PROPOSED, 30), pupil="P2"), *case((Did.MISSING, 27), pupil="P3"))
    gone = case((Did.MISSING, 3), (Did.CLOSED, 4), pupil="P4")
    what, is_off = line("cases", facts(events=(*every, *gone)))
    assert what == (
        "Cases open today: 2 to be assessed, the oldest for 11 days; 1 being looked into, the oldest for 4 days. "
        "Overdue: 3. In the month 4 began and 1 ended."
    )
    assert is_off
    what, is_off = line("cases", facts(events=case((Did.PROPOSED, 30))), replace(NOVEMBER, at=at(30, "12:00")))
    assert what.startswith("Cases open today: 1 to be assessed, the oldest for less than a day. Overdue: 0.")
    assert not is_off
