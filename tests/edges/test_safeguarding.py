"""The Safeguarding tab: which tier follows from its rows, and what is said of one that cannot be read."""

from __future__ import annotations

from typing import Any

import pytest

from cme.domain.model import Tier
from cme.domain.people import Relative
from cme.domain.tiers import GRAVE
from cme.edges.safeguarding import with_safeguarding
from cme.edges.schema import tab
from cme.edges.tables import Table
from tests.builders import a_pupil

NO = dict.fromkeys(GRAVE, "no")


def table(*rows: dict[str, Any]) -> Table:
    titles = tab("safeguarding").headers
    return Table.of("safeguarding", [list(titles), *([row.get(title, "") for title in titles] for row in rows)])


def read(*rows: dict[str, Any], never_ring: str = "") -> tuple[Tier, Relative | None, str]:
    found = table(*rows)
    pupil = a_pupil(tier=Tier.NOT_KNOWN, never_ring=never_ring)
    pupil = with_safeguarding(found, {"P1": pupil})["P1"]
    return pupil.tier, pupil.social_worker, " ".join(f"{p.where}: {p.what}" for p in found.problems)


@pytest.mark.parametrize(
    ("answer", "tier", "wrong"),
    [
        ("yes", Tier.A, ""),
        (" YES ", Tier.A, ""),
        ("no", Tier.B, ""),
        ("not known", Tier.NOT_KNOWN, ""),
        ("", Tier.NOT_KNOWN, ""),
        ("maybe", Tier.NOT_KNOWN, "Safeguarding row 2, Care order: “maybe” is no answer"),
        (True, Tier.NOT_KNOWN, "“true” is no answer"),
    ],
)
def test_an_answer_is_read_and_what_is_none_counts_as_not_known(answer: Any, tier: Tier, wrong: str) -> None:
    found, _, said = read({"Pupil": "P1", **NO, "Care order": answer})
    assert found is tier
    assert wrong in said
    assert bool(said) is bool(wrong)


def test_a_child_without_a_row_and_a_row_without_a_child() -> None:
    tier, _, said = read({"Pupil": "P7", "Care order": "yes"})
    assert tier is Tier.NOT_KNOWN
    assert "There is no pupil “P7”" in said


def test_of_two_rows_of_one_child_each_yes_counts_and_they_are_asked_about() -> None:
    tier, _, said = read({"Pupil": "P1", **NO, "Looked after": "yes"}, {"Pupil": "P1", **NO})
    assert tier is Tier.A
    assert "P1 stands in row 2 as well" in said


def test_a_social_worker_is_somebody_to_ring_unless_barred() -> None:
    row = {"Pupil": "P1", "Social worker": "Wanda Worker", "Social worker phone": "07700 900555"}
    assert read(row)[1] == Relative("Wanda Worker", "07700 900555", "social worker")
    assert read(row, never_ring="Wanda Worker")[1] is None
    assert read({"Pupil": "P1", "Social worker": "Wanda Worker"})[1] is None


def test_a_tab_that_is_gone_leaves_what_the_dsl_typed() -> None:
    gone = Table("safeguarding", "Safeguarding", {}, [])
    assert with_safeguarding(gone, {"P1": a_pupil(tier=Tier.A)})["P1"].tier is Tier.A
