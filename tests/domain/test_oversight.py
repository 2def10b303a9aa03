"""A month in numbers: what each line counts and when it is off, which days are read, and that nobody is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from cme.domain.clocks import instant
from cme.domain.decide import decide
from cme.domain.form_plan import wanted_form
from cme.domain.model import Closure, Did, Event, Facts, Obligation, Role, Saw, State
from cme.domain.notice_names import notice_of
from cme.domain.notices import compose
from cme.domain.oversight import READ, Span, is_oversight_day, month_before, notes
from cme.domain.oversight_counts import lines
from cme.domain.recipients import Recipient
from cme.edges.schema import form_wording
from cme.edges.templates import render
from cme.jobs.move_on import KEPT
from cme.policy import load_figures
from tests import builders as build
from tests.domain import registers as some

NOW = build.at("Tue 2026-12-01 08:00")
NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30), NOW)
FIGURES = load_figures()
ORDER = (
    *("pages", "registers", "mistakes", "hold", "pause", "places", "declined", "mail", "cases", "duty", "unanswered"),
    *("concerns", "wrong people"),
)


def at(day: int, clock: str) -> datetime:
    return instant(date(2026, 11, day), time.fromisoformat(clock))


def owed(rule: str, due: datetime, notice: str, organisation: str = "HILL", **more: Any) -> Obligation:
    usual: dict[str, Any] = {"pupil": "P1", "session": "BIKE"}
    role = Role.INNOV8_DSL if organisation == "innov8" else Role.ATTENDANCE
    return Obligation(rule, due.date(), organisation, notice, role, due, "Because.", "5.2", **usual | more)


def told(facts: Facts, *told_of: Obligation, state: State = State.SENT) -> Facts:
    for one in told_of:
        facts = build.recorded(facts, [one], (), one.due, state)
    return facts


def line(name: str, facts: Facts, span: Span = NOVEMBER) -> tuple[str, bool]:
    found = lines(facts, FIGURES, span)[ORDER.index(name)]
    return found.what, found.is_off


def facts(**more: Any) -> Facts:
    trustee = build.a_person("TRU", Role.TRUSTEE)
    return build.facts(**{"staff": {**build.facts().staff, "TRU": trustee}} | more)


PAGES = [owed("SAFE-1", at(day, "09:15"), "child_page", "innov8", urgent=True) for day in (2, 9, 16, 23)]


def said(saw: Saw, day: int, clock: str, pupil: str = "P1", **more: Any) -> Any:
    return build.seen(pupil, saw, at(day, clock), **more)


def test_nothing_at_all_is_said_as_well() -> None:
    found = lines(facts(), FIGURES, NOVEMBER)
    assert len(found) == len(ORDER)
    assert found[0].what == "0 pages to whoever was on duty."
    assert [name for name, one in zip(ORDER, found, strict=True) if one.is_off] == ["duty"]
    assert all(one.what.endswith(".") for one in found)


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
