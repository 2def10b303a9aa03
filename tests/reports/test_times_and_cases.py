"""What a report says of lengths of time against their limits, of cases, and of the alert budget."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cme.domain.case_triggers import MACHINE
from cme.domain.model import Did, Event, Saw
from cme.domain.oversight import Span
from cme.domain.oversight_counts import lines
from cme.domain.report_rows import Wait
from cme.reports.parts import NOT_SHOWN, Kind
from cme.reports.readers import commissioner, trustees
from cme.reports.waits import OWNED, TOLD, wait_part
from tests import builders as build
from tests.domain.a_month import FIGURES, ORDER
from tests.domain.evidenced import record, told
from tests.reports.made import NOW, case, held, part, period, rows

MINUTE = timedelta(minutes=1)


def waits(*minutes: float, limit: float = 5) -> list[Wait]:
    return [Wait(minute * MINUTE, limit * MINUTE, minute > limit) for minute in minutes]


NEVER, NEEDLESS = Wait(None, 5 * MINUTE, True), Wait(None, 5 * MINUTE, False)


def test_each_length_of_time_is_counted_once_and_the_limit_is_between_two_bars() -> None:
    found = wait_part(OWNED, ([*waits(0, 1, 2, 5, 5.1, 61), NEVER, NEEDLESS], waits(3)), "October 2026", 5, 1)
    counts = {label: cells[0] for label, cells in rows(found).items()}
    assert counts == {
        "up to 1": "2",
        "1 to 2": "1",
        "2 to 5": "1",
        "5 to 10": "1",
        "10 to 15": "0",
        "15 to 30": "0",
        "30 to 60": "0",
        "over 60": "1",
        "over before anybody took it": "1",
        "taken by nobody": "1",
        "All": "8",
        "Median": "3.5",
        "Nine in ten within": "61",
        "Over the limit": "3",
    }
    assert rows(found)["2 to 5"][1] == "1"
    assert found.message == (
        "Of 8 pages 6 were taken. The median was 3.5 minutes, and nine in ten took 61 or less. 3 took longer than is"
        " allowed (5 minutes), or were never taken."
    )
    assert found.chart is not None
    assert (found.chart.kind, found.chart.limit, found.chart.limit_label) == (Kind.TIMES, 2.5, "limit: 5 minutes")
    assert found.chart.numbers["now"].tolist() == [2, 1, 1, 1, 0, 0, 0, 1, 1, 1]


def test_a_limit_that_is_no_bound_of_the_bars_becomes_one() -> None:
    found = wait_part(OWNED, (waits(6, 8, limit=7), []), "October 2026", 7, 1)
    assert (rows(found)["5 to 7"][0], rows(found)["7 to 10"][0]) == ("1", "1")


def test_where_all_was_in_time_it_says_so_and_where_nothing_was_there_is_no_chart() -> None:
    assert wait_part(TOLD, (waits(0), []), "x", 2, 1).message == (
        "Of 1 notice of absence 1 was sent. The median was 0 minutes, and nine in ten took 0 or less. None took longer"
        " than is allowed (2 minutes)."
    )
    nothing = wait_part(TOLD, ([], []), "x", 2, 1)
    assert (nothing.message, nothing.chart) == ("There was no notice of absence in this period.", None)


def test_of_few_things_no_time_is_shown_to_trustees() -> None:
    found = wait_part(TOLD, (waits(1, 2, 3, 4), waits(1, 2, 3, 4, 5)), "x", 2, 5)
    assert {cells[0] for cells in rows(found).values()} == {NOT_SHOWN}
    assert rows(found)["All"][1] == "5"
    assert found.message == "There were fewer than 5 notices of absence, so that their times are not shown."


def test_a_notice_is_told_when_it_was_sent_and_late_after_two_minutes() -> None:
    facts = held().facts
    for minutes, pupil in ((0, "P4"), (2, "P5"), (3, "P6")):
        facts = told(facts, "REG-1", "absence", "09:16", pupil=pupil)
        name = list(facts.messages)[-1]
        later = replace(facts.messages[name], at=facts.messages[name].at + minutes * MINUTE, id=f"n{minutes}")
        row = next(row for row in facts.ledger.values() if row.message == name)
        facts = replace(
            facts,
            messages={**{k: v for k, v in facts.messages.items() if k != name}, later.id: later},
            ledger={**facts.ledger, row.key: replace(row, message=later.id)},
        )
    found = rows(part("From due to told", of=record(facts, NOW)))
    assert [found[label][0] for label in ("up to 1", "1 to 2", "2 to 5", "Over the limit")] == ["1", "1", "1", "1"]


def test_pages_are_those_of_the_month_in_numbers() -> None:
    found = rows(part("From page to owner"))
    assert (found["All"][0], found["2 to 5"][0]) == ("4", "1")
    assert found["taken by nobody"][0] == "3"
    span = Span(period().since, period().until, NOW)
    oversight = lines(held().facts, FIGURES, span)[ORDER.index("pages")].what
    assert oversight == (
        "4 pages to whoever was on duty. Taken after 3 minutes. 3 taken by nobody within a day. Of 1 nobody said within"
        " a day how it ended."
    )


@pytest.mark.parametrize(
    ("heard", "hours", "over"),
    [((Did.LOCATED, 4), "24 to 48", 0), ((Did.HAS_IT, 10), "over 168", 1), (None, "nothing heard in time", 1)],
)
def test_a_search_counts_from_the_first_word_until_it_is_heard_what_came_of_it(
    heard: tuple[Did, int] | None, hours: str, over: int
) -> None:
    events = case((Did.PROPOSED, 2), (Did.MISSING, 2), *([heard] if heard else []))
    found = rows(part("From referral to visit", of=held(events=events)))
    assert (found["All"][0], found[hours][0], found["Over the limit"][0]) == ("1", "1", str(over))


def test_a_search_that_may_still_be_in_time_is_not_over() -> None:
    events = case((Did.MISSING, 30))
    found = rows(part("From referral to visit", of=held(events=events)))
    assert (found["nothing heard, still in time"][0], found["Over the limit"][0]) == ("1", "0")


def test_cases_stand_as_they_did_when_the_period_was_over_and_what_ended_in_it_has_its_outcome() -> None:
    events = (
        *case((Did.PROPOSED, 2), (Did.MISSING, 3), (Did.LOCATED, 5), (Did.CLOSED, 6)),
        *case((Did.PROPOSED, 20), pupil="P2"),
        *case((Did.PROPOSED, 20), (Did.NO_CASE, 21), pupil="P3"),
        *case((Did.SUSPECTED, 20), (Did.REFERRED, 31), pupil="P4"),
        *case((Did.PROPOSED, -9), (Did.NO_CASE, -8), pupil="P5"),
    )
    found = part("Cases by step and outcome", of=held(events=events))
    counts = {label: cells[0] for label, cells in rows(found).items() if cells[0] != "0"}
    assert counts == {
        "open: to be assessed": "1",
        "open: to be referred": "1",
        "ended: the child was seen": "1",
        "ended: no case": "1",
    }
    assert found.message == (
        "2 cases are open at the end: 1 to be assessed, 1 to be referred. 2 cases ended in these days."
    )
    span = Span(period().since, period().until, NOW)
    said = lines(held(events=events).facts, FIGURES, span)[ORDER.index("cases")].what
    assert said.endswith("In the month 4 began and 2 ended.")
    hidden = part("Cases by step and outcome", trustees(5), held(events=events))
    assert rows(hidden)["open: to be assessed"][0] == NOT_SHOWN
    assert hidden.message == "So few children are in some of these cases that not all numbers are shown."


def test_the_alert_budget_of_a_commissioner_is_what_it_feels_of_it() -> None:
    facts = held().facts
    every = rows(part("The alert budget"))
    assert every["pages a day, on the worst day"] == ("6", "1", "Mon 2 Nov", "17%")
    own = rows(part("The alert budget", commissioner(facts.organisations["HILL"])))
    assert list(own) == ["threads a day in one inbox outside", "alarms to others that were our mistake"]


def test_a_line_of_the_budget_that_was_not_kept_is_said() -> None:
    facts = held().facts
    for clock, session in (("09:15", "BIKE"), ("09:45", "COOK")):
        facts = told(facts, "REG-1", "absence", clock, session=session)
        name = list(facts.messages)[-1]
        facts = replace(facts, messages={**facts.messages, name: replace(facts.messages[name], subject=session)})
    found = part("The alert budget", of=record(facts, NOW))
    assert rows(found)["threads a day in one inbox outside"] == ("1", "2", "Mon 23 Nov", "200%")
    assert found.message == (
        "1 of 6 lines of the budget were not kept: threads a day in one inbox outside (2, allowed 1)."
    )


def test_days_without_sessions_leave_no_budget() -> None:
    now = build.at("Mon 2026-11-02 08:00")
    assert part("The alert budget", of=held(now)).message == (
        "There was no day with sessions, so that nothing is counted."
    )


def test_somebody_who_has_a_page_at_once_is_in_the_first_bar() -> None:
    heard = (build.seen("P1", Saw.HAS_IT, build.at("Mon 2026-11-09 09:15")),)
    assert rows(part("From page to owner", of=held(heard=heard)))["up to 1"][0] == "1"


def test_a_page_that_was_over_before_anybody_took_it_is_nobody_s_delay() -> None:
    came = (build.seen("P1", Saw.LOCATED, build.at("Mon 2026-11-09 09:40")),)
    found = rows(part("From page to owner", of=held(heard=came)))
    assert (found["over before anybody took it"][0], found["Over the limit"][0]) == ("1", "2")


def test_what_the_system_ended_itself_is_an_outcome_of_its_own() -> None:
    first, last = case((Did.PROPOSED, 2), (Did.NO_CASE, 3))
    found = rows(part("Cases by step and outcome", of=held(events=(first, replace(last, by=MACHINE)))))
    assert found["ended: over before anybody had decided"][0] == "1"


def test_a_commissioner_reads_of_cases_that_it_was_told_of_and_of_its_own_threads() -> None:
    organisations = held().facts.organisations
    events = (*case((Did.MISSING, 2)), *case((Did.MISSING, 2), pupil="P2"), *case((Did.MISSING, 2), pupil="P3"))
    told_of = (
        Event("P1", Did.TOLD, NOW, NOW, source="CME-2/2026-11-02//P1/HILL/has it been referred 1"),
        Event("P2", Did.TOLD, NOW, NOW, source="CME-2/2026-11-02//P2/HILL/referral 2"),
        Event("P3", Did.TOLD, NOW, NOW, source="CME-2/2026-11-02//P3/MILL/has it been referred 3"),
    )
    facts = told(held(events=(*events, *told_of)).facts, "REG-1", "absence", "09:15", organisation="MILL")
    of = record(facts, build.at("Tue 2026-12-01 09:00"))
    assert rows(part("Cases by step and outcome", of=of))["open: being looked into"][0] == "3"
    hill, mill = (commissioner(organisations[code]) for code in ("HILL", "MILL"))
    # What its authority's own team was told is not for whoever places children.
    assert rows(part("Cases by step and outcome", hill, of))["open: being looked into"][0] == "1"
    assert rows(part("The alert budget", hill, of))["threads a day in one inbox outside"][1] == "0"
    facts = replace(facts, places=(*facts.places, build.a_place("P6", "BIKE", commissioner="MILL")))
    own = part("The alert budget", mill, record(facts, of.now))
    assert rows(own)["threads a day in one inbox outside"][1] == "1"
