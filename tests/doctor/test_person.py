"""What hangs on somebody's address: everything that stands in our files, and in which order it is handed over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cme.domain.model import Role
from cme.domain.modes import PAPERS_READ
from scripts._doctor.findings import Danger, Finding
from scripts._doctor.person import FINDS, person_checks
from scripts._doctor.seen import Account, Kind, Permission
from tests import builders as build
from tests.doctor.sick.given import (
    BOT,
    BOX,
    DEE,
    HELD,
    SETTINGS,
    TESS,
    a_file,
    a_form,
    facts,
    shared,
    with_person,
    with_team,
)

NOW, _, LOOK, _, BY_HAND = Danger
LEADS = facts(sessions={"BIKE": build.a_session(lead="TESS"), "COOK": build.a_session("COOK", lead="DEE")})
WRITTEN_TO = facts(organisations={"HILL": build.a_school()})
ON_ROLL = "attendance@hill.example"


def found(name: str, address: str, *given: Any) -> list[Finding]:
    (check,) = [check for check in person_checks(address) if check.name == name]
    return list(check.find(*given))


@pytest.mark.parametrize(
    ("name", "address", "given", "danger", "said"),
    [
        ("the mailbox", BOT, (Account(BOT, BOT), BOX), NOW, "is the mailbox that sends"),
        ("the mailbox", TESS, (Account(BOT, BOT), replace(BOX, forwards_to=TESS)), NOW, "goes on to tess"),
        ("files", TESS, ((a_file(owner=TESS),),), NOW, "owns the workbook"),
        ("files", DEE, ((a_file(),),), LOOK, "dee@innov8.example can change the workbook."),
        ("files", TESS, (shared(Kind.BOARD, Permission("user", "reader", TESS)),), LOOK, "can read the Duty board."),
        (
            "files",
            TESS,
            ((a_form("register", Permission("user", "reader", TESS, "published")).file,),),
            LOOK,
            "may fill in the form “Register”.",
        ),
        ("Staff and Sessions", "Dee@innov8.example", (facts(),), LOOK, "DEE stands on the tab Staff: innov8 dsl."),
        (
            "Staff and Sessions",
            "lee@innov8.example",
            (with_person("LEE"),),
            LOOK,
            "LEE stands on the tab Staff: in no role",
        ),
        ("Staff and Sessions", DEE, (with_team("DEE"),), NOW, "DEE is the only one whom a page reaches."),
        ("Staff and Sessions", TESS, (LEADS,), NOW, "TESS leads BIKE:"),
        ("Settings", BOT, (SETTINGS, facts()), NOW, "Settings name them beside “sender”."),
        ("Settings", DEE, ({"dsl name": "Dee Worker, DSL"}, facts()), NOW, "Settings name them beside “dsl name”."),
        (
            "Schools and Authorities",
            ON_ROLL,
            (WRITTEN_TO,),
            NOW,
            "Hill School is written to at attendance@hill.example",
        ),
        ("Google Cloud", DEE, (replace(HELD, roles={DEE: ("roles/viewer",)}, alarms=()),), LOOK, "is viewer of the"),
        ("Google Cloud", DEE, (replace(HELD, roles={DEE: ("roles/owner",)}, owners=(DEE,)),), NOW, "its only owner."),
        ("Google Cloud", DEE, (HELD,), LOOK, "Alarms write to dee@innov8.example."),
        ("Google Cloud", DEE, (replace(HELD, alarms=(DEE,)),), NOW, "and to nobody else."),
        ("what is nowhere here", DEE, (), BY_HAND, "token.json and client.json"),
    ],
)
def test_what_hangs_on_an_address_is_said_with_what_to_do(
    name: str, address: str, given: tuple[Any, ...], danger: Danger, said: str
) -> None:
    (one,) = [one for one in found(name, address, *given) if said in one.what]
    assert one.danger is danger
    assert len(one.mend.split()) > 2


def test_who_is_one_of_several_and_leads_nothing_stops_nothing() -> None:
    assert [one.danger for one in found("Staff and Sessions", DEE, facts())] == [LOOK]
    assert [one.danger for one in found("Staff and Sessions", TESS, facts())] == [LOOK]
    alone = facts(staff={"TESS": build.a_person("TESS", Role.LEAD)})
    assert [one.danger for one in found("Staff and Sessions", TESS, alone)] == [LOOK], "no page reached them either"


def test_of_somebody_else_nothing_is_said() -> None:
    nobody = "nobody@innov8.example"
    given: dict[str, tuple[Any, ...]] = {
        "the mailbox": (Account(BOT, BOT), BOX),
        "files": ((a_file(), a_form().file),),
        "Staff and Sessions": (LEADS,),
        "Settings": (SETTINGS, facts()),
        "Schools and Authorities": (WRITTEN_TO,),
        "Google Cloud": (replace(HELD, roles={DEE: ("roles/owner",)}),),
    }
    assert list(given) == [name for name, needs, _ in FINDS if needs]
    assert [found(name, nobody, *seen) for name, seen in given.items()] == [[]] * len(given)


def test_who_read_the_papers_read_them_also_when_they_are_gone() -> None:
    assert found("Settings", DEE, {PAPERS_READ: "Dee Worker, DSL, 03/09/2026"}, facts()) == []


def test_a_lead_and_a_deputy_without_an_address_are_nobody_whom_a_page_reaches() -> None:
    deputy = replace(build.a_person("DEB", Role.INNOV8_DSL), email="")
    people = {"DEE": build.a_person("DEE", Role.INNOV8_DSL), "TESS": build.a_person("TESS", Role.LEAD), "DEB": deputy}
    assert found("Staff and Sessions", DEE, facts(staff=people))[0].what == "DEE is the only one whom a page reaches."


def test_another_name_or_none_is_not_theirs() -> None:
    assert found("Settings", DEE, {"dsl name": "Deb Worker"}, facts()) == []
    nameless = facts(staff={"DEE": replace(build.a_person("DEE", Role.LEAD), name="")})
    assert found("Settings", DEE, {"reply to": "office@innov8.example"}, nameless) == []


def test_the_only_owner_hands_the_project_over_before_they_are_taken_out_of_it() -> None:
    alone = replace(HELD, roles={DEE: ("roles/owner",)}, owners=(DEE,), alarms=())
    mends = [found("Google Cloud", DEE, held)[0].mend for held in (alone, replace(alone, owners=(DEE, TESS)))]
    assert ["make somebody else Owner first" in mend for mend in mends] == [True, False]
    assert ["Remove" in mend for mend in mends] == [False, True]
