"""The protocol, tried in every order: nothing twice, nothing never; and each safeguard is there for a reason."""

from __future__ import annotations

from itertools import combinations

import pytest

from tests.protocol.explore import explore
from tests.protocol.model import ALL, Luck, Protocol, Safeguard
from tests.protocol.without import TRIED, WITHOUT


def words(value: object) -> str:
    return value.name if isinstance(value, Safeguard) else str(value)


@pytest.mark.parametrize("is_page", [False, True], ids=["routine", "page"])
@pytest.mark.parametrize(("runs", "luck"), TRIED, ids=words)
def test_nothing_goes_out_twice_and_nothing_is_forgotten(runs: int, luck: Luck, *, is_page: bool) -> None:
    found = explore(Protocol(is_page=is_page), runs, luck)
    assert not found.wrong, "\n".join(found.steps)
    assert found.states > 1000


def test_two_runs_meet_all_bad_luck_at_once_and_three_every_two_kinds_of_it() -> None:
    kinds = [(runs, {kind for kind, times in luck._asdict().items() if times}) for runs, luck in TRIED]
    assert (2, {*Luck._fields}) in kinds
    pairs = {frozenset(pair) for runs, met in kinds if runs == 3 for pair in combinations(met, 2)}
    assert pairs == {frozenset(pair) for pair in combinations(Luck._fields, 2)}


@pytest.mark.parametrize("safeguard", Safeguard, ids=words)
def test_without_a_safeguard_something_goes_wrong(safeguard: Safeguard) -> None:
    runs, luck = WITHOUT[safeguard]
    assert explore(Protocol(ALL - {safeguard}), runs, luck).wrong
    assert not explore(Protocol(), runs, luck).wrong


def test_a_page_whose_sending_nobody_could_know_goes_once_more_and_routine_mail_does_not() -> None:
    hidden = Luck(crash=1, lag=1)
    assert explore(Protocol(is_page=True), 3, hidden).wrong == ""
    assert explore(_Twice(is_page=False), 3, hidden).wrong.startswith("SENT 2 TIMES")


class _Twice(Protocol):
    """Treats routine mail as a page is treated: to show that the rule for routine mail matters."""

    def _decided(self, world, number, run):  # type: ignore[no-untyped-def]
        return Protocol(self.guards, is_page=True)._decided(world, number, run)
