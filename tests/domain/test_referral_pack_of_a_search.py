"""What was tried to find a child, and what was decided and told: in the pack of the case to which it belongs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from cme.domain.case_events import Did
from cme.domain.model import Facts, Saw
from cme.domain.pack import NONE_RECORDED
from tests import builders as build
from tests.domain.packed import START, event, lost, packed, section, value


def long_one() -> Facts:
    """A case with many attempts, some of them made and written down before it began, and some by telephone."""
    early = event(Did.TRIED, START - timedelta(hours=1), words="rang the mother", by="TESS")
    tried = [event(Did.TRIED, START + timedelta(hours=n), words=f"attempt {n}") for n in range(1, 200)]
    calls = (
        build.seen("P1", Saw.NO_ANSWER, START - timedelta(minutes=30), reason="her mobile", by="tess@innov8.example"),
        build.seen("P1", Saw.SPOKE_TO, START + timedelta(minutes=90), reason="the aunt", by="dee@innov8.example"),
        build.seen("P2", Saw.SPOKE_TO, START, reason="about another child"),
        build.seen("P1", Saw.HAS_IT, START, reason="mine"),
    )
    return lost(early, *reversed(tried), observations=calls)


def test_every_attempt_stands_among_the_enquiries_in_order_also_those_from_before_the_case() -> None:
    found = section(packed(long_one()), "Enquiries")
    assert len(found) == 202
    assert found[:4] == [
        ("Mon 23/11/2026, 08:31", "tried to find the child; rang the mother; by Tess Worker"),
        ("Mon 23/11/2026, 09:01", "nobody answered; her mobile; by Tess Worker"),
        ("Mon 23/11/2026, 10:31", "tried to find the child; attempt 1; by Dee Worker"),
        ("Mon 23/11/2026, 11:01", "spoke to somebody; the aunt; by Dee Worker"),
    ]
    assert found[-1][1].startswith("tried to find the child; attempt 199;")


def test_what_was_tried_before_the_child_was_last_seen_belongs_to_no_pack() -> None:
    facts = long_one()
    seen = build.seen("P1", Saw.ARRIVED, START - timedelta(minutes=45))
    found = section(packed(replace(facts, observations=(*facts.observations, seen))), "Enquiries")
    assert (len(found), found[0][1]) == (201, "nobody answered; her mobile; by Tess Worker")


def test_a_child_who_was_found_and_lost_again_keeps_what_was_tried_before() -> None:
    facts = long_one()
    found = build.seen("P1", Saw.ARRIVED, START + timedelta(hours=2))
    assert len(section(packed(replace(facts, observations=(*facts.observations, found))), "Enquiries")) == 202


def test_what_is_written_down_in_a_case_of_an_hour_before_it_stands_once() -> None:
    late = replace(event(Did.TRIED, START - timedelta(hours=1), words="rang"), recorded_at=START + timedelta(hours=1))
    pack = packed(lost(late))
    assert section(pack, "Enquiries") == [("Mon 23/11/2026, 08:31", "tried to find the child; rang; by Dee Worker")]
    assert [row.recorded for row in pack.chronology] == ["Mon 23/11/2026, 10:31", "Mon 23/11/2026, 09:31"]


def test_what_was_tried_after_a_case_was_closed_belongs_to_the_next() -> None:
    ends = event(Did.CLOSED, START + timedelta(hours=2), words="back", reason="was ill", evidence="register")
    later = build.seen("P1", Saw.NO_ANSWER, START + timedelta(hours=3), reason="later")
    pack = packed(lost(ends, observations=(later,)))
    assert section(pack, "Enquiries") == [("Attempts to find the child", NONE_RECORDED)]
    assert pack.chronology[-1].what == "closed"


def test_the_actions_say_who_was_told_and_what_was_decided_with_reasons_and_references() -> None:
    hour = timedelta(hours=1)
    facts = lost(
        event(Did.MISSING, START + hour, words="at nobody's", reason="aunt moved"),
        event(Did.ON_ROLL, START + 2 * hour, words="the office", evidence="call"),
        event(
            Did.TOLD,
            START + 2 * hour,
            words="HILL (dsl), has the school referred?",
            evidence="message m1",
            by="the system",
        ),
        event(Did.SCHOOL_REFERRED, START + 3 * hour, words="reference 4711", evidence="mail of today"),
        event(Did.DECLINED, START + 4 * hour, reason="the school has it", by="someone@else.example"),
    )
    pack = packed(facts)
    assert value(pack, "Referred by the school, and its reference") == (
        "Mon 23/11/2026, 12:31; reference 4711; mail of today"
    )
    assert value(pack, "Told, Mon 23/11/2026, 11:31") == (
        "Hill School (dsl), has the school referred?; message m1; by the system"
    )
    assert value(pack, "Decision, Mon 23/11/2026, 13:31") == (
        "not referred, with the reason; the school has it; by someone@else.example"
    )
    assert value(pack, "Decision, Mon 23/11/2026, 10:31").startswith("missing: nobody knows where; at nobody's; aunt")
    assert value(pack, "Roll status, as confirmed for this case") == "on roll; the office; call; Mon 23/11/2026, 11:31"
    assert value(pack, "Referred to social care or the police, and its reference") == NONE_RECORDED
