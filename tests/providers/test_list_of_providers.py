"""The list of providers: each entry is laid over the service's settings; one that is wrong is left out, and said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cme.edges.credentials import SCOPES, credentials_for
from cme.edges.google import Endpoint
from cme.edges.providers import providers
from cme.errors import SetupError

GOOD = {"CME_WORKBOOK_ID": "book"}


def listed(folder: Path, content: Any) -> dict[str, str]:
    file = folder / "providers.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return {"CME_PROVIDERS_FILE": str(file), "CME_PING_URL": "https://watcher.example/all"}


def test_without_a_list_there_is_one_who_has_no_name() -> None:
    found = providers({"CME_WORKBOOK_ID": "book"})
    assert list(found.known) == [""]
    assert found.named("").workbook_id == "book"


def test_what_is_said_of_one_goes_before_what_is_said_of_all(tmp_path: Path) -> None:
    watched = GOOD | {"CME_WORKBOOK_ID": "other", "CME_PING_URL": "https://watcher.example/south"}
    found = providers(listed(tmp_path, {"north": GOOD, "south": watched}))
    assert not found.wrong
    assert {name: one.workbook_id for name, one in found.known.items()} == {"north": "book", "south": "other"}
    pings = [found.named(name).environment["CME_PING_URL"] for name in ("north", "south")]
    assert pings == ["https://watcher.example/all", "https://watcher.example/south"]


@pytest.mark.parametrize(
    ("name", "entry", "said"),
    [
        ("Nörth", GOOD, "a name has small letters"),
        ("n" * 41, GOOD, "a name has small letters"),
        ("north", {}, "it has no CME_WORKBOOK_ID"),
        ("north", ["book"], "only CME_WORKBOOK_ID"),
        ("north", GOOD | {"CME_INVOKER": "me"}, "only CME_WORKBOOK_ID"),
        ("north", {"CME_WORKBOOK_ID": "south's"}, "another has the same workbook"),
    ],
)
def test_a_wrong_entry_is_left_out_and_said_and_stops_no_other(
    tmp_path: Path, name: str, entry: Any, said: str
) -> None:
    others = {"east": {"CME_WORKBOOK_ID": "east's"}, "south": {"CME_WORKBOOK_ID": "south's"}}
    found = providers(listed(tmp_path, {**others, name: entry}))
    assert "east" in found.known
    assert name not in found.known
    assert [line for line in found.wrong if line.startswith(f"{name}: {said}")]


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", "null"])
def test_a_list_that_cannot_be_read_is_a_sentence(tmp_path: Path, content: str) -> None:
    with pytest.raises(SetupError, match="cannot be read, or is empty"):
        providers(listed(tmp_path, content))


@pytest.mark.parametrize("name", ["", "west"])
def test_a_call_for_somebody_who_is_not_listed_is_a_sentence_that_repeats_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(SetupError, match="not in the list of providers") as raised:
        providers(listed(tmp_path, {"north": GOOD})).named(name)
    assert "west" not in str(raised.value)


def test_each_signs_in_with_a_token_of_its_own(tmp_path: Path) -> None:
    token = {"client_id": "c", "client_secret": "s", "refresh_token": "north's"}
    entries = {"north": GOOD | {"CME_TOKEN_INFO": token}, "south": {"CME_WORKBOOK_ID": "b", "CME_TOKEN_INFO": "oh"}}
    found = providers(listed(tmp_path, entries))
    signed = credentials_for(Endpoint(), found.named("north").environment)
    assert (signed.refresh_token, signed.scopes) == ("north's", list(SCOPES))
    with pytest.raises(SetupError, match="What CME_TOKEN_INFO holds cannot be used"):
        credentials_for(Endpoint(), found.named("south").environment)
