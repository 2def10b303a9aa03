"""The month in numbers, of pages: until somebody has one, and until it is over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cme.domain.model import Saw, State
from tests import builders as build
from tests.domain.a_month import PAGES, at, facts, line, owed, said, told


def test_a_page_counts_until_somebody_has_it_and_until_it_is_over() -> None:
    heard = (
        *(said(Saw.HAS_IT, 2, "09:18"), said(Saw.HAS_IT, 2, "09:40"), said(Saw.LOCATED, 2, "09:31")),
        *(said(Saw.HAS_IT, 9, "09:20"), said(Saw.ARRIVED, 9, "09:40")),
        said(Saw.NOT_COMING, 16, "09:22", said_by="school"),
    )
    found = told(facts(observations=heard), *PAGES)
    assert line("pages", found) == (
        "4 pages to whoever was on duty. Taken after 4 minutes in the median, 5 at the longest. Over after 16 minutes "
        "in the median, 25 at the longest. 1 over before anybody had taken it. 1 taken by nobody within a day.",
        True,
    )
    assert line("pages", told(facts(observations=heard), *PAGES[:3]))[1] is False


def test_what_is_said_of_a_later_page_of_the_same_child_takes_and_ends_no_earlier_one() -> None:
    heard = (said(Saw.HAS_IT, 9, "09:18"), said(Saw.LOCATED, 9, "09:31"))
    assert line("pages", told(facts(observations=heard), *PAGES[:2])) == (
        "2 pages to whoever was on duty. Taken after 3 minutes. Over after 16 minutes. 1 taken by nobody within a day.",
        True,
    )


@pytest.mark.parametrize(("clock", "minutes"), [("09:15", 1440), ("09:16", None)])
def test_a_page_is_taken_and_over_by_what_is_said_in_the_day_after_it(clock: str, minutes: int | None) -> None:
    heard = (said(Saw.HAS_IT, 3, clock), said(Saw.LOCATED, 3, clock))
    what, _ = line("pages", told(facts(observations=heard), PAGES[0]))
    assert (f"Taken after {minutes} minutes. Over after {minutes} minutes." in what) is (minutes is not None)
    assert ("1 taken by nobody" in what) is (minutes is None)


def test_a_child_that_is_seen_weeks_later_on_paper_of_that_day_ends_no_page() -> None:
    typed_later = said(Saw.ARRIVED, 2, "09:20", recorded_at=at(16, "10:00"))
    assert "1 taken by nobody" in line("pages", told(facts(observations=(typed_later,)), PAGES[0]))[0]


@pytest.mark.parametrize(
    ("taken", "over", "off"),
    [("09:20", "09:40", False), ("09:21", "09:30", True), ("09:20", "09:41", True), ("09:20", None, True)],
)
def test_a_page_is_off_when_it_was_taken_late_settled_late_or_never(taken: str, over: str | None, *, off: bool) -> None:
    heard = [said(Saw.HAS_IT, 2, taken), *([said(Saw.LOCATED, 2, over)] if over else [])]
    what, is_off = line("pages", told(facts(observations=tuple(heard)), PAGES[0]))
    assert is_off is off
    assert ("Of 1 nobody said within a day how it ended." in what) is (over is None)


def test_a_concern_is_not_over_because_the_child_came_and_hearsay_ends_no_page() -> None:
    concern = owed("SAFE-4", at(2, "09:15"), "concern_page", "innov8", urgent=True)
    came = (said(Saw.ARRIVED, 2, "09:20"), said(Saw.NOT_COMING, 9, "09:20", said_by="somebody else"))
    assert "1 taken by nobody" in line("pages", told(facts(observations=came), concern))[0]
    assert "1 taken by nobody" in line("pages", told(facts(observations=came), PAGES[1]))[0]


def test_a_page_about_two_children_is_over_when_both_are_found() -> None:
    both = [replace(PAGES[0], pupil=pupil) for pupil in ("P1", "P2")]
    paged = build.recorded(facts(), both, (), PAGES[0].due, State.SENT)
    (one, _) = paged.messages
    paged = replace(paged, ledger={key: replace(row, message=one) for key, row in paged.ledger.items()})
    first, second = said(Saw.ARRIVED, 2, "09:20"), said(Saw.ARRIVED, 2, "09:45", "P2")
    assert "1 taken by nobody within a day." in line("pages", replace(paged, observations=(first,)))[0]
    assert "Over after 30 minutes." in line("pages", replace(paged, observations=(first, second)))[0]


def test_a_page_about_a_register_is_over_when_the_register_comes() -> None:
    page = owed("REG-2", at(2, "09:15"), "register_page", "innov8", pupil="", step="page", urgent=True)
    came = build.a_register((), at(2, "09:25"))
    assert "1 over before anybody had taken it" in line("pages", told(facts(observations=came), page))[0]
