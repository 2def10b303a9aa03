"""The referral pack: every field of an authority's form in order, what is not known said so, and nothing made up."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cme.domain.archive_steps import Happened, Step
from cme.domain.case_asks import visit
from cme.domain.case_calls import case_calls
from cme.domain.case_events import Did
from cme.domain.model import Facts, Saw, Term
from cme.domain.pack import JOINERS, NONE_RECORDED, NOT_KNOWN, plain, stamp
from cme.domain.people import Relative
from cme.domain.referral_pack import GROUPS, Concern, Restricted, restricted_pack
from cme.policy import load_figures
from tests import builders as build
from tests.domain.packed import NOW, START, case_of, event, in_order, lost, packed, section, text_of, value, values

ADULT = (
    "full name",
    "relationship",
    "lives with the child",
    "parental responsibility",
    "telephone",
    "email",
    "address",
)
FORM: dict[str, tuple[str, ...]] = {
    "Child": (
        *("Legal first names", "Surname", "Known as", "Previous names", "Date of birth", "Sex as recorded", "UPN"),
        *("Year group", "Home authority", "Address now, and since when", "Addresses before, with dates"),
    ),
    "Adults": (*(f"Adult {n}: {asked}" for n in (1, 2) for asked in ADULT), "Emergency contacts, in order"),
    "Education": (
        *("School on roll", "School's URN", "School's attendance contact", "School's DSL contact", "Commissioner"),
        *("Placement start", "Days and sessions", "EHCP", "Previous school"),
    ),
    "Absence": (
        *("Last seen at innov8: day and time", "Last seen at innov8: by whom", "Last seen at innov8: where"),
        *("School confirms that it has seen the child on", "First session missed at innov8 since then"),
        *("Sessions missed in a row at innov8", "School days since last seen by innov8"),
        *("Calendar days since last seen by innov8", "Reasons given since then"),
    ),
    "Enquiries": ("Attempts to find the child",),
    "Actions": (
        *("Referred by the school, and its reference", "Referred to the team for missing education, and its reference"),
        *("Referred to social care or the police, and its reference", "Police log number", "Decision", "Told"),
    ),
}
"""What an authority asks for, group by group, as an empty pack has it."""


def nobody_known() -> Facts:
    return lost(pupils={}, places=(), organisations={}, sessions={})


def test_each_group_of_the_form_is_there_in_order_with_every_field() -> None:
    pack = packed(nobody_known())
    assert tuple(s.title for s in pack.sections) == GROUPS == tuple(FORM)
    for title, wanted in FORM.items():
        assert in_order(wanted, [name for name, _ in section(pack, title)]), title


def test_of_a_child_of_whom_nothing_is_known_each_answer_says_so() -> None:
    pack = packed(nobody_known())
    assert value(pack, "innov8's reference") == "P1"
    held = {
        *("innov8's reference", "Placing authority", "EHCP", "Counted as of", "Reasons given since then"),
        "Roll status, as confirmed for this case",
    }
    said = [(n, v) for title in GROUPS[:4] for n, v in section(pack, title) if n not in held]
    assert {v for _, v in said} == {NOT_KNOWN}
    assert value(pack, "Attempts to find the child") == value(pack, "Told") == NONE_RECORDED
    assert all(f.value for s in pack.sections for f in s.fields)


def test_what_innov8_does_not_keep_is_asked_for_of_the_best_known_child() -> None:
    known = build.a_pupil(adults=(Relative("Ann Sample", "01632 960004", "mother"),))
    pack = packed(lost(pupils={"P1": known}))
    asked = ("Legal first names", "UPN", "Previous names", "Address now, and since when", "Previous school")
    more = ("Adult 1: parental responsibility", "Adult 1: lives with the child", "Adult 2: full name", "School's URN")
    assert {value(pack, name) for name in (*asked, *more)} == {NOT_KNOWN}
    assert value(pack, "Adult 1: full name") == "Ann Sample"


def test_a_child_of_another_county_has_that_county_to_ring_and_the_one_that_placed_it() -> None:
    there = build.an_authority("FAR", telephone="01632 960301", social_care="01632 960302", out_of_hours="01632 960303")
    here = build.an_authority("COUNTY", telephone="01632 960311", social_care="01632 960312")
    pupil = build.a_pupil(lives_in="FAR", placed_by="COUNTY", school="")
    facts = lost(pupils={"P1": pupil}, organisations={"FAR": there, "COUNTY": here})
    pack = packed(facts)
    assert value(pack, "Home authority") == "Far Council"
    assert value(pack, "Home authority: team for missing education") == "01632 960301"
    assert value(pack, "Home authority: out of hours") == "01632 960303"
    assert value(pack, "Placing authority: social care") == "01632 960312"
    assert value(pack, "Placing authority: out of hours") == NOT_KNOWN
    rung = {call["phone"] for call in case_calls(facts, pupil)}
    assert rung <= {v for _, v in section(pack, "Child")}


@pytest.mark.parametrize(
    ("born", "age"),
    [
        (date(2012, 3, 4), "of compulsory school age"),
        (date(2010, 3, 4), "over compulsory school age"),
        (date(2008, 3, 4), "eighteen or over"),
    ],
)
def test_the_age_is_said_as_it_is_on_the_day_of_the_pack(born: date, age: str) -> None:
    pack = packed(lost(pupils={"P1": build.a_pupil(born=born)}))
    assert (value(pack, "Date of birth"), value(pack, "Compulsory school age")) == (f"{born:%d/%m/%Y}", age)


def test_who_must_never_be_rung_a_social_worker_and_a_flag_stand_in_no_pack_but_the_restricted_one() -> None:
    pupil = build.a_pupil(
        never_ring="Bad Uncle 07700 900666",
        social_worker=Relative("Wilma Worker", "01632 960777", "social worker"),
        care_at_once=True,
        adults=(Relative("Ann Sample", "01632 960004", "mother"),),
    )
    facts = lost(pupils={"P1": pupil})
    open_part = text_of(packed(facts))
    for never in ("Uncle", "900666", "Wilma", "960777", "social worker", "Child protection"):
        assert never not in open_part
    held = Restricted((("Child protection plan", "yes"), ("Social worker", "Wilma Worker"), ("Care order", "")))
    pack = restricted_pack(case_of(facts), facts, held, NOW)
    assert pack.is_restricted
    assert section(pack, "Risk") == [
        ("Child protection plan", "yes"),
        ("Social worker", "Wilma Worker"),
        ("Care order", NOT_KNOWN),
    ]
    assert section(pack, "Never to be rung")[0][1] == "Bad Uncle 07700 900666"
    assert section(pack, "Concerns") == [("Concerns about this child", NONE_RECORDED)]


def test_each_concern_stands_in_its_own_words() -> None:
    facts = lost()
    held = Restricted(concerns=(Concern(START, "Tess", "said\nhe is afraid", "no", "yes", "no", "read"), Concern(None)))
    found = dict(section(restricted_pack(case_of(facts), facts, held, NOW), "Concerns"))
    assert found["Concern 1: what was seen or heard"] == "said he is afraid"
    assert found["Concern 1: sent"] == stamp(START)
    assert {v for name, v in found.items() if name.startswith("Concern 2")} == {NOT_KNOWN}


def weeks(*, seen: bool) -> Facts:
    """Two Mondays missed, and, if wanted, one before on which the child came; the school saw it in between.

    One that was missed earlier still counts only for a child who never came.
    """
    long_ago, came, first, second = (build.at(f"Mon 2026-11-{day} 09:05") for day in ("02", "09", "16", "23"))
    place = build.a_place()
    said = (
        *(build.a_register([place], came, ["P1"], by="tess@innov8.example") if seen else ()),
        *build.a_register([place], long_ago),
        *build.a_register([place], first),
        *build.a_register([place], second),
        build.seen("P1", Saw.SCHOOL_SAW, build.at("Thu 2026-11-19 12:00"), instead="18/11/2026", by="HILL"),
        build.seen(
            "P1", Saw.NOT_COMING, build.at("Mon 2026-11-23 08:10"), reason="ill", said_by="parent", by="x@y.example"
        ),
    )
    terms = (Term("innov8", date(2026, 9, 7), date(2026, 12, 18)),)
    return lost(observations=said, terms=terms, places=(place,))


def test_the_counters_are_innov8s_own_and_say_when_the_child_was_last_seen() -> None:
    pack = packed(weeks(seen=True))
    assert section(pack, "Absence") == [
        ("Last seen at innov8: day and time", "Mon 09/11/2026, 09:05"),
        ("Last seen at innov8: by whom", "Tess Worker"),
        ("Last seen at innov8: where", "Bike workshop, Barn"),
        ("School confirms that it has seen the child on", "18/11/2026, by its own answer"),
        ("First session missed at innov8 since then", "16/11/2026, Bike workshop"),
        ("Sessions missed in a row at innov8", "2"),
        ("School days since last seen by innov8", "12, by the calendar innov8"),
        ("Calendar days since last seen by innov8", "16"),
        ("Counted as of", "Wed 25/11/2026, 10:00"),
        ("Reason given, Mon 23/11/2026, 08:10", "not coming: ill, says parent; written down by x@y.example"),
    ]


def test_what_innov8_itself_has_seen_is_no_word_of_the_school() -> None:
    facts = weeks(seen=True)
    here = build.seen("P1", Saw.ARRIVED, NOW)
    pack = packed(replace(facts, observations=(*facts.observations, here)))
    assert value(pack, "School confirms that it has seen the child on") == "18/11/2026, by its own answer"
    assert value(pack, "School days since last seen by innov8") == "0, by the calendar innov8"


def test_what_left_the_workbook_is_said_to_stand_in_archives() -> None:
    pruned = Happened("2026-07", "observations", Step.PRUNED, NOW)
    facts = weeks(seen=True)
    assert values(packed(facts), "What innov8 saw before") == []
    said = value(packed(replace(facts, archived=(pruned,))), "What innov8 saw before")
    assert said.startswith("Rows of July 2026 left the workbook")


def test_of_a_child_who_never_came_the_record_says_since_when_and_counts_no_days() -> None:
    pack = packed(weeks(seen=False))
    assert value(pack, "Last seen at innov8: day and time") == "never, in a record that begins on 02/11/2026"
    assert value(pack, "Sessions missed in a row at innov8") == "3, all that are recorded"
    assert value(pack, "School days since last seen by innov8") == NOT_KNOWN
    assert value(pack, "Calendar days since last seen by innov8") == NOT_KNOWN


def test_school_days_follow_the_schools_own_calendar_and_say_where_it_ends() -> None:
    facts = weeks(seen=True)
    school = replace(facts.organisations["HILL"], calendar="hills")
    facts = replace(
        facts,
        organisations={**facts.organisations, "HILL": school},
        terms=(
            Term("hills", date(2026, 9, 7), date(2026, 11, 13)),
            Term("hills", date(2026, 11, 23), date(2026, 12, 18)),
        ),
    )
    assert value(packed(facts), "School days since last seen by innov8") == "7, by the calendar hills"
    gone = replace(facts, terms=())
    said = value(packed(gone), "School days since last seen by innov8")
    assert said == "12, by the calendar hills, which does not reach today, so that each weekday counts"


def test_a_screen_shows_nobody() -> None:
    facts = weeks(seen=True)
    online = {"BIKE": build.a_session(kind="online")}
    assert value(packed(replace(facts, sessions=online)), "Last seen at innov8: day and time").startswith("never")


def test_a_mark_that_was_wrong_takes_back_no_sighting_of_another_day() -> None:
    facts = weeks(seen=True)
    wrong = [build.seen("P1", saw, build.at("Mon 2026-11-23 09:10")) for saw in (Saw.SEEN, Saw.WAS_NOT_HERE)]
    pack = packed(replace(facts, observations=(*facts.observations, *wrong)))
    assert value(pack, "Last seen at innov8: day and time") == "Mon 09/11/2026, 09:05"


def test_no_pack_claims_that_a_threshold_is_met() -> None:
    text = text_of(packed(weeks(seen=True)))
    assert not re.search(r"\b(10|20|ten|twenty) school days|threshold|unauthorised", text, re.I)


def test_the_clock_is_shown_in_all_its_readings_as_the_rules_count_it() -> None:
    facts = weeks(seen=True)
    clock = visit(case_of(facts), facts, load_figures())
    pack = packed(facts)
    begins = "Clause 11.2 of innov8's policy: "
    assert value(pack, f"{begins}a visit is due by") == clock.words
    assert value(pack, f"{begins}72 elapsed hours") == stamp(clock.elapsed) == "Thu 26/11/2026, 09:31"
    assert value(pack, f"{begins}three school days") == stamp(clock.school_days)
    assert value(pack, f"{begins}three school days, the first counted") == stamp(clock.counting_the_first)


def test_a_child_on_no_roll_has_no_school_and_one_of_whom_it_is_not_said_has_none_that_is_known() -> None:
    for pupil, said in (
        (build.a_pupil(school="", roll_status="off roll"), "none: off roll"),
        (build.a_pupil(school="", roll_status="not known"), NOT_KNOWN),
    ):
        assert value(packed(lost(pupils={"P1": pupil})), "School on roll") == said
    home = lost(event(Did.HOME_EDUCATED, NOW), pupils={"P1": build.a_pupil(school="")})
    assert value(packed(home), "School on roll") == "none: educated at home"


def test_a_place_without_a_beginning_leaves_the_start_of_the_placement_unknown() -> None:
    since = build.a_place(since=date(2026, 9, 7), until=date(2026, 12, 18))
    pack = packed(lost(places=(since,)))
    assert value(pack, "Placement start") == "07/09/2026"
    assert value(pack, "Days and sessions") == (
        "Monday, Bike workshop, 09:00 to 12:00, since 07/09/2026, until 18/12/2026"
    )
    assert value(packed(lost(places=(since, build.a_place()))), "Placement start") == NOT_KNOWN


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Зоя сказала", "Зоя сказала"),
        ("قالت الأم", "قالت الأم"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("nul\x00 bell\x07\nline\u2028more", "nul bell line more"),
        ("turned \u202egnorw", "turned gnorw"),
        ("half \ud800 and \ufffe none \U0001ffff", "half and none"),
        ("👩‍👧 at the door", "👩‍👧 at the door"),
    ],
)
def test_words_in_any_script_stand_whole_and_what_steers_a_document_does_not(said: str, read: str) -> None:
    assert plain(said) == read
    facts = lost(event(Did.TRIED, START, words=said))
    assert section(packed(facts), "Enquiries")[0][1] == f"tried to find the child; {read}; by Dee Worker"


@given(st.text())
def test_no_text_breaks_a_line_or_a_document(said: str) -> None:
    left = set(plain(said)) - set(JOINERS)
    assert not {c for c in left if unicodedata.category(c)[0] == "C" and unicodedata.category(c) != "Cn"}
    assert [c for c in plain(said) if c.isalnum()] == [c for c in said if c.isalnum()]


def test_neither_the_title_nor_the_files_name_holds_a_childs_name() -> None:
    facts = lost()
    pack, restricted = packed(facts), restricted_pack(case_of(facts), facts, Restricted(), NOW)
    assert (pack.title, pack.file_name) == ("Referral pack, case P1-261123", "referral-P1-261123")
    assert restricted.file_name == "referral-P1-261123-restricted"
    assert "restricted" in restricted.title
    assert restricted.caution.startswith("For children's social care and the police alone.")
    assert "social care" not in pack.caution
