"""What the forms offer, and how a live form is brought in step with it: without a network, on a form of paper."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date, time
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cme.domain.form_items import FormId, WantedForm
from cme.domain.form_plan import form_digest, option_of, wanted_form
from cme.domain.model import Closure, Facts, Place, Pupil, Session, Settings, Staff
from cme.domain.question_ids import settle_ids
from cme.edges.form_requests import form_requests, live_ids
from cme.edges.schema import form_wording
from sandbox.discovery import methods
from sandbox.schemas import check_body

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
REGISTER, CHANGE = form_wording("register"), form_wording("change")


def session(code: str, weekday: int, start: int = 9) -> Session:
    return Session(code, f"{code} workshop", "The Foundry", weekday, time(start), time(start + 3))


def place(pupil: str, code: str) -> Place:
    return Place(pupil, code, "HILL", time(9), time(12))


FACTS = Facts(
    settings=Settings(dsl_name="Dee Safeguard", dsl_phone="07700 900106"),
    staff={"S01": Staff("S01", "Tess Spanner", "tess@innov8.example")},
    pupils={
        p.code: p
        for p in (
            Pupil("P0002", "Zoë", "Mockford"),
            Pupil("P0001", "Sam", "Specimen"),
            Pupil("P0003", "Kai", "Testerton"),
        )
    },
    sessions={s.code: s for s in (session("MON-A", 0), session("MON-B", 0, 13), session("TUE-A", 1))},
    places=(place("P0001", "MON-A"), place("P0002", "MON-A"), place("P0003", "TUE-A")),
)


def paper(form: dict[str, Any], requests: list[dict[str, Any]]) -> dict[str, Any]:
    """Apply requests to a form as Google documents them, refusing an id that is already there and a lost section."""
    form = copy.deepcopy(form)
    items = form.setdefault("items", [])
    for request in requests:
        ((name, body),) = request.items()
        if name == "createItem":
            assert body["item"]["itemId"] not in live_ids(form)
            items.insert(body["location"]["index"], copy.deepcopy(body["item"]))
        elif name == "deleteItem":
            items.pop(body["location"]["index"])
        elif name == "moveItem":
            items.insert(body["newLocation"]["index"], items.pop(body["originalLocation"]["index"]))
        elif name == "updateFormInfo":
            form["info"] = form.get("info", {}) | body["info"]
        elif name == "updateSettings":
            form["settings"] = body["settings"]
        elif body["updateMask"] == "questionItem.question.required":
            asked = body["item"]["questionItem"]["question"]["required"]
            items[body["location"]["index"]]["questionItem"]["question"]["required"] = asked
        elif body["updateMask"] == "title,description":
            items[body["location"]["index"]] |= {key: body["item"][key] for key in ("title", "description")}
        else:
            there, new = items[body["location"]["index"]], body["item"]
            assert there["itemId"] == new["itemId"]
            question = new["questionItem"]["question"]
            there["questionItem"]["question"]["choiceQuestion"]["options"] = question["choiceQuestion"]["options"]
            sections = {item["itemId"] for item in items if "pageBreakItem" in item}
            leads = {o["goToSectionId"] for o in question["choiceQuestion"]["options"] if "goToSectionId" in o}
            assert leads <= sections
    return form


def in_step(form: dict[str, Any], wanted: WantedForm, known: list[FormId]) -> dict[str, Any]:
    """Bring a form in step, keep its ids in `known`, and show that a second time nothing is left to do."""
    ids = settle_ids(wanted, known, live_ids(form))
    known += [row for row in ids if row not in known]
    form = paper(form, form_requests(form, wanted, ids, known))
    assert form_requests(form, wanted, settle_ids(wanted, known, live_ids(form)), known) == []
    return form


def titles(form: dict[str, Any]) -> list[str]:
    return [item["title"] for item in form["items"]]


def options(form: dict[str, Any], title: str) -> list[str]:
    item = next(item for item in form["items"] if item["title"] == title)
    return [option["value"] for option in item["questionItem"]["question"]["choiceQuestion"]["options"]]


def test_page_one_offers_todays_sessions_and_another_day_last() -> None:
    form = in_step({}, wanted_form(FACTS, MONDAY, REGISTER), [])
    assert options(form, "Which session?") == [
        "MON-A MON-A workshop, 09:00",
        "MON-B MON-B workshop, 13:00",
        "Another day",
    ]
    form = in_step({}, wanted_form(FACTS, TUESDAY, REGISTER), [])
    assert options(form, "Which session?") == ["TUE-A TUE-A workshop, 09:00", "Another day"]


def test_on_a_closed_day_only_another_day_is_offered() -> None:
    closed = replace(FACTS, closures=(Closure("innov8", MONDAY, MONDAY, "Boiler"),))
    form = in_step({}, wanted_form(closed, MONDAY, REGISTER), [])
    assert options(form, "Which session?") == ["Another day"]


def test_no_section_runs_on_into_the_next() -> None:
    form = in_step({}, wanted_form(FACTS, MONDAY, REGISTER), [])
    breaks = [n for n, item in enumerate(form["items"]) if "pageBreakItem" in item]
    ways = []
    for following in [*breaks, len(form["items"])]:
        last = form["items"][following - 1]["questionItem"]["question"]
        assert last["required"]
        ways.append({o.get("goToAction") or "leads on" for o in last["choiceQuestion"]["options"]})
    # The first page and that of another day lead on to a session's section; each of those sends the form.
    assert ways[:2] == [{"leads on"}] * 2
    assert ways[2:] == [{"SUBMIT_FORM"}] * len(FACTS.sessions)


def test_a_section_lists_its_children_by_first_name_with_code_and_initial_only() -> None:
    form = in_step({}, wanted_form(FACTS, MONDAY, REGISTER), [])
    assert options(form, "Tick each child you can see") == ["P0001 Sam S", "P0002 Zoë M"]
    assert "Specimen" not in str(form)


def test_a_child_stands_in_the_list_where_a_tutor_looks_for_it() -> None:
    names = ("Zoë", "Łukasz", "Órla", "Mina", "Åse", "Ben")
    pupils = {f"Q{n}": Pupil(f"Q{n}", name, "Sample") for n, name in enumerate(names)}
    places = tuple(replace(FACTS.places[0], pupil=code) for code in pupils)
    form = in_step({}, wanted_form(replace(FACTS, pupils=pupils, places=places), MONDAY, REGISTER), [])
    shown = [option.split()[1] for option in options(form, "Tick each child you can see")]
    assert shown == ["Åse", "Ben", "Łukasz", "Mina", "Órla", "Zoë"]


def test_a_session_without_children_can_still_be_sent() -> None:
    wanted = wanted_form(FACTS, MONDAY, REGISTER)
    assert [item.kind for item in wanted.items if item.session == "MON-B"] == [
        "section",
        "other",
        "taken_at",
        "who",
        "send",
    ]


def test_a_day_later_only_page_one_changes() -> None:
    known: list[FormId] = []
    form = in_step({}, wanted_form(FACTS, MONDAY, REGISTER), known)
    wanted = wanted_form(FACTS, TUESDAY, REGISTER)
    requests = form_requests(form, wanted, settle_ids(wanted, known, live_ids(form)), known)
    assert [r["updateItem"]["updateMask"] for r in requests] == ["questionItem.question.choiceQuestion.options"]


def test_a_question_keeps_its_id_when_a_child_is_renamed_leaves_or_comes() -> None:
    known: list[FormId] = []
    form = in_step({}, wanted_form(FACTS, MONDAY, REGISTER), known)
    before, rows = live_ids(form), list(known)
    renamed = replace(FACTS, pupils={**FACTS.pupils, "P0001": Pupil("P0001", "Samira", "Specimen")})
    left = replace(renamed, places=(*renamed.places[1:], place("P0003", "MON-A")))
    form = in_step(form, wanted_form(left, MONDAY, REGISTER), known)
    assert live_ids(form) == before
    assert known == rows
    assert options(form, "Tick each child you can see") == ["P0003 Kai T", "P0002 Zoë M"]


def test_a_session_that_goes_leaves_the_form_but_its_ids_stay_known_and_are_not_used_again() -> None:
    known: list[FormId] = []
    form = in_step({}, wanted_form(FACTS, MONDAY, REGISTER), known)
    old = {row.question_id: row for row in known if row.session == "MON-A"}
    without = replace(FACTS, sessions={k: s for k, s in FACTS.sessions.items() if k != "MON-A"})
    form = in_step(form, wanted_form(without, MONDAY, REGISTER), known)
    assert not set(old) & set(live_ids(form).values()) - {""}
    assert set(old.values()) <= set(known)
    form = in_step(form, wanted_form(FACTS, MONDAY, REGISTER), known)
    again = {row.question_id for row in known if row.session == "MON-A" and row.question_id} - set(old)
    assert len(again) == len([q for q in old if q])
    ids = [row.question_id for row in known if row.question_id] + [row.item_id for row in known]
    assert len(ids) == len(set(ids))


def test_ids_are_eight_lower_case_hex_digits_that_read_as_a_positive_int32() -> None:
    known: list[FormId] = []
    in_step({}, wanted_form(FACTS, MONDAY, REGISTER), known)
    for row in known:
        for found in filter(None, (row.item_id, row.question_id)):
            assert len(found) == 8
            assert found == found.lower()
            assert 0x10000000 <= int(found, 16) < 0x7FFFFFFF


def test_a_question_deleted_by_hand_comes_back_in_its_place_under_a_new_id() -> None:
    known: list[FormId] = []
    form = in_step({}, wanted_form(FACTS, MONDAY, REGISTER), known)
    whole, lost = titles(form), form["items"].pop(2)
    form = in_step(form, wanted_form(FACTS, MONDAY, REGISTER), known)
    assert titles(form) == whole
    assert lost["itemId"] not in live_ids(form)


def test_a_send_that_somebody_made_optional_is_required_again() -> None:
    known: list[FormId] = []
    form = in_step({}, wanted_form(FACTS, MONDAY, REGISTER), known)
    send = next(item for item in form["items"] if item["title"] == "Finished?")
    send["questionItem"]["question"]["required"] = False
    form = in_step(form, wanted_form(FACTS, MONDAY, REGISTER), known)
    assert next(item for item in form["items"] if item["title"] == "Finished?")["questionItem"]["question"]["required"]


def test_what_a_person_added_to_the_form_is_left_alone() -> None:
    known: list[FormId] = []
    form = in_step({}, wanted_form(FACTS, MONDAY, REGISTER), known)
    form["items"].insert(
        3, {"itemId": "0abc1234", "title": "Weather?", "questionItem": {"question": {"questionId": "0abc1235"}}}
    )
    form = in_step(form, wanted_form(FACTS, TUESDAY, REGISTER), known)
    assert "Weather?" in titles(form)


def test_one_child_changed_offers_todays_children_first() -> None:
    form = in_step({}, wanted_form(FACTS, TUESDAY, CHANGE), [])
    assert options(form, "Which child?") == ["P0003 Kai T", "P0001 Sam S", "P0002 Zoë M"]


def test_the_digest_changes_with_what_is_offered_and_with_nothing_else() -> None:
    same = replace(FACTS, settings=replace(FACTS.settings, reply_to="someone@innov8.example"))
    assert form_digest(FACTS, MONDAY) == form_digest(same, MONDAY)
    assert form_digest(FACTS, MONDAY) == form_digest(FACTS, date(2026, 11, 30))
    assert form_digest(FACTS, MONDAY) != form_digest(FACTS, TUESDAY)
    assert form_digest(FACTS, MONDAY) != form_digest(replace(FACTS, places=FACTS.places[1:]), MONDAY)


def test_an_option_shows_code_first_name_and_initial() -> None:
    assert option_of(Pupil("P0004", "Aoife", "O'Sample")) == "P0004 Aoife O"


def test_a_line_break_in_a_cell_does_not_reach_the_form_that_would_refuse_it() -> None:
    pasted = replace(
        FACTS,
        pupils={**FACTS.pupils, "P0001": Pupil("P0001", "Sam\nJo", "Specimen")},
        sessions={"MON-A": replace(FACTS.sessions["MON-A"], name="Bike\nworkshop", site="The\nFoundry")},
        staff={"S01": Staff("S01", "Tess\nSpanner", "tess@innov8.example")},
    )
    for wording in (REGISTER, CHANGE):
        assert "\\n" not in repr(wanted_form(pasted, MONDAY, wording))


@given(st.lists(st.sets(st.sampled_from(["MON-A", "MON-B", "TUE-A"])), max_size=4), st.randoms())
def test_whatever_happened_to_a_form_it_ends_in_step(steps: list[set[str]], dice: Any) -> None:
    known: list[FormId] = []
    form: dict[str, Any] = {}
    for codes in steps:
        facts = replace(FACTS, sessions={k: s for k, s in FACTS.sessions.items() if k in codes})
        wanted = wanted_form(facts, MONDAY, REGISTER)
        form = in_step(form, wanted, known)
        assert titles(form) == [item.title for item in wanted.items]
        dice.shuffle(form["items"])


def test_every_request_is_one_that_googles_own_description_of_the_api_allows() -> None:
    method = next(found for found in methods() if found.id == "forms.forms.batchUpdate")
    known: list[FormId] = []
    form = in_step({}, wanted_form(FACTS, MONDAY, REGISTER), known)
    form["items"].reverse()
    form["items"].pop()
    without = replace(FACTS, sessions={k: s for k, s in FACTS.sessions.items() if k != "MON-B"})
    for before, facts, wording in (({}, FACTS, REGISTER), ({}, FACTS, CHANGE), (form, without, REGISTER)):
        wanted = wanted_form(facts, MONDAY, wording)
        requests = form_requests(before, wanted, settle_ids(wanted, known, live_ids(before)), known)
        assert requests
        check_body(method, {"requests": requests, "writeControl": {"requiredRevisionId": "1"}})
