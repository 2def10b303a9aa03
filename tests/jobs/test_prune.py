"""Old rows leave the workbook, once a verified archive holds them, and the runs go on as before."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cme.domain.archive_steps import Step
from cme.domain.breach_words import Heard, Word
from cme.domain.case_events import Did, Event
from cme.domain.patterns import find
from cme.domain.pruned import pruned_months
from cme.domain.pruning import Typed, Wanted, typed
from cme.edges.layout import LEDGER
from cme.edges.sheets import Workbook
from cme.edges.whole_workbook import read_whole_workbook
from cme.errors import Refused, SetupError
from cme.jobs import daily
from cme.jobs.apply_schema import apply_settings
from cme.jobs.archive_month import archive_months
from cme.jobs.evidence import Wanted as Asked
from cme.jobs.evidence import make_evidence
from cme.jobs.prune import Plan, Pruning, otherwise_found, still_wanted
from cme.jobs.report import make_reports, period_typed
from cme.policy import load_figures
from scripts._archive.prune import app
from tests import builders as build
from tests.domain.patterned import night_after, taught, went
from tests.jobs.calls import Killed
from tests.jobs.monthly import FIRST, MONTH, archive_folder
from tests.jobs.small import Scene, at
from tests.jobs.test_archive import LIFTED, killed_after

pytestmark = pytest.mark.usual()

LATER, MINUTE = at("03:00") + timedelta(days=673), timedelta(minutes=1)
"""A night in September 2028: the school year of that November has been over for a year."""
GROWING = ("entries", "observations", "obligations", "messages", "runs")


@pytest.fixture(scope="module")
def long_ago(made: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sandbox with a day of November 2026 in its archive, in a night long after."""
    file = tmp_path_factory.mktemp("old") / "sandbox.sqlite"
    shutil.copy(made[0], file)
    scene = Scene(file, made[1], at("08:55"))
    scene.register("09:05", "BIKE", "P1", "P2")
    scene.tick("09:06")
    scene.register("09:14", "COOK", "P5")
    for minute in ("09:15", "09:45"):
        scene.tick(minute)
    apply_settings(scene.stage.google(), scene.workbook, {"archive folder": archive_folder(scene)})
    scene.stage.move(FIRST)
    assert archive_months(scene.stage.google(), scene.workbook, FIRST).sealed == [MONTH]
    scene.stage.move(LATER)
    daily.run(scene.stage.google(), scene.workbook, LATER)
    scene.tick(LATER + MINUTE)
    scene.close()
    return file


@pytest.fixture
def old(long_ago: Path, made: tuple[Path, str], tmp_path: Path) -> Iterator[Scene]:
    """That night, to do with as one likes."""
    shutil.copy(long_ago, tmp_path / "sandbox.sqlite")
    running = Scene(tmp_path / "sandbox.sqlite", made[1], LATER + MINUTE)
    yield running
    running.close()


def ask(scene: Scene, *words: str) -> Result:
    every = ["--workbook", scene.workbook, "--endpoint", scene.stage.base, *words]
    return CliRunner().invoke(app, every, env={"CME_TOKEN": "sandbox:bot@innov8.example"}, color=False)


def rows(scene: Scene) -> dict[str, Counter[Typed]]:
    """Return the rows of each growing tab, as they were typed; the head of Runs counts on."""
    whole = read_whole_workbook(scene.stage.google(), scene.workbook, GROWING)
    return {
        one.slug: Counter(map(typed, one.rows[5 if one.slug == "runs" else 0 :]))
        for one in whole
        if one.slug in GROWING
    }


def each_minute(scene: Scene) -> dict[str, object]:
    """Return what a run reads of the ledger."""
    snapshot = Workbook(scene.stage.google(), scene.workbook).read()
    return {slug: snapshot.values[slug] for slug in LEDGER}


def pruning(scene: Scene) -> Pruning:
    this = Pruning(scene.stage.google(), scene.workbook, LATER, lambda _: None)
    this.check_archives()
    return this


def fewer(before: dict[str, Counter[Typed]], after: dict[str, Counter[Typed]]) -> dict[str, int]:
    return {slug: sum((before[slug] - after[slug]).values()) for slug in GROWING}


def planned(plan: Plan) -> dict[str, int]:
    return {one.tab.slug: len(one.rows) for one in plan.tabs}


