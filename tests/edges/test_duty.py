"""Who stands in for whom, as the Staff tab says it."""

from __future__ import annotations

from datetime import date

import pytest

from cme.domain.model import Obligation, Role, Staff
from cme.domain.recipients import Recipient, recipient
from cme.edges.people import read_staff
from cme.edges.tables import Table
from tests import builders as build

HEADINGS = ("Code", "Name", "Email", "Roles", "Duty order", "Away from", "Away to")
DUE = build.at("Mon 2026-11-23 09:15")
PAGE = Obligation("REG-2", date(2026, 11, 23), "innov8", "register_page", Role.INNOV8_DSL, DUE, "because", "5.2")


def staff(*rows: tuple[str, ...]) -> dict[str, Staff]:
    return read_staff(Table.of("staff", [HEADINGS, *rows]))


def paged(people: dict[str, Staff]) -> str:
    found = recipient(PAGE, build.facts(staff=people))
    assert isinstance(found, Recipient)
    return found.name


@pytest.mark.parametrize(
    ("dsl_order", "deputy_order", "away", "who"),
    [
        ("1", "2", (), "Dee"),
        ("", "", (), "Dee"),
        ("2", "1", (), "Deb"),
        ("1", "2", ("23/11/2026", "23/11/2026"), "Deb"),
        ("1", "2", ("20/11/2026", "22/11/2026"), "Dee"),
    ],
)
def test_the_deputy_is_paged_when_the_dsl_is_away_and_not_before(
    dsl_order: str, deputy_order: str, away: tuple[str, ...], who: str
) -> None:
    people = staff(
        ("S07", "Deb", "deb@innov8.example", "Deputy", deputy_order),
        ("S08", "Dee", "dee@innov8.example", "lead, innov8 DSL", dsl_order, *away),
    )
    assert paged(people) == who


def test_a_role_that_does_not_exist_is_a_problem_and_the_others_count() -> None:
    table = Table.of("staff", [HEADINGS, ("S01", "Dee", "dee@innov8.example", "boss, innov8 dsl")])
    assert paged(read_staff(table)) == "Dee"
    assert "“boss” is not a role." in [problem.what for problem in table.problems]
