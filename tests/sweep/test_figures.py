"""The figures in docs/reliability.json are whole: what is claimed was measured, and what did not hold was mended."""

from __future__ import annotations

from sandbox.sweep.breaks import BREAKS
from scripts._sweep.document import document
from scripts._sweep.figures import FILE, kept
from scripts._sweep.registers import MILLION

FIGURES = kept()


def test_every_part_was_measured_whole() -> None:
    assert FIGURES["points"]["whole"]
    assert FIGURES["points"]["messages"] >= 40
    assert set(FIGURES["points"]["played"]) == {one.name for one in BREAKS.values()}
    assert FIGURES["registers"]["registers"] >= MILLION
    assert FIGURES["switches"]["plays"] == FIGURES["switches"]["stories"] * len(FIGURES["switches"]["ways"])


def test_what_did_not_hold_was_tried_again_and_holds() -> None:
    assert FIGURES["model"]["failed"] == FIGURES["switches"]["failed"] == 0
    failed, again = sum(FIGURES["points"]["failed"].values()), FIGURES.get("again", {"points": [], "failed": 0})
    assert (len(again["points"]), again["failed"]) == (failed, 0)
    again = FIGURES["registers"].get("again", {"registers": [], "failed": 0})
    assert (len(again["registers"]), again["failed"]) == (FIGURES["registers"]["failed"], 0)


def test_the_document_says_what_was_measured() -> None:
    assert FILE.with_suffix(".md").read_text("utf-8") == document(FIGURES)
