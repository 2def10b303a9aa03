"""The commit against a side that is played: repeated in the same bytes, and never taken for another's."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from cme.edges.sheets import BadBatchError, LostRaceError, TokenGoneError, UnsureError, Workbook
from cme.errors import Refused, SetupError
from tests.edges.played import Played, answer

NO = '{"error": {"message": "Invalid requests[%d].%s: %s"}}'
TAKEN = NO % (0, "deleteNamedRange", "No NamedRange with id: rev_7")
BAD = NO % (3, "appendCells", "too long")


def token(revision: Any, run: str) -> requests.Response:
    return answer(200, json.dumps({"values": [[revision, run]]}))


def commit(played: Played, **more: Any) -> Any:
    return Workbook(played.google, "w", lambda: played.now).commit(7, "me", [], deadline=30.0, **more)


def test_a_commit_deletes_the_token_before_anything_else(played: Played) -> None:
    played.answers = [answer(200)]
    assert commit(played).revision == 8
    first, second, third = json.loads(played.bodies[0])["requests"]
    assert first == {"deleteNamedRange": {"namedRangeId": "rev_7"}}
    assert second["addNamedRange"]["namedRange"]["namedRangeId"] == "rev_8"
    assert third["updateCells"]["rows"][0]["values"][1] == {"userEnteredValue": {"stringValue": "me"}}


@pytest.mark.parametrize("nothing", [answer(503), answer(500), requests.ReadTimeout(), answer(200, '{"spread')])
def test_what_was_not_answered_is_asked_again_in_the_same_bytes(played: Played, nothing: object) -> None:
    played.answers = [nothing, nothing, answer(200)]
    assert commit(played).revision == 8
    assert len(set(played.bodies)) == 1


def test_a_no_after_a_lost_answer_is_ours_where_the_token_names_us(played: Played) -> None:
    seen = answer(200, '{"sheets": [{"properties": {"sheetId": 137}}]}')
    played.answers = [answer(503), answer(400, TAKEN), token(8, "me"), seen]
    committed = commit(played, response_ranges=["'Obligations'!A2:L"])
    assert committed.sheets == [{"properties": {"sheetId": 137}}]


def test_a_no_at_once_is_never_ours_even_where_the_token_names_us(played: Played) -> None:
    played.answers = [answer(400, TAKEN), token(8, "me")]
    with pytest.raises(LostRaceError) as lost:
        commit(played)
    assert not lost.value.doubted


def test_a_429_leaves_no_doubt(played: Played) -> None:
    played.answers = [answer(429), answer(400, TAKEN), token(8, "me")]
    with pytest.raises(LostRaceError) as lost:
        commit(played)
    assert not lost.value.doubted


def test_a_no_after_a_lost_answer_and_two_commits_leaves_a_doubt(played: Played) -> None:
    played.answers = [answer(503), answer(400, TAKEN), token(9, "other")]
    with pytest.raises(LostRaceError) as lost:
        commit(played)
    assert lost.value.doubted


def test_a_batch_that_google_refuses_is_bad_where_the_token_did_not_move(played: Played) -> None:
    played.answers = [answer(400, BAD), token(7, "other"), token(7, "other")]
    with pytest.raises(BadBatchError):
        commit(played)


def test_a_token_that_seems_not_to_have_moved_is_read_again(played: Played) -> None:
    played.answers = [answer(400, TAKEN), token(7, "other"), token(8, "other")]
    with pytest.raises(LostRaceError):
        commit(played)


def test_a_token_that_somebody_deleted_is_named(played: Played) -> None:
    played.answers = [answer(400, TAKEN), token(7, "other"), token(7, "other")]
    with pytest.raises(TokenGoneError, match="rev_7 was deleted") as gone:
        commit(played)
    assert "scripts/apply_schema" in gone.value.mend


def test_when_time_runs_out_nobody_claims_to_know(played: Played) -> None:
    played.answers = [answer(503, Retry_After="4")]
    with pytest.raises(UnsureError):
        commit(played)
    assert 24 <= played.now <= 30


@pytest.mark.parametrize(("first", "error"), [(answer(503), UnsureError), (answer(403), Refused)])
def test_a_permission_taken_away_in_between_leaves_a_doubt_only_after_one(
    played: Played, first: requests.Response, error: type[Exception]
) -> None:
    played.answers = [first, answer(403)]
    with pytest.raises(error):
        commit(played)


@pytest.mark.parametrize(("status", "words"), [(403, "may not open"), (404, "is gone"), (400, "cannot be read")])
def test_a_workbook_that_cannot_be_read_says_what_to_do(played: Played, status: int, words: str) -> None:
    outline = {"sheets": [{"properties": {"sheetId": 144, "title": "Runs"}}]}
    played.answers = [answer(status), answer(200, json.dumps(outline)), answer(status)]
    with pytest.raises(SetupError, match=words) as closed:
        Workbook(played.google, "w").read()
    assert "ring everybody who is due" in closed.value.mend


def test_without_the_tab_of_runs_nothing_can_be_read(played: Played) -> None:
    played.answers = [answer(400), answer(200, '{"sheets": []}')]
    with pytest.raises(SetupError, match="“Runs” is gone"):
        Workbook(played.google, "w").read()
