"""Each check of the doctor is seen well and sick; what could not be seen is said, and stops no other."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from cme.errors import NoAnswer, Refused, SetupError
from scripts._doctor.checks import CHECKS, CLOUD, NOT_ASKED
from scripts._doctor.checks.sharing import where_files_are
from scripts._doctor.examine import examine
from scripts._doctor.findings import Check, Danger, Finding, Unseen, look, wrong
from scripts._doctor.looks import Looks, why
from scripts._doctor.seen import Kind, SharedFile, State
from tests.doctor.sick import CASES

EVERY = (*CHECKS, *CLOUD, NOT_ASKED)
CHECKED = pytest.mark.parametrize("check", EVERY, ids=lambda check: check.name)


def test_every_check_is_seen_well_and_sick() -> None:
    assert [check.name for check in EVERY] == list(CASES)


@CHECKED
def test_a_check_says_nothing_where_all_is_well(check: Check) -> None:
    assert not [one for given in CASES[check.name].also for one in check.find(*given)]
    found = list(check.find(*CASES[check.name].well))
    assert all(one.danger is Danger.BY_HAND for one in found)
    assert bool(found) is (not check.needs)


@CHECKED
def test_a_check_says_what_is_wrong_how_dangerous_it_is_and_what_to_do(check: Check) -> None:
    for given, danger, said in CASES[check.name].sick:
        (found,) = [one for one in check.find(*given) if said in one.what]
        assert found.danger is danger
        assert found.what.endswith(".")
        assert len(found.mend.split()) > 1


@CHECKED
def test_a_check_says_what_it_looks_at_and_every_look_that_it_needs_is_there(check: Check) -> None:
    assert check.about.strip().endswith(".")
    assert all(callable(getattr(Looks, name)) for name in check.needs)


def test_checks_ask_nobody_for_anything() -> None:
    folder = Path(__file__).parents[2] / "scripts" / "_doctor"
    for path in (*folder.glob("checks/*.py"), folder / "findings.py", folder / "seen.py"):
        names = [n.module for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.ImportFrom) and n.module]
        assert not [name for name in names if name.startswith(("cme.edges", "cme.jobs", "scripts._deploy"))], path


@pytest.mark.parametrize(
    ("kind", "again"),
    [
        (Kind.BOARD, "scripts/apply_schema --duty-board makes a new one."),
        (Kind.ARCHIVE, "name another folder."),
        (Kind.FORM, "scripts/apply_schema makes a new one."),
    ],
)
def test_what_is_gone_is_made_again_in_its_own_way(kind: Kind, again: str) -> None:
    (found,) = where_files_are([SharedFile(kind, "x", state=State.GONE)])
    assert found.mend.endswith(again)


class Played(Looks):
    """Looks of which each is played by the test."""

    def __init__(self, **played: Callable[[], object]) -> None:
        self._seen = {}
        self.__dict__.update(played)


def refuse(wrong: Exception) -> Callable[[], object]:
    """Return a look that fails."""

    def fails() -> object:
        raise wrong

    return fails


def finds(name: str, *needs: str, found: Finding | None = None) -> Check:
    return Check(name, "It.", needs, lambda *_: [found] if found else [])


def test_a_look_that_fails_is_said_once_with_all_who_wanted_it_and_stops_nobody() -> None:
    looks = Played(files=refuse(NoAnswer("x", call="GET files")), facts=lambda: 1)
    checks = (
        finds("a", "files"),
        finds("b", "facts"),
        finds("c", "facts", "files"),
        finds("d", "facts", found=look("D.", "d")),
    )
    examined = examine(looks, checks)
    assert [(f.danger, f.what) for f in examined.findings] == [
        (Danger.LOOK, "D."),
        (
            Danger.UNSEEN,
            "Not looked at: a, c; because nobody answered (NoAnswer GET files). Look at the connection, and run "
            "this again.",
        ),
    ]
    assert (examined.fine, examined.code) == (("b",), 1)


def test_a_mistake_in_a_check_or_a_look_is_no_reason_to_stop_and_never_counts_as_fine() -> None:
    looks = Played(facts=lambda: 1, files=refuse(KeyError("id")))
    checks = (Check("a", "It.", ("facts",), lambda facts: facts.nothing), finds("b", "files"), finds("c", "facts"))
    examined = examine(looks, checks)
    assert [f.what for f in examined.findings] == [
        "Not looked at: a; because this program made a mistake (AttributeError). Report it.",
        "Not looked at: b; because this program made a mistake (KeyError). Report it.",
    ]
    assert (examined.fine, examined.code) == (("c",), 1)


def test_a_door_that_is_closed_is_wrong_and_not_only_unseen() -> None:
    looks = Played(
        account=refuse(Refused("x", call="GET about", status=401)), snapshot=refuse(SetupError("It is gone."))
    )
    examined = examine(looks, (finds("a", "account"), finds("b", "snapshot")))
    assert [f.danger for f in examined.findings] == [Danger.WRONG, Danger.WRONG]
    assert "Sign the mailbox in again and store the new token." in examined.findings[0].what
    assert examined.code == 2


def test_what_is_dangerous_comes_first_and_what_nobody_can_see_leaves_the_exit_code_alone() -> None:
    by_hand = Finding(Danger.BY_HAND, "B.", "b")
    assert examine(Played(), (finds("a", found=by_hand),)).code == 0
    examined = examine(
        Played(), (finds("a", found=by_hand), finds("b", found=look("L.", "l")), finds("c", found=wrong("W.", "w")))
    )
    assert [f.what for f in examined.findings] == ["W.", "L.", "B."]


def test_why_something_was_not_seen_quotes_nothing_that_google_says() -> None:
    assert "secret" not in why(Refused("GET values: secret cell", call="GET values", status=400))
    assert Unseen("x").danger is Danger.UNSEEN
