"""The tier of a child: what one flag makes of it, what nobody answered, and that nothing but the tier is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cme.domain.model import Pupil, Tier
from cme.domain.tiers import GRAVE, MARKS, WORST_FIRST, of_both, rank, tier_of
from cme.edges.schema import tab

ANSWERED = dict.fromkeys(GRAVE, "no")
WORDS = ("yes", "no", "not known", "")


@pytest.mark.parametrize("flag", GRAVE)
def test_one_grave_flag_makes_tier_a_whatever_was_typed(flag: str) -> None:
    assert {tier_of(typed, {**ANSWERED, flag: "yes"}) for typed in Tier} == {Tier.A}


@pytest.mark.parametrize("flag", GRAVE)
@pytest.mark.parametrize("answer", ["not known", ""])
def test_one_grave_flag_that_nobody_answered_leaves_a_child_not_known(flag: str, answer: str) -> None:
    assert tier_of(Tier.NOT_KNOWN, {**ANSWERED, flag: answer}) is Tier.NOT_KNOWN


@pytest.mark.parametrize(
    ("typed", "flags", "tier"),
    [
        (Tier.NOT_KNOWN, {}, Tier.NOT_KNOWN),
        (Tier.NOT_KNOWN, {"Serious concerns": "yes"}, Tier.NOT_KNOWN),
        (Tier.NOT_KNOWN, {**ANSWERED, "Serious concerns": "yes"}, Tier.B),
        (Tier.NOT_KNOWN, ANSWERED, Tier.B),
        (Tier.B, {}, Tier.B),
        (Tier.A, ANSWERED, Tier.A),
    ],
)
def test_the_dsls_word_and_the_flags_make_the_tier(typed: Tier, flags: Mapping[str, str], tier: Tier) -> None:
    assert tier_of(typed, flags) is tier


@given(st.sampled_from(tuple(Tier)), st.dictionaries(st.sampled_from(GRAVE), st.sampled_from(WORDS)))
def test_what_is_not_known_never_lowers_a_child(typed: Tier, flags: dict[str, str]) -> None:
    for flag in GRAVE:
        unsure = {**flags, flag: "not known"}
        assert rank(tier_of(typed, unsure)) <= rank(tier_of(typed, {**flags, flag: "no"}))


@given(st.sampled_from(WORDS), st.sampled_from(WORDS))
def test_of_two_rows_a_yes_counts_and_a_no_only_twice(one: str, other: str) -> None:
    found = of_both(one, other)
    assert found == of_both(other, one)
    assert (found == "yes") is ("yes" in (one, other))
    assert (found == "no") is (one == other == "no")


def test_every_flag_is_a_column_and_every_tier_has_its_mark() -> None:
    assert set(GRAVE) <= set(tab("safeguarding").headers)
    assert set(WORST_FIRST) == set(MARKS) == set(Tier)
    assert {len(mark) for mark in MARKS.values()} == {1}


def test_of_a_flag_nothing_is_kept_but_the_tier() -> None:
    kept = {field.name for field in fields(Pupil)}
    assert not {flag.split(",")[0].casefold().replace(" ", "_") for flag in GRAVE} & kept
