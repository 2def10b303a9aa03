"""What goes into one message, under which subject, with which links, and what it says when it is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from cme.domain.decided_words import decided_words
from cme.domain.form_items import FormWording, Wording
from cme.domain.form_links import change_link, register_link
from cme.domain.form_plan import wanted_form
from cme.domain.letter_rows import fact_of, row, who
from cme.domain.marks import marks
from cme.domain.model import Facts, Obligation, Role, Saw
from cme.domain.notices import bundle, compose, reference
from cme.domain.questions import Decided
from cme.domain.recipients import INNOV8, Recipient
from cme.domain.school_letters import ANSWER_BY
from cme.edges.templates import render
from cme.policy import load_figures
from sandbox.example.letters import DAY, at, letter, said, scene_facts
from sandbox.example.scenes import SCENES
from sandbox.pages.fields import entry
from tests import builders as build

MILL = Recipient("MILL", "Milo Register", "attendance@mill-lane.example")
BY_NAME = {scene.name: scene for scene in SCENES}


def owed(**more: object) -> Obligation:
    usual = {
        "rule": "REG-1",
        "day": build.MONDAY,
        "organisation": "HILL",
        "notice": "absence",
        "to": Role.ATTENDANCE,
        "due": build.at("Mon 2026-11-23 09:15"),
        "reason": "Due at 09:00.",
        "clause": "5.2, 7.3",
        "pupil": "P1",
        "session": "BIKE",
    }
    return Obligation(**usual | more)  # type: ignore[arg-type]


def test_one_message_holds_what_one_organisation_is_told_at_one_minute() -> None:
    other = owed(pupil="P2", due=build.at("Mon 2026-11-23 09:15") + timedelta(seconds=30))
    later = owed(pupil="P3", due=build.at("Mon 2026-11-23 09:45"))
    elsewhere = owed(organisation="MILL")
    assert bundle([later, owed(), elsewhere, other]) == [(owed(), other), (elsewhere,), (later,)]


def test_pages_come_first_and_are_one_a_session() -> None:
    page = owed(organisation=INNOV8, urgent=True, notice="left_site_page", to=Role.INNOV8_DSL)
    second = replace(page, session="COOK")
    assert bundle([owed(), page, second]) == [(page,), (second,), (owed(),)]


def test_all_that_is_called_off_in_a_minute_is_one_page_and_stands_on_no_page_of_who_is_missed() -> None:
    missed = owed(rule="SAFE-1", organisation=INNOV8, urgent=True, notice="child_page", to=Role.INNOV8_DSL)
    family = replace(missed, pupil="P2", session="COOK", step="family")
    off = replace(missed, pupil="P3", step="cancelled 09:15:00")
    elsewhere = replace(off, pupil="P4", session="ARTS", step="cancelled 09:15:20")
    assert bundle([missed, off, elsewhere]) == [(missed,), (off, elsewhere)]
    assert bundle([missed, off, family, elsewhere]) == [(missed, family), (off, elsewhere)]


def test_a_day_s_messages_to_one_school_have_one_subject_and_another_day_or_school_has_another() -> None:
    morning, noon = (letter(BY_NAME[name]) for name in ("absence-one", "stand_down-one"))
    assert morning.subject == noon.subject
    references = {reference("book", code, day) for code in ("HILL", "MILL") for day in (DAY, DAY + timedelta(days=1))}
    assert len(references) == 4
    assert reference("book", "HILL", DAY) != reference("another", "HILL", DAY)


def test_what_a_school_s_dsl_must_read_does_not_look_like_routine() -> None:
    left, back = (letter(BY_NAME[name]) for name in ("left_site-one", "stand_down-back"))
    assert left.subject == back.subject
    assert left.subject.startswith("innov8 for the DSL Mon 23 Nov")


def test_what_was_sent_on_to_a_school_s_dsl_stays_in_the_day_s_thread() -> None:
    first, on = (letter(BY_NAME[name]) for name in ("absence-one", "absence-sent_on"))
    assert on.to.email.startswith("dsl@")
    assert on.subject.partition(" – ")[0] == first.subject.partition(" – ")[0] == "innov8 attendance Mon 23 Nov"


@pytest.mark.parametrize(
    ("late", "says"),
    [
        (timedelta(seconds=90), ""),
        (timedelta(minutes=25), "This was due at 09:15 and is sent late, at 09:40."),
        (timedelta(days=1), "This was due at 09:15 on Mon 23 Nov and is sent late, at 09:15."),
    ],
)
def test_what_goes_out_late_says_so(late: timedelta, says: str) -> None:
    facts = build.facts()
    assert compose(MILL, [owed()], facts, owed().due + late).values["late"] == says


def test_clauses_are_listed_as_a_sentence_has_them() -> None:
    facts = build.facts()
    assert compose(MILL, [owed()], facts, owed().due).values["clauses"] == "clauses 5.2 and 7.3"
    assert compose(MILL, [owed(clause="11")], facts, owed().due).values["clauses"] == "clause 11"


DECIDED = {
    "absence_notice": Decided("absence_notice", "Q-15", build.MONDAY, "10", "10 minutes instead of 15"),
    "register_nudge": Decided("register_nudge", "Q-REGISTER", build.MONDAY, "10", "10 minutes instead of 8"),
    "register_page": Decided("register_page", "Q-REGISTER", build.MONDAY, "20", "20 minutes instead of 15"),
}


@pytest.mark.parametrize(
    ("about", "says"),
    [
        ({}, "; absence notice: 10 minutes instead of 15, decided by our DSL team on 23/11/2026, Q-15"),
        ({"rule": "REG-2", "notice": "register_coordinator", "organisation": INNOV8}, ""),
        (
            {"rule": "REG-2", "notice": "register_page", "organisation": INNOV8},
            "; register page: 20 minutes instead of 15, decided by our DSL team on 23/11/2026, Q-REGISTER",
        ),
        ({"rule": "REG-4", "notice": "left_site"}, ""),
        ({"day": build.MONDAY - timedelta(days=3)}, ""),
    ],
)
def test_the_foot_names_a_figure_that_is_not_the_policys_own_where_it_is_behind_the_message(
    about: dict[str, object], says: str
) -> None:
    facts = replace(build.facts(), decided=DECIDED)
    assert decided_words([owed(**about), owed(**about)], facts) == says
    assert decided_words([owed(**about)], build.facts()) == ""


def test_the_hour_by_which_a_school_answers_is_the_one_in_force() -> None:
    figure = load_figures().by_name["answer_by"]
    assert figure.shown(figure.values[-1].value) == ANSWER_BY
    facts = replace(
        build.facts(), observations=build.a_register(build.facts().places, build.at("Mon 2026-11-23 09:05"))
    )
    earlier = {"answer_by": Decided("answer_by", "Q-ANSWER", build.MONDAY, "11:30", "11:30 instead of 12:00")}
    report = owed(rule="REG-6", notice="attendance_report")
    for decided, hour in (({}, "12:00"), (earlier, "11:30")):
        line = compose(MILL, [report], replace(facts, decided=decided), report.due).values["first_line"]
        assert f"Please reply by {hour} on the next school day" in line


def test_what_we_decided_stands_at_the_foot_of_both_texts_once() -> None:
    found = letter(BY_NAME["absence-one"])
    words = decided_words(found.obligations, replace(scene_facts(), decided=DECIDED))
    rendered = render(replace(found, values={**found.values, "decided": words}))
    for text in (rendered.text, rendered.html):
        assert text.count("(our rule REG-1; absence notice: 10 minutes instead of 15, decided by our DSL team") == 1


def test_an_organisation_without_a_name_still_has_a_subject() -> None:
    facts = build.facts()
    facts = replace(facts, settings=replace(facts.settings, organisation=" "))
    assert compose(MILL, [owed()], facts, owed().due).subject.startswith("innov8 attendance")


def test_a_school_reads_the_times_and_the_code_of_its_own_place() -> None:
    both = (build.a_place(commissioner="COUNTY"), build.a_place())
    seen = build.a_register(both, build.at("Mon 2026-11-23 09:04"), ["P1"])
    facts = build.facts(places=both, observations=seen)
    report = {"notice": "absence", "pupil": "P1"}
    county = compose(MILL, [owed(organisation="COUNTY", **report)], facts, owed().due).values["rows"][0]
    hill = compose(MILL, [owed(**report)], facts, owed().due).values["rows"][0]
    assert (county["code"], hill["code"]) == ("K", "B")


@pytest.mark.parametrize(
    ("year", "shown"), [("9", "year 9"), ("Year 10", "year 10"), ("", "year not known"), ("EYFS", "year EYFS")]
)
def test_a_year_is_a_year_however_it_was_typed(year: str, shown: str) -> None:
    assert who(build.a_pupil(year=year))["year"] == shown


def fact(*seen: object) -> str:
    facts = build.facts(observations=seen)
    return fact_of(marks(facts, build.MONDAY)[0], facts)


def test_each_state_of_a_child_is_a_phrase_with_its_times() -> None:
    place = (build.a_place(),)
    nine, ten = build.at("Mon 2026-11-23 09:04"), build.at("Mon 2026-11-23 10:00")
    here = build.a_register(place, nine, ["P1"])
    assert fact() == "not known: no register was taken"
    assert fact(*build.a_register((), nine)) == "not known: the register of 09:04 did not ask about this child"
    assert fact(*here) == "here, seen at 09:04"
    assert fact(*build.a_register(place, nine)) == "not here when asked at 09:04"
    assert fact(build.seen("P1", Saw.ARRIVED, build.at("Mon 2026-11-23 09:01"))) == "arrived 09:01, 1 minute late"
    assert fact(*here, build.seen("P1", Saw.NOT_HERE, ten)) == (
        "here, seen at 09:04; not here when asked at 10:00: not cleared up"
    )
    assert fact(*here, build.seen("P1", Saw.WENT_HOME, ten)) == "here, seen at 09:04; went home early, as agreed, 10:00"
    assert fact(build.seen("P1", Saw.LEFT_SITE, ten)) == "left without permission, 10:00"
    assert fact(build.seen("P1", Saw.NOT_COMING, nine, said_by="school")) == "not coming"


def test_a_reason_says_who_gave_it_and_whether_it_counts() -> None:
    def reason(**more: str) -> str:
        seen = build.seen("P1", Saw.NOT_COMING, build.at("Mon 2026-11-23 08:41"), **more)
        facts = build.facts(observations=(seen,))
        return row(marks(facts, build.MONDAY)[0], facts, "")["said"]

    assert reason(reason="ill", said_by="school") == "ill (said by: school, 08:41)"
    assert reason(reason="ill", said_by="the child") == "ill (said by: the child, 08:41, not confirmed)"
    assert reason() == "not coming (said by: we were not told by whom, 08:41, not confirmed)"


def asked(link: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(link).query)


def offered(facts: Facts, form: str, kind: str, day: date) -> list[str]:
    class Any(dict[str, Wording]):
        def __missing__(self, key: str) -> Wording:
            return Wording("x")

    item = next(i for i in wanted_form(facts, day, FormWording(form, "", "", "", Any())).items if i.kind == kind)
    return [option.text for option in item.options]


def test_a_link_chooses_what_the_form_offers_under_the_name_that_google_gives_the_field() -> None:
    facts = scene_facts()
    register, change = register_link(facts, "MON-COOK"), change_link(facts, "P0010")
    assert register.startswith("https://forms.example/register/viewform?usp=pp_url&entry.")
    [session] = asked(register)[entry("1a2b3c4d")]
    [child] = asked(change)[entry("2b3c4d5e")]
    assert session in offered(facts, "register", "which_session", DAY)
    assert child in offered(facts, "change", "child", DAY)


def test_a_link_without_what_it_needs_opens_the_form_and_without_a_form_is_none() -> None:
    facts = scene_facts()
    plain = replace(facts, settings=replace(facts.settings, question_ids={}))
    odd = replace(facts, settings=replace(facts.settings, question_ids={"change/child": "not hex"}))
    assert change_link(plain, "P0010") == change_link(odd, "P0010") == change_link(facts, "P9999")
    assert change_link(plain, "P0010") == "https://forms.example/change/viewform"
    none = replace(facts, settings=replace(facts.settings, form_links={}))
    assert change_link(none, "P0010") == register_link(none, "MON-COOK") == ""


def test_a_child_who_had_not_left_at_all_is_said_to_be_our_mistake() -> None:
    scene = BY_NAME["left_site-one"]
    wrong = said("13:50", "P0010", "MON-ARTS", Saw.WAS_HERE)
    found = letter(replace(scene, notice="stand_down", clock="13:50", heard=(*scene.heard, wrong)))
    assert (
        found.values["first_line"]
        == "Stand down: 1 had not left: our mistake, and we are sorry. Nothing more is needed."
    )
    assert "was our mistake, and we apologise" in render(found).text


def test_a_scene_in_which_nothing_is_owed_is_an_error_and_not_an_empty_page() -> None:
    with pytest.raises(LookupError, match="nothing called “absence” goes to HILL"):
        letter(replace(BY_NAME["absence-one"], organisation="HILL"))
    assert at("09:15") < at("09:16")
