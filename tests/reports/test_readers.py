"""Who reads what in a report: trustees no name at all, a commissioner nobody else's child, and what is missing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings

from cme.domain.archive_steps import Happened, Step
from cme.domain.decide import decide
from cme.domain.model import Facts, State
from cme.domain.report_period import month
from cme.reports.readers import commissioner, dsl, trustees
from cme.reports.report import report
from tests import builders as build
from tests.domain import registers as some
from tests.domain.evidenced import FIGURES, record
from tests.reports.made import NOW, held, period, words


def about(found: object, name: str) -> str:
    return dict(found.about.rows)[name]  # type: ignore[attr-defined]


def test_what_is_missing_is_said_first() -> None:
    found = report(held(), period(), dsl())
    assert about(found, "Days") == "02/11/2026 to 30/11/2026"
    assert about(found, "Not reached") == "days before 02/11/2026, of which the record holds nothing"
    assert about(found, "Compared with") == "October 2026, of which nothing is recorded"
    assert about(found, "Weekdays on which innov8 was closed") == "1: Training of Zaphod (16/11)"
    assert about(found, "Registers") == "0 never came and 0 came late, of 4"
    assert about(found, "Of which nobody said anything") == "4 sessions"
    assert "Not over yet" not in dict(found.about.rows)
    early = report(held(build.at("Mon 2026-11-09 08:00")), period(), dsl())
    assert about(early, "Not over yet") == "the days after 09/11/2026 are still to come"


def test_of_a_period_before_the_record_it_says_that_there_is_nothing() -> None:
    found = report(held(), period("2026-09"), dsl())
    assert about(found, "Days") == "none: the record begins on 02/11/2026."
    assert found.parts[0].message.startswith("No child was expected in any session.")


def test_trustees_do_not_read_why_a_day_was_closed_nor_which_schools_there_are() -> None:
    found = report(held(), period(), trustees(5))
    assert about(found, "Weekdays on which innov8 was closed") == "1"
    assert "Attendance by school on roll" not in [part.title for part in found.parts]
    assert "pages" not in about(report(held(), period(), dsl()), "Left out")


def test_a_commissioner_reads_no_pages_because_they_follow_from_flags() -> None:
    found = report(held(), period(), commissioner(held().facts.organisations["HILL"]))
    assert "From page to owner" not in [part.title for part in found.parts]
    assert "follows from its flags" in about(found, "Left out")
    assert "Registers" not in dict(found.about.rows)


def test_the_same_facts_give_the_same_report() -> None:
    one, other = (report(held(), period(), dsl()) for _ in range(2))
    assert words(one) == words(other)
    assert one.file_name == "report-2026-11-dsl"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some.mornings())
def test_whatever_happened_trustees_read_no_name_and_a_commissioner_none_but_its_own(
    morning: tuple[Facts, datetime],
) -> None:
    facts, now = morning
    decision = decide(some.known_by(facts, now), now, FIGURES)
    found = record(build.recorded(facts, decision.owed, (), now, State.SENT), now + timedelta(days=1))
    this = month(now.date())
    schools = [one.name for one in facts.organisations.values()]
    people = [one.name for one in facts.staff.values()]
    every = [*some.NAMES[0], *some.NAMES[1], *some.PUPILS, *some.SCHOOLS, *some.AUTHORITIES, *some.SESSIONS]
    text = words(report(found, this, trustees(1)))
    assert not [name for name in (*every, *schools, *people) if name in text]
    for code, organisation in facts.organisations.items():
        theirs = {place.pupil for place in facts.places if place.commissioner == code}
        text = words(report(found, this, commissioner(organisation)))
        assert set(re.findall(r"\bP\d\b", text)) <= theirs
        names = zip(some.PUPILS, zip(*some.NAMES, strict=True), strict=True)
        assert not [n for pupil, both in names if pupil not in theirs for n in both if n in text]


def test_of_days_whose_rows_left_the_workbook_it_says_where_they_are() -> None:
    left = replace(held().facts, archived=(Happened("2026-10", "observations", Step.PRUNED, NOW),))
    found = report(record(left, NOW), period("2026-10"), dsl())
    assert about(found, "Days").startswith("none: the record begins on 02/11/2026. Rows of October 2026 left")
    assert "scripts/restore" in about(report(record(left, NOW), period(), dsl()), "Earlier days")
