"""Who may be told what, about whom: what each role may get, and that everything else reaches nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from cme.domain.model import Contact, Facts, Obligation, Problem, Role, State
from cme.domain.recipients import AUDIENCES, Recipient, is_concerned, on_duty, recipient
from cme.domain.sent_on import undelivered_to
from tests import builders as build

DUE = build.at("Mon 2026-11-23 09:15")
DAY = build.MONDAY
READERS = {
    "concern_page": (set(), set(), {"innov8 dsl"}, "pupil"),
    "page_again": (set(), set(), {"innov8 dsl"}, "session"),
    "refer_yourself": (set(), set(), {"lead", "coordinator", "innov8 dsl"}, "session"),
    "absence": ({"attendance", "dsl"}, {"commissioning"}, set(), "pupil"),
    "stand_down": ({"attendance", "dsl"}, {"commissioning"}, set(), "pupil"),
    "attendance_report": ({"attendance", "dsl"}, {"commissioning"}, set(), "commissioner"),
    "register_missing": ({"attendance", "dsl"}, {"commissioning"}, set(), "pupil"),
    "corrected_report": ({"attendance", "dsl"}, {"commissioning"}, set(), "commissioner"),
    "left_site": ({"dsl"}, set(), set(), "pupil"),
    "left_site_page": (set(), set(), {"innov8 dsl"}, "pupil"),
    "child_page": (set(), set(), {"innov8 dsl"}, "pupil"),
    "walk_in": ({"attendance", "dsl"}, set(), set(), "pupil"),
    "question": ({"dsl", "head"}, set(), set(), "pupil"),
    "case_call": (set(), set(), {"innov8 dsl"}, "pupil"),
    "case_to_school": ({"dsl"}, set(), set(), "pupil"),
    "non_attendance": ({"attendance", "dsl"}, set(), set(), "pupil"),
    "case_over": ({"attendance", "dsl"}, set(), set(), "pupil"),
    "referral": (set(), {"cme team"}, set(), "home"),
    "new_facts": (set(), {"cme team"}, set(), "home"),
    "referral_over": (set(), {"cme team"}, set(), "home"),
    "placing_told": (set(), {"placing authority"}, set(), "placed"),
    "placing_over": (set(), {"placing authority"}, set(), "placed"),
    "duty_call": (set(), set(), {"innov8 dsl"}, "message"),
    "dsl_list": (set(), set(), {"innov8 dsl"}, "message"),
    "weekly_digest": (set(), set(), {"innov8 dsl"}, "message"),
    "oversight": (set(), set(), {"trustee"}, "message"),
    "register_nudge": (set(), set(), {"lead", "coordinator", "innov8 dsl"}, "session"),
    "register_coordinator": (set(), set(), {"coordinator", "innov8 dsl"}, "session"),
    "register_page": (set(), set(), {"innov8 dsl"}, "session"),
    "session_changed": ({"attendance", "dsl"}, {"commissioning"}, set(), "pupil"),
    "ring_round": (set(), set(), {"coordinator", "innov8 dsl"}, "session"),
    "cancelled_page": (set(), set(), {"innov8 dsl"}, "session"),
    "where_now": (set(), set(), {"lead", "coordinator", "innov8 dsl"}, "pupil"),
    "where_now_page": (set(), set(), {"innov8 dsl"}, "pupil"),
    "not_confirmed": ({"dsl"}, {"commissioning"}, set(), "pupil"),
    "not_delivered": (set(), set(), {"innov8 dsl"}, "message"),
    "overtaken_list": (set(), set(), {"innov8 dsl"}, "message"),
    "quota_near": (set(), set(), {"innov8 dsl"}, "message"),
    "still_paused": (set(), set(), {"innov8 dsl"}, "message"),
    "taken_back": (set(), set(), {"innov8 dsl"}, "message"),
    "shadow_digest": (set(), set(), {"innov8 dsl"}, "message"),
    "test_page": (set(), set(), {"innov8 dsl"}, "message"),
    "archive_sealed": (set(), set(), {"innov8 dsl", "trustee"}, "message"),
    "breach_call": (set(), set(), {"innov8 dsl"}, "message"),
    # It follows its message, and no role.
    "sent_in_error": (set(), set(), set(), "sent"),
}
"""The table once more, by what each kind of body may read: a change of it is a change of two files."""


def owed(notice: str = "absence", organisation: str = "HILL", to: Role = Role.ATTENDANCE, **more: Any) -> Obligation:
    usual: dict[str, Any] = {"pupil": "P1", "session": "BIKE"}
    return Obligation("REG-1", DAY, organisation, notice, to, DUE, "Because.", "5.2", **usual | more)


def everybody(**more: Any) -> Facts:
    """Every role of every organisation has an address of its own."""
    contacts = tuple(Contact(role, "", f"{role.value.replace(' ', '-')}@hill.example") for role in Role)
    schools = {code: build.a_school(code, contacts=contacts) for code in ("HILL", "MILL")}
    council = build.an_authority(contacts=contacts)
    return build.facts(organisations=schools | {"COUNTY": council}, **more)


def address(found: Recipient | Problem) -> str:
    return found.email if isinstance(found, Recipient) else ""


PREPARED = {"referral", "new_facts", "referral_over", "placing_told", "placing_over"}
"""What goes outside only once somebody has approved its text."""
SAFEGUARDING = {"left_site", "not_confirmed", "question", "case_to_school"} | PREPARED
"""What goes outside only to an address that a second person confirmed."""


def test_the_table_is_the_table() -> None:
    table = {
        notice: (
            *({role.value for role in roles} for roles in (who.school, who.authority, who.ours)),
            who.about,
        )
        for notice, who in AUDIENCES.items()
    }
    assert table == READERS
    assert {notice for notice, who in AUDIENCES.items() if who.safeguarding} == SAFEGUARDING
    assert {notice for notice, who in AUDIENCES.items() if who.prepared} == PREPARED


@pytest.mark.parametrize("notice", sorted(READERS))
@pytest.mark.parametrize("role", list(Role))
def test_a_school_reads_what_its_role_may_and_nothing_else(notice: str, role: Role) -> None:
    pupil = "" if notice in ("attendance_report", "corrected_report") else "P1"
    found = recipient(owed(notice, to=role, pupil=pupil), everybody())
    expected = f"{role.value}@hill.example" if role.value in READERS[notice][0] else ""
    assert address(found) == expected


@pytest.mark.parametrize("notice", sorted(READERS))
@pytest.mark.parametrize("role", list(Role))
def test_an_authority_reads_what_its_role_may_and_nothing_else(notice: str, role: Role) -> None:
    child = build.a_pupil(lives_in="COUNTY", placed_by="COUNTY")
    facts = everybody(places=(build.a_place(commissioner="COUNTY"),), pupils={"P1": child})
    pupil = "" if notice in ("attendance_report", "corrected_report") else "P1"
    found = recipient(owed(notice, "COUNTY", role, pupil=pupil), facts)
    expected = f"{role.value.replace(' ', '-')}@hill.example" if role.value in READERS[notice][1] else ""
    assert address(found) == expected


@pytest.mark.parametrize("notice", sorted(READERS))
def test_our_own_people_read_what_is_ours_and_nothing_else(notice: str) -> None:
    staff = {**build.facts().staff, "TRU": build.a_person("TRU", Role.TRUSTEE)}
    found = recipient(owed(notice, "innov8", Role.INNOV8_DSL, pupil=""), build.facts(staff=staff))
    assert isinstance(found, Recipient) is bool(READERS[notice][2])
    assert (address(found) == "tru@innov8.example") is (READERS[notice][2] == {"trustee"})


def test_a_body_that_is_neither_school_nor_authority_reads_nothing() -> None:
    agency = replace(everybody().organisations["HILL"], kind="agency")
    facts = replace(everybody(), organisations={"HILL": agency})
    for notice in READERS:
        assert isinstance(recipient(owed(notice, pupil="P1"), facts), Problem)


def test_a_notice_that_nobody_knows_reaches_nobody() -> None:
    found = recipient(owed("gossip"), everybody())
    assert isinstance(found, Problem)
    assert found.what == "There is no notice called “gossip”."


def test_an_organisation_that_nobody_entered_is_a_problem_that_says_whom_to_ring() -> None:
    found = recipient(owed(organisation="GONE"), everybody())
    assert isinstance(found, Problem)
    assert (found.what, "Ring whoever placed the child" in found.mend) == (
        "Nobody is entered as “GONE”, so nobody was told.",
        True,
    )


def test_a_school_that_has_nothing_to_do_with_the_child_is_not_told() -> None:
    found = recipient(owed(organisation="MILL"), everybody())
    assert isinstance(found, Problem)
    assert "has nothing to do with" in found.what


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"places": (build.a_place(commissioner="MILL"),)}, True),
        ({"places": (build.a_place(commissioner="MILL", session="COOK"),)}, False),
        ({"places": (build.a_place("P2", commissioner="MILL"),)}, False),
        ({"places": (build.a_place(commissioner="MILL", until=DAY),)}, True),
        ({"places": (build.a_place(commissioner="MILL", until=DAY - timedelta(days=1)),)}, False),
        ({"places": (build.a_place(commissioner="MILL", since=DAY + timedelta(days=1)),)}, False),
        ({"pupils": {"P1": build.a_pupil(school="MILL")}}, True),
        ({"pupils": {}}, False),
    ],
    ids=[
        *("its place", "another session's", "another child's", "ends today", "ended", "still to begin", "on its roll"),
        "a child nobody knows",
    ],
)
def test_a_school_is_concerned_with_a_child_it_placed_there_that_day_or_has_on_its_roll(more: Any, told: bool) -> None:
    assert isinstance(recipient(owed(organisation="MILL"), everybody(**more)), Recipient) is told


def test_an_empty_school_on_roll_is_nobodys_school() -> None:
    facts = build.facts(pupils={"P1": build.a_pupil(school="")}, places=())
    assert not is_concerned(owed(organisation=""), AUDIENCES["absence"], facts)


def test_a_report_is_for_a_commissioner_with_places_that_day_and_about_no_single_child() -> None:
    report = owed("attendance_report", pupil="", session="")
    assert address(recipient(report, everybody())) == "attendance@hill.example"
    assert isinstance(recipient(replace(report, pupil="P1"), everybody()), Problem)
    assert isinstance(recipient(replace(report, organisation="MILL"), everybody()), Problem)
    over = everybody(places=(build.a_place(until=DAY - timedelta(days=1)),))
    assert isinstance(recipient(report, over), Problem)


def test_without_an_attendance_officer_the_schools_dsl_reads_it() -> None:
    school = build.a_school(contacts=(Contact(Role.ATTENDANCE, "", ""), Contact(Role.DSL, "Dot", "dsl@hill.example")))
    assert address(recipient(owed(), build.facts(organisations={"HILL": school}))) == "dsl@hill.example"


def test_what_is_meant_for_a_dsl_never_falls_back_to_a_shared_inbox() -> None:
    school = build.a_school(contacts=(Contact(Role.ATTENDANCE, "Ann", "attendance@hill.example"),))
    for notice in ("left_site", "stand_down"):
        found = recipient(owed(notice, to=Role.DSL), build.facts(organisations={"HILL": school}))
        assert isinstance(found, Problem)
        assert found.what == "Hill School has no address for this notice (wanted: dsl)."
        assert found.mend == "Ring them now on 01632 960000, and type the address into its row."


def staffed(*people: Any) -> Facts:
    return build.facts(staff={person.code: person for person in people})


LEAD, SECOND = build.a_person("TESS", Role.LEAD), build.a_person("CORA", Role.COORDINATOR, duty_order=2)
FIRST, DSL = build.a_person("CODY", Role.COORDINATOR, duty_order=1), build.a_person("DEE", Role.INNOV8_DSL)
NUDGE = owed("register_nudge", "innov8", Role.LEAD, pupil="", person="TESS")


def test_the_sessions_own_lead_is_reminded() -> None:
    assert address(recipient(NUDGE, staffed(LEAD, SECOND, DSL))) == "tess@innov8.example"


@pytest.mark.parametrize(
    "lead",
    [
        replace(LEAD, email=""),
        replace(LEAD, away=((DAY, DAY),)),
        replace(LEAD, code="SOMEBODY"),
    ],
    ids=["no address", "away", "not on the tab"],
)
def test_for_a_lead_who_cannot_read_it_the_coordinator_is(lead: Any) -> None:
    assert address(recipient(NUDGE, staffed(lead, SECOND, FIRST, DSL))) == "cody@innov8.example"


def test_without_a_coordinator_the_dsl_is() -> None:
    assert address(recipient(replace(NUDGE, person=""), staffed(LEAD, DSL))) == "dee@innov8.example"


def test_a_lead_is_never_paged_in_the_dsls_place() -> None:
    page = owed("register_page", "innov8", Role.INNOV8_DSL, pupil="", person="TESS")
    found = recipient(page, staffed(LEAD, SECOND))
    assert isinstance(found, Problem)
    assert found.what == "Nobody on the Staff tab can receive “register_page”."


def test_who_is_away_comes_last_and_never_nowhere() -> None:
    away = replace(FIRST, away=((DAY - timedelta(days=2), DAY), (date(2027, 1, 1), date(2027, 1, 2))))
    order = [p.code for p in on_duty(staffed(away, SECOND), Role.COORDINATOR, DAY)]
    assert order == ["CORA", "CODY"]
    assert [p.code for p in on_duty(staffed(away), Role.COORDINATOR, DAY)] == ["CODY"]
    back = replace(FIRST, away=((DAY - timedelta(days=2), DAY - timedelta(days=1)),))
    assert [p.code for p in on_duty(staffed(back, SECOND), Role.COORDINATOR, DAY)] == ["CODY", "CORA"]


@pytest.mark.parametrize("state", [State.BOUNCED, State.FAILED])
def test_whose_mail_came_back_that_day_comes_last(state: State) -> None:
    lost = build.a_message("m1", state, DUE, to="CODY@innov8.example", organisation="innov8")
    facts = replace(staffed(FIRST, SECOND), messages={"m1": lost})
    assert undelivered_to(facts, DAY) == {"cody@innov8.example"}
    assert [p.code for p in on_duty(facts, Role.COORDINATOR, DAY)] == ["CORA", "CODY"]
    yesterday = {"m1": replace(lost, day=DAY - timedelta(days=1))}
    assert on_duty(replace(facts, messages=yesterday), Role.COORDINATOR, DAY)[0].code == "CODY"


def unsure(facts: Facts) -> Facts:
    """The same register, all of whose addresses were typed a minute ago."""
    doubted = {
        code: replace(o, contacts=tuple(replace(contact, confirmed=False) for contact in o.contacts))
        for code, o in facts.organisations.items()
    }
    return replace(facts, organisations=doubted, staff={c: replace(p, confirmed=False) for c, p in facts.staff.items()})


@pytest.mark.parametrize("notice", sorted(READERS))
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("organisation", ["HILL", "COUNTY"])
def test_an_address_that_nobody_confirmed_reads_routine_mail_and_nothing_meant_for_a_dsl(
    notice: str, role: Role, organisation: str
) -> None:
    facts = everybody(places=(build.a_place(), build.a_place(commissioner="COUNTY")))
    asked = owed(notice, organisation, role, pupil="" if notice == "attendance_report" else "P1")
    surely, found = recipient(asked, facts), recipient(asked, unsure(facts))
    if notice in SAFEGUARDING or role is Role.DSL:
        assert isinstance(found, Problem)
    else:
        assert address(found) == address(surely)


def test_who_would_be_written_to_must_be_rung_while_nobody_confirmed_the_address() -> None:
    found = recipient(owed("left_site", to=Role.DSL), unsure(everybody()))
    assert isinstance(found, Problem)
    assert found.what == "Hill School has an address for this notice (dsl) that nobody confirmed yet."
    assert found.mend == "Ring them now on 01632 960000; the tab Desk says who may confirm it."


def test_whose_address_nobody_confirmed_comes_last_and_never_nowhere() -> None:
    doubted, away = replace(FIRST, confirmed=False), replace(SECOND, away=((DAY, DAY),))
    assert [p.code for p in on_duty(staffed(doubted, SECOND), Role.COORDINATOR, DAY)] == ["CORA", "CODY"]
    assert [p.code for p in on_duty(staffed(doubted, away), Role.COORDINATOR, DAY)] == ["CORA", "CODY"]
    assert [p.code for p in on_duty(staffed(doubted), Role.COORDINATOR, DAY)] == ["CODY"]


def test_routine_mail_passes_over_an_address_that_came_back_and_urgent_mail_is_tried_there() -> None:
    def after(to: str, **more: Any) -> Facts:
        lost = build.a_message("m1", State.BOUNCED, DUE, to=to)
        return replace(everybody(), messages={"m1": replace(lost, **more)})

    assert address(recipient(owed(), after("ATTENDANCE@hill.example"))) == "dsl@hill.example"
    assert address(recipient(owed(), after("attendance@hill.example", day=DAY - timedelta(days=1)))).startswith("att")
    found = recipient(owed("left_site", to=Role.DSL), after("dsl@hill.example"))
    assert isinstance(found, Problem)
    assert "its mail came back earlier that day" in found.what
    assert "mend the address" in found.mend
    urgent = owed("left_site", to=Role.DSL, urgent=True)
    assert address(recipient(urgent, after("dsl@hill.example"))) == "dsl@hill.example"


def test_a_lead_whose_mail_came_back_is_not_reminded_the_coordinator_is() -> None:
    lost = build.a_message("m1", State.BOUNCED, DUE, to="tess@innov8.example", organisation="innov8")
    facts = replace(staffed(LEAD, SECOND, DSL), messages={"m1": lost})
    assert address(recipient(NUDGE, facts)) == "cora@innov8.example"
