"""Each hostile value as each setting, and strangers' addresses: nothing goes where nobody decided that it may go."""

from __future__ import annotations

import pytest

from cme.domain.modes import PAPERS_READ
from cme.edges.schema import tab
from tests.hostile.charity import CONTROL, OUR_FORMULAS, Pairs, check_mail, check_pages, formulas, sent
from tests.hostile.values import ADDRESSES, TYPED
from tests.jobs.small import PEOPLE, Scene, as_typed, person, school, typed

NAMES = [row[0] for row in tab("settings").rows]
FREE = (
    "organisation",
    "sender",
    "reply to",
    "domain",
    "dsl name",
    "dsl phone",
    "report latest",
    "lawful basis",
    PAPERS_READ,
)
FATAL = ("mode", "workbook id")
ODD = ("a formula", "a header", "a null", "60,000 characters", "a right-to-left override", "nought", "yes", "a date")


def setting(scene: Scene, value: object, *names: str) -> None:
    """Type one value beside each of these settings."""
    starts = [{"sheetId": tab("settings").sheet_id, "rowIndex": NAMES.index(n) + 1, "columnIndex": 1} for n in names]
    rows = [{"values": [as_typed(value)]}]
    scene.change(*({"updateCells": {"start": s, "rows": rows, "fields": "userEnteredValue"}} for s in starts))


def test_whatever_the_settings_of_words_hold_the_notice_goes_and_only_to_its_school(scene: Scene, ours: Pairs) -> None:
    scene.register("09:02", "BIKE", "P4")
    scene.register("09:02", "COOK", "P5")
    setting(scene, TYPED["a header"], *FREE, "register form link", "change form link")
    scene.tick("09:15")
    check_mail(scene)
    for message in sent(scene):
        # What is no address is no header; Gmail writes the mailbox's own.
        assert "evil" not in str(message["From"])
        assert message["Reply-To"] is None
    for value in TYPED.values():
        setting(scene, value, *FREE)
        facts = scene.stage.snapshot().facts
        assert len(facts.settings.lawful_basis) <= 1_000
        assert facts.settings.sender in ("", value)
    scene.tick("09:16")
    assert formulas(scene) == OUR_FORMULAS
    check_mail(scene)
    check_pages(scene, ours, "settings")


@pytest.mark.parametrize("name", FATAL)
@pytest.mark.parametrize("value", ODD)
def test_a_mode_or_an_id_that_nobody_meant_sends_nothing_and_the_dsl_is_told(
    scene: Scene, name: str, value: str
) -> None:
    scene.register("09:02", "BIKE", "P4")
    setting(scene, TYPED[value], name)
    scene.tick("09:15")
    assert CONTROL not in scene.told()
    assert {str(message["To"]) for message in sent(scene)} <= {"dee@innov8.example"}


def test_a_stranger_s_address_gets_nothing_and_the_dsl_is_told_to_ring(scene: Scene) -> None:
    strangers = [school(f"S{n}") | {"Attendance email": a, "DSL email": a} for n, a in enumerate(ADDRESSES.values())]
    for row in strangers:
        row["Allowed domains"] = "hill.example"
    children = [{**PEOPLE["pupils"][0], "Code": f"X{n}", "School on roll": ""} for n in range(len(strangers))]
    places = [{"Pupil": f"X{n}", "Commissioner": f"S{n}", "BIKE": "x"} for n in range(len(strangers))]
    scene.change(
        *typed("schools", [*PEOPLE["schools"], *strangers]),
        *typed("pupils", [*PEOPLE["pupils"], *children]),
        *typed("places", [*PEOPLE["places"], *places]),
    )
    scene.register("09:02", "BIKE", "P4")
    scene.tick("09:15")
    check_mail(scene)
    facts = scene.stage.outcome().facts
    untold = {row.session for row in facts.ledger.values() if row.rule == "OPS-1"}
    paged = [m for m in scene.told() if m[0] == "not_delivered"]
    assert paged
    assert {m[2] for m in paged} == {"dee@innov8.example"}
    told = {row.organisation for row in facts.ledger.values() if row.rule == "REG-1"}
    assert told <= {"HILL", "MILL"}, untold
    problems = [p for p in scene.stage.problems() if p.where.endswith(", Attendance email")]
    assert len(problems) >= len(strangers)
    assert all("Mend the address" in p.mend or "Type it" in p.mend for p in problems)


@pytest.mark.parametrize("name", ["Someone else", "someone else", "Tess Worker", "\u202eevil", "a\x00b", "long " * 300])
def test_a_name_that_a_form_could_not_offer_keeps_no_form_from_being_in_step(scene: Scene, name: str) -> None:
    scene.change(*typed("staff", [*PEOPLE["staff"], person("NEW", "lead") | {"Name": name}]))
    scene.tick("09:00")
    assert "could not be brought in step" not in scene.stage.read().form_problems
    (who,) = {
        tuple(option["value"] for option in item["questionItem"]["question"]["choiceQuestion"]["options"])
        for item in scene.stage.form("change").items
        if item.get("title", "").startswith("Who")
        and "DROP" in str(item["questionItem"]["question"].get("choiceQuestion", {}).get("type"))
    }
    assert len(who) == len(set(who))
    assert max(map(len, who)) <= 100
    assert "\x00" not in "".join(who)
    assert "\u202e" not in "".join(who)