def test_the_plan_changes_nothing_and_what_goes_is_found_in_the_archive_and_missed_by_no_run(old: Scene) -> None:
    before = rows(old)
    said = ask(old)
    assert (said.exit_code, rows(old)) == (0, before), said.output
    assert "Rows from before 01/09/2027 that may leave the workbook: " in said.output
    archive, read = pruning(old).archives.rows, each_minute(old)
    done = ask(old, "--apply", "--yes")
    assert done.exit_code == 0, done.output
    after = rows(old)
    assert each_minute(old) == read
    # Of entries the last is read again by each run, however old: forms are asked for what came since.
    assert {slug for slug, number in fewer(before, after).items() if number} == set(GROWING) - {"entries"}
    assert all(before[slug] - after[slug] <= archive[slug] for slug in GROWING)
    facts = old.stage.snapshot().facts
    assert pruned_months(facts) == (MONTH,)
    # Whoever asks for that month is told where it is, and nothing is counted of the half that is left.
    google = old.stage.google()
    asked: list[Callable[[], object]] = [
        lambda: next(make_reports(google, old.workbook, period_typed(MONTH), "dsl", LATER, lambda _: None)),
        lambda: make_evidence(google, old.workbook, Asked("P1", until=date(2026, 11, 30)), LATER),
    ]
    for one in asked:
        with pytest.raises(SetupError, match="Rows of November 2026 left the workbook"):
            one()
    mail = old.stage.mail()
    # Both look at what is left: the next minute, and the night that reads all observations.
    assert old.tick(LATER + 2 * MINUTE).claimed == 0
    assert daily.run(old.stage.google(), old.workbook, LATER + timedelta(days=1)).notes == []
    assert old.stage.mail() == mail


def test_a_child_of_whom_the_night_would_find_something_else_keeps_all_rows() -> None:
    facts = went(taught(), date(2026, 9, 7), *["missed"] * 8)
    night, figures = night_after(date(2026, 9, 16)), load_figures()
    assert find(facts, night, figures)
    assert otherwise_found(facts, facts.observations, night, figures) == frozenset()
    assert otherwise_found(facts, facts.observations[-4:], night, figures) == {"P1"}


def test_whoever_has_an_open_case_and_a_message_that_went_wrong_keep_theirs() -> None:
    when = at("09:00")
    opened = [Event(code, Did.PROPOSED, when, when, words="nobody knows", source=f"e{code}") for code in ("P1", "P2")]
    ended = Event("P2", Did.NO_CASE, when + MINUTE, when + MINUTE, reason="found", source="e3")
    word = Word("B-1", Heard.WRONG_ADDRESS, when, when, message="m1", source="e4")
    facts = build.facts(events=(*opened, ended), breach_words=(word,))
    assert still_wanted(facts) == Wanted(frozenset({"P1"}), frozenset({"m1"}), frozenset({"eP1"}))


def test_nothing_goes_where_an_archive_is_missing_or_not_as_it_was(old: Scene) -> None:
    before = rows(old)
    file = next(row for row in old.stage.snapshot().facts.archived if row.file == "attendance.xlsx")
    google = old.stage.google()
    google.drive.files().update(fileId=file.drive_id, body=LIFTED).execute()
    said = ask(old, "--apply", "--yes")
    assert (said.exit_code, "✗ November 2026: attendance.xlsx is NOT read-only any more." in said.output) == (1, True)
    assert "their month has no verified archive" in said.output
    google.drive.files().update(fileId=file.drive_id, body={"trashed": True}).execute()
    assert pruning(old).wrong[0].startswith("November 2026: attendance.xlsx is GONE, or lies in Drive's bin.")
    assert rows(old) == before


def test_a_command_that_dies_leaves_all_or_nothing_and_is_run_again(old: Scene) -> None:
    before, this = rows(old), pruning(old)
    plan = this.plan()
    old.fault(match={"path": ":batchUpdate"}, kind="refuse", status=403, times=1)
    with pytest.raises(Refused):
        this.apply(plan)
    assert rows(old) == before
    killed_after(this.google, 1)
    with pytest.raises(Killed):
        this.apply(plan)
    assert fewer(before, rows(old)) == planned(plan)
    again = pruning(old)
    assert again.plan().count == 0
    pruned = [(row.month, row.file) for row in old.stage.snapshot().facts.archived if row.step is Step.PRUNED]
    assert len(set(pruned)) == len(pruned) > 1


def test_where_a_run_writes_in_between_all_is_worked_out_again_and_nothing_of_it_is_lost(old: Scene) -> None:
    this = pruning(old)
    plan = this.plan()
    old.stage.send("concern", "tess@innov8.example", {"told": "yes", "child": "P2", "harm": "no", "words": "a bruise"})
    old.tick(LATER + 2 * MINUTE)
    there = rows(old)
    went = this.apply(plan)
    assert went.revision > plan.revision
    assert fewer(there, rows(old)) == planned(went)
    assert this.differences(went) == []
    old.type("Messages!A2", ["somebody typed here"])
    assert this.differences(went) == ["Messages"]
