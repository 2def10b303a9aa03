"""The month in numbers: registers, mistakes, holds, duty, schools; when it goes, to whom, and that it names nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from cme.domain.clocks import instant
from cme.domain.decide import decide
from cme.domain.form_plan import wanted_form
from cme.domain.model import Closure, Facts, Role, Saw, State
from cme.domain.notice_names import notice_of
from cme.domain.notices import compose
from cme.domain.oversight import READ, Span, is_oversight_day, month_before, notes
from cme.domain.oversight_counts import lines
from cme.domain.recipients import Recipient
from cme.edges.schema import form_wording
from cme.edges.templates import render
from cme.jobs.move_on import KEPT
from tests import builders as build
from tests.domain import registers as some
from tests.domain.a_month import FIGURES, NOVEMBER, NOW, ORDER, at, facts, line, owed, said, told


def test_nothing_at_all_is_said_as_well() -> None:
    found = lines(facts(), FIGURES, NOVEMBER)
    assert len(found) == len(ORDER)
    assert found[0].what == "0 pages to whoever was on duty."
    assert [name for name, one in zip(ORDER, found, strict=True) if one.is_off] == ["duty"]
    assert all(one.what.endswith(".") for one in found)


def test_a_register_counts_once_however_many_were_told_and_what_was_rehearsed_does_not() -> None:
    rows = [owed("REG-3", at(2, "09:30"), "register_missing", to) for to in ("HILL", "MILL")]
    late = owed("REG-3", at(2, "09:30") + timedelta(days=30), "register_missing")
    what, is_off = line("registers", told(facts(), rows[0], late, replace(rows[1], due=at(2, "09:31"))))
    assert what.startswith("1 register had not reached us for so long")
    assert what.endswith("in 2 messages.")
    assert is_off
    assert not line("registers", told(facts(), *rows, state=State.REHEARSED))[1]


def test_the_first_and_the_last_day_of_the_month_count_and_no_other() -> None:
    for day, counts in (
        (date(2026, 10, 31), 0),
        (date(2026, 11, 1), 1),
        (date(2026, 11, 30), 1),
        (date(2026, 12, 1), 0),
    ):
        row = owed("REG-3", instant(day, time(9, 30)), "register_missing")
        assert line("registers", told(facts(), row))[0].startswith(f"{counts} register")
    assert (len(NOVEMBER.days), NOVEMBER.days[0], NOVEMBER.days[-1]) == (30, NOVEMBER.since, NOVEMBER.until)


def test_our_mistakes_are_counted_among_all_that_was_reported() -> None:
    day = [at(2, f"09:{minute:02}") for minute in range(60)]
    absences = [owed("REG-1", when, "absence", session=f"S{n}") for n, when in enumerate(day[:20])]
    mistake = owed("REG-5", day[30], "stand_down", basis="our mistake; answers REG-1")
    arrived = replace(mistake, basis="arrived; answers REG-1", due=day[31], session="OTHER")
    what, is_off = line("mistakes", told(facts(), *absences, mistake, arrived))
    assert what == (
        "A child was reported 20 times to a school or an authority; 1 report was our mistake, and taken back."
    )
    assert not is_off
    assert line("mistakes", told(facts(), *absences[1:], mistake))[1]


def test_holds_and_pauses_are_said_with_what_is_known_of_how_long() -> None:
    on = facts().settings
    held = replace(on, hold=("P1", "HILL"))
    assert line("hold", facts(settings=held)) == ("2 codes of children or schools are on hold today.", True)
    now = replace(on, paused_from=at(29, "10:00"), paused_until=NOW + timedelta(hours=1))
    assert line("pause", facts(settings=now))[0].startswith(
        "Sending to schools is paused for 2 days, until 09:00 on 01/12/2026."
    )
    assert line("pause", facts(settings=now))[1]
    over = replace(on, paused_from=at(4, "10:00"), paused_until=at(4, "10:30"))
    what, is_off = line("pause", facts(settings=over))
    assert "The last pause was from 10:00 on 04/11/2026 to 10:30 on 04/11/2026." in what
    assert not is_off
    before = replace(over, paused_from=at(4, "10:00") - timedelta(days=30))
    assert "The last pause" not in line("pause", facts(settings=before))[0]
    reminder = owed("OPS-2", at(4, "11:00"), "still_paused", "innov8", pupil="", session="", step="paused 11:00")
    listed = owed("OPS-2", at(5, "11:05"), "overtaken_list", "innov8", pupil="", session="", step="110500")
    found = line("pause", told(facts(), reminder, listed))
    assert found == ("Sending is not paused. The DSL was reminded of a pause on 1 day of the month.", True)


def test_a_place_that_is_paused_counts_its_school_days_from_its_beginning_on() -> None:
    paused = build.a_place(paused_from=date(2026, 10, 29), paused_to=date(2026, 11, 4), agreed_with="HILL")
    twice = (paused, replace(paused, session="ARTS"), build.a_place("P2"))
    assert line("places", facts(places=twice)) == (
        "The places of 1 child were paused by agreement, for 5 school days at the longest.",
        False,
    )
    assert line("places", facts(places=(replace(paused, agreed_with=""),)))[0].startswith("The places of 0 children")
    assert line("places", facts(places=(replace(paused, paused_to=date(2026, 10, 30)),)))[0].startswith(
        "The places of 0 children"
    )


def test_a_day_has_a_gap_when_nobody_was_on_duty_by_its_first_session() -> None:
    asked = replace(facts().settings, duty_asked=time(8, 30))
    on = {"session": "", "by": "dee@innov8.example"}
    heard = (said(Saw.ON_DUTY, 2, "09:00", "", **on), said(Saw.ON_DUTY, 9, "09:01", "", **on))
    found = facts(settings=asked, observations=heard)
    assert line("duty", found) == ("On 4 of 5 days with sessions nobody had said to be on duty by the first.", True)
    off = Closure("innov8", date(2026, 11, 9), date(2026, 11, 30))
    assert line("duty", replace(found, closures=(off,))) == (
        "On 0 of 1 day with sessions nobody had said to be on duty by the first.",
        False,
    )
    cancelled = said(Saw.CANCELLED, 23, "07:00", "")
    assert line("duty", replace(found, observations=(*heard, cancelled)))[0].startswith("On 3 of 4 days")
    assert line("duty", facts())[0].endswith("Nobody is asked: Settings has no time for it.")


def test_schools_that_did_not_answer_are_counted_by_who_was_asked_next() -> None:
    dsl = [owed("ASK-1", at(day, "12:00"), "question", step="dsl") for day in (3, 10)]
    head = owed("ASK-1", at(4, "12:00"), "question", step="head")
    what = "Because a school had not answered about a child, its DSL was asked twice, and its head"
    assert line("unanswered", told(facts(), *dsl)) == (f"{what} 0 times.", False)
    assert line("unanswered", told(facts(), *dsl, head)) == (f"{what} once.", True)


def test_concerns_are_counted_as_they_come_and_for_as_long_as_they_are_open() -> None:
    heard = (said(Saw.CONCERN, 3, "10:00"), said(Saw.CONCERN, 26, "10:00", "P2"), said(Saw.ASSESSED, 3, "11:00"))
    what, is_off = line("concerns", facts(observations=heard))
    assert what == "2 forms of concern came in. Open today: 1, the oldest for 5 days."
    assert is_off
    assert not line("concerns", facts(observations=(heard[0], heard[2])))[1]


def test_the_days_counted_are_those_of_the_month_before_that_were_live_and_are_still_read() -> None:
    assert READ == KEPT
    assert month_before(facts(), NOW) == NOVEMBER
    live = facts(settings=replace(facts().settings, live_from=at(16, "10:00")))
    assert month_before(live, NOW).since == date(2026, 11, 16)
    assert notes(live, month_before(live, NOW))[0] == (
        "Of the days before 16/11/2026 the system was not live, so they are not counted."
    )
    late = build.at("Mon 2027-01-11 08:00")
    assert notes(facts(), month_before(facts(), late))[0] == (
        "Of the days before 07/12/2026 nothing is read any more, so they are not counted."
    )
    assert len(notes(facts(), NOVEMBER)) == 1


@pytest.mark.parametrize("year", [2026, 2027, 2028])
@pytest.mark.parametrize("shut", [(), ((7, 21), (9, 1)), ((12, 19), (12, 31)), ((1, 1), (1, 12))])
def test_every_month_has_its_day_and_none_is_so_late_that_its_first_day_is_not_read(
    year: int, shut: tuple[tuple[int, int], ...]
) -> None:
    closures = (Closure("innov8", *(date(year, *day) for day in shut)),) if shut else ()
    found = facts(closures=closures, settings=replace(facts().settings, live_from=None))
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    chosen = [day for day in days if is_oversight_day(found, day)]
    assert [day.month for day in chosen] == list(range(1, 13))
    assert all(month_before(found, instant(day, time(8))).since.day == 1 for day in chosen)


def test_it_goes_to_the_trustee_with_what_the_ledger_keeps() -> None:
    (one,) = [o for o in decide(facts(), NOW, FIGURES).owed if o.rule == "OPS-9"]
    assert one.basis.count(" | ") == len(ORDER) - 1
    letter = compose(Recipient("innov8", "Tru", "tru@innov8.example"), [one], facts(), NOW)
    assert letter.subject.startswith("innov8 month Tue 1 Dec")
    assert letter.values["first_line"] == (
        "November 2026 in numbers: 1 line is not as our policy or our own figures ask."
    )
    assert [row["is_off"] for row in letter.values["lines"]] == [True] + [False] * (len(ORDER) - 1)
    assert letter.values["lines"][1] == {
        "what": "0 pages to whoever was on duty.",
        "asked": "taken within 5 minutes, and settled within 20 after that.",
        "is_off": False,
    }
    assert notice_of("OPS-9", "innov8", "") == "oversight"


def test_it_is_not_counted_again_once_it_has_gone() -> None:
    (one,) = [o for o in decide(facts(), NOW, FIGURES).owed if o.rule == "OPS-9"]
    gone = build.recorded(facts(), [one], (), NOW, State.SENT)
    assert not [o for o in decide(gone, NOW, FIGURES).owed if o.rule == "OPS-9"]
    held = build.recorded(facts(), [one], (), NOW, State.WITHDRAWN)
    (again,) = [o for o in decide(held, NOW, FIGURES).owed if o.rule == "OPS-9"]
    assert again.basis == one.basis


def test_the_forms_offer_nobody_who_is_only_a_trustee() -> None:
    every = facts().staff
    assert [code for code, person in every.items() if not person.is_on_forms] == ["TRU"]
    assert build.a_person("T", Role.TRUSTEE, Role.LEAD).is_on_forms
    assert build.a_person("N").is_on_forms
    for slug in ("today", "change"):
        form = wanted_form(facts(), date(2026, 11, 23), form_wording(slug))
        offered = {item.kind: [option.text for option in item.options] for item in form.items}
        assert not [text for texts in offered.values() for text in texts if "Tru" in text]
        assert "Tess Worker" in offered["who"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some.mornings())
def test_whatever_happened_no_child_and_no_school_stands_in_it(morning: tuple[Facts, datetime]) -> None:
    found, now = morning
    span = Span(now.date() - timedelta(days=20), now.date(), now + timedelta(days=1))
    basis = " | ".join(one.text for one in lines(found, FIGURES, span))
    due = instant(date(2027, 2, 1), time(8))
    one = owed("OPS-9", due, "oversight", "innov8", pupil="", session="", basis=basis)
    letter = compose(Recipient("innov8", "Tru", "tru@innov8.example"), [one], found, due)
    mail = render(letter)
    every = f"{mail.subject} {mail.text} {mail.html}"
    schools = [organisation.name for organisation in found.organisations.values()]
    named = [*some.NAMES[0], *some.NAMES[1], *some.PUPILS, *some.SCHOOLS, *some.AUTHORITIES, *some.SESSIONS, *schools]
    assert not [name for name in named if name in every]
