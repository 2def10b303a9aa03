"""Random registers: a few in every run of the tests, a million in `scripts/sweep`; and they find what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from cme.domain.model import Contact, Role
from cme.domain.notices import FILLERS
from cme.domain.recipients import AUDIENCES, Audience, Recipient
from tests.domain.test_recipients import READERS
from tests.registers.made import register
from tests.registers.tried import Tried, try_many, try_some

FEW = 1000


def found_out(says: str) -> bool:
    """Return whether registers find something that is wrong; most of it one of the first does."""
    for first in range(0, 2000, 20):
        wrong = try_some(1, range(first, first + 20)).wrong
        if any(says in sentence for found in wrong.values() for sentence in found):
            return True
    return False


def test_nothing_goes_to_anybody_whom_it_does_not_concern() -> None:
    found = Tried()
    for part in try_many(2, range(FEW), 2):
        found.add(part)
    assert found.wrong == {}
    assert found.registers == FEW
    assert found.messages > FEW
    assert found.rendered > 10
    assert found.spoilt == found.obligations > 5 * FEW


def test_every_notice_about_a_child_or_a_session_is_written_in_some_register(monkeypatch: pytest.MonkeyPatch) -> None:
    written = set()

    def noting(name: str) -> Callable[..., Any]:
        fill = FILLERS[name]
        return lambda *args: written.add(name) or fill(*args)

    for name in READERS:
        monkeypatch.setitem(FILLERS, name, noting(name))
    # What is about the system itself has no part in a register.
    about_us = ("message", "sent")
    wanted = {name for name, (*_, about) in READERS.items() if about not in about_us} | {"not_delivered"}
    for first in range(0, 20_000, 100):
        if not wanted <= written:
            try_some(1, range(first, first + 100))
    assert written >= wanted


def test_a_number_is_always_the_same_register_and_each_seed_has_its_own() -> None:
    once, again, other = register(1, 5), register(1, 5), register(2, 5)
    assert str(once.facts) == str(again.facts) != str(other.facts)
    assert once.instants == again.instants


def anybody(*_: Any) -> bool:
    return True


def without_names(_: Any, facts: Any, __: Any) -> dict[str, Any]:
    return {"first_line": "", "rows": [pupil.first_name for pupil in facts.pupils.values()]}


def to_the_first(owed: Any, facts: Any) -> Recipient:
    """Whoever stands first in the workbook."""
    nobody = Contact(Role.ATTENDANCE, "", "nobody@nowhere.example")
    contact = next((c for o in facts.organisations.values() for c in o.contacts), nobody)
    return Recipient(owed.organisation, contact.name, contact.email)


BROKEN = {
    "an organisation that has nothing to do with the child is told": (
        "cme.domain.recipients.is_concerned",
        anybody,
        "which may not be told",
    ),
    "a child who left is told to a shared inbox": (
        "cme.domain.recipients.AUDIENCES",
        AUDIENCES | {"left_site": Audience(school=(Role.ATTENDANCE, Role.DSL))},
        "(left_site, for attendance) goes to attendance",
    ),
    "an address that nobody confirmed hears of a child who left": (
        "cme.domain.recipients.is_safeguarding",
        lambda *_: False,
        "which may not be told",
    ),
    "an authority may read no absence": (
        "cme.domain.recipients.AUDIENCES",
        AUDIENCES | {"absence": replace(AUDIENCES["absence"], authority=())},
        "goes to nobody, though commissioning",
    ),
    "the recipient is whoever stands first": ("tests.registers.tried.recipient", to_the_first, "may not be told"),
    "a report holds every child": (
        "cme.domain.notices.FILLERS",
        FILLERS | {"attendance_report": without_names},
        "names P",
    ),
    "a subject says what happened": (
        "cme.domain.notices._word",
        lambda first: f"{first.notice} {first.pupil}",
        "the subject of the notice",
    ),
    "what was told is owed again": ("cme.domain.decide.is_paid", lambda *_: False, "is owed again"),
    "a letter cannot be written": ("cme.domain.notices.FILLERS", {}, "it broke off: KeyError"),
}


@pytest.mark.parametrize(("where", "instead", "says"), BROKEN.values(), ids=BROKEN)
def test_a_product_that_is_broken_on_purpose_is_found_out(
    monkeypatch: pytest.MonkeyPatch, where: str, instead: Any, says: str
) -> None:
    monkeypatch.setattr(where, instead)
    assert found_out(says)
