"""What two people let go is erased: from the workbook, once the archive holds it, and from the archive's folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cme.domain.archive import sealed_months
from cme.domain.archive_steps import FILES, Step
from cme.domain.retention import Item, Verdict
from cme.edges.drive import see_file
from cme.edges.google import Google
from cme.errors import SetupError
from cme.jobs.apply_schema import apply_settings
from cme.jobs.archive_month import archive_months
from cme.jobs.archived import archived_tabs
from cme.jobs.erase import Erasing
from cme.jobs.retention import Retention
from scripts._archive.verify import app as verifying
from scripts._retention.__main__ import app
from tests.jobs.calls import Killed
from tests.jobs.monthly import FIRST, MONTH, archive_folder
from tests.jobs.small import NAMES, Scene, at
from tests.jobs.test_archive import killed_after

pytestmark = pytest.mark.usual()

LATER = datetime(2042, 1, 6, 12, tzinfo=UTC)
"""So late that five children, born in 2010, are over, but for whoever still has a place."""
ATTENDANCE, SAFEGUARDING = f"{MONTH} attendance", f"{MONTH} safeguarding"


@pytest.fixture(scope="module")
def long_ago(made: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sandbox with a Monday of November 2026 in its archive; every child's date of birth is known."""
    file = tmp_path_factory.mktemp("kept") / "sandbox.sqlite"
    shutil.copy(made[0], file)
    scene = Scene(file, made[1], at("08:55"))
    scene.type("Pupils!E2", *([date(2010, 5, n)] for n in range(1, 6)))
    scene.type("Places!D2", *([date(2026, 11, 27)] for _ in range(4)))
    scene.register("09:05", "BIKE", "P1", "P2")
    for minute in ("09:06", "09:45"):
        scene.tick(minute)
    apply_settings(scene.stage.google(), scene.workbook, {"archive folder": archive_folder(scene)})
    scene.stage.move(FIRST)
    assert archive_months(scene.stage.google(), scene.workbook, FIRST).sealed == [MONTH]
    scene.stage.move(LATER)
    scene.close()
    return file


@pytest.fixture
def kept(long_ago: Path, made: tuple[Path, str], tmp_path: Path) -> Iterator[Scene]:
    """That sandbox, to do with as one likes."""
    shutil.copy(long_ago, tmp_path / "sandbox.sqlite")
    running = Scene(tmp_path / "sandbox.sqlite", made[1], LATER)
    yield running
    running.close()


def let_go(scene: Scene, *what: str) -> None:
    """Let two people type that some things may go."""
    scene.type("Retention!A2", *([one, "", "", "", "DEE", "CORA"] for one in what))


def items(scene: Scene) -> dict[str, Item]:
    found = Retention(scene.stage.google(), scene.workbook, LATER, lambda _: None).items()
    return {item.what: item for item in found}


def ask(scene: Scene, *words: str) -> Result:
    every = ["--workbook", scene.workbook, "--endpoint", scene.stage.base, *words]
    return CliRunner().invoke(app, every, env={"CME_TOKEN": "sandbox:bot@innov8.example"}, color=False)


def erase(scene: Scene, what: str, google: Google | None = None) -> str:
    return Erasing(google or scene.stage.google(), scene.workbook, LATER).erase(items(scene)[what])


def tombstones(scene: Scene) -> list[list[Any]]:
    return [row[1:7] for row in scene.cells("Erased!A2:H9")]


def test_the_plan_says_of_each_what_keeps_it_and_changes_nothing(kept: Scene) -> None:
    let_go(kept, "P1", ATTENDANCE)
    kept.type("Retention!A4", ["P2", "yes", "a claim", "", "DEE", "CORA"])
    revision = kept.cells("Runs!B1")
    said = ask(kept)
    assert said.exit_code == 0, said.output
    assert "P1: over since 01/05/2035; 25 years from birth, and 6 from the last day here" in said.output
    assert "P2: over since 02/05/2035; 25 years from birth, and 6 from the last day here; “yes” stands" in said.output
    assert "a place still runs" in said.output
    assert "Drive's bin: 30 days" in said.output
    assert not [name for name in NAMES if name in said.output]
    found = items(kept)
    assert [found[what].verdict for what in ("P1", "P2", "P3", "P5")] == [
        Verdict.MAY_GO,
        Verdict.HELD,
        Verdict.WAITS,
        Verdict.HELD,
    ]
    # P2 is on hold, and P5 has a place to this day: both keep the month's files whole.
    assert (found[ATTENDANCE].verdict, found[ATTENDANCE].why) == (Verdict.HELD, "P2, P5 in it are on hold, or not over")
    assert found[SAFEGUARDING].verdict is Verdict.HELD
    assert kept.cells("Runs!B1") == revision


def test_a_childs_rows_go_in_one_step_and_leave_a_row_without_a_name(kept: Scene) -> None:
    let_go(kept, "P1")
    google = kept.stage.google()
    with pytest.raises(Killed):
        erase(kept, "P1", killed_after(google, 1))
    done = ask(kept, "--apply", "--yes")
    assert "P1" not in {row[0] for row in kept.cells("Pupils!A2:A9")}
    for where in ("Pupils", "Places", "History", "Observations", "Obligations"):
        assert "Samwise" not in str(kept.cells(f"{where}!A1:ZZ"))
    assert not [row for row in kept.cells("Observations!A2:L99") if row[3:4] == ["P1"]]
    assert [row for row in kept.cells("Observations!A2:L99") if row[3:4] == ["P2"]]
    ((what, since, rule, by, also, held),) = tombstones(kept)
    assert (what, rule, by, also) == ("P1", "25 years from birth, and 6 from the last day here", "DEE", "CORA")
    assert since
    assert "Pupils 1" in held
    assert "P1" not in items(kept)
    assert done.exit_code == 0, done.output
    # The next run sees that a row of Pupils is gone, and writes nothing of the child into History.
    kept.tick(LATER)
    assert "Samwise" not in str(kept.cells("History!A1:ZZ"))


def test_what_no_archive_holds_as_it_stands_is_not_erased(kept: Scene) -> None:
    let_go(kept, "P1")
    kept.type("Pupils!B2", ["Sammy"])
    with pytest.raises(SetupError, match="P1: Pupils hold rows that the archive of 2026-11 does not"):
        erase(kept, "P1")
    assert kept.cells("Pupils!A2:B2") == [["P1", "Sammy"]]
    assert tombstones(kept) == []


@pytest.mark.parametrize(
    "typed", [["P1", "yes", "a claim", "", "DEE", "CORA"], ["P1", "", "", "", "DEE", ""], [""] * 6]
)
def test_whoever_types_a_hold_or_takes_a_word_back_while_it_is_asked_is_in_time(kept: Scene, typed: list[str]) -> None:
    let_go(kept, "P1")
    planned = items(kept)["P1"]
    kept.type("Retention!A2", typed)
    with pytest.raises(SetupError, match="P1 is let go no more"):
        Erasing(kept.stage.google(), kept.workbook, LATER).erase(planned)
    assert kept.cells("Pupils!A2:A2") == [["P1"]]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_archives_files_go_into_the_bin_and_the_manifest_stays(kept: Scene, number: int) -> None:
    kept.type("Places!D6", [date(2026, 11, 27)])
    let_go(kept, ATTENDANCE)
    google = kept.stage.google()
    # It is written down, and the command dies before all is in the bin, or behind that.
    with pytest.raises(Killed):
        erase(kept, ATTENDANCE, killed_after(google, number))
    facts = kept.stage.snapshot().facts
    ids = {row.file: row.drive_id for row in facts.archived if row.step is Step.SEALED}
    google = kept.stage.google()
    assert sum(see_file(google, id_) is None for id_ in ids.values()) == number - 1
    assert (ATTENDANCE in items(kept)) is (number < 3)
    assert ask(kept, "--apply", "--yes").exit_code == 0
    google = kept.stage.google()
    there = {file for file, id_ in ids.items() if see_file(google, id_) is not None}
    assert there == set(FILES) - {"attendance.json", "attendance.xlsx"}
    assert ATTENDANCE not in items(kept)
    assert [row[0] for row in tombstones(kept)] == [ATTENDANCE]
    (month,) = sealed_months(kept.stage.snapshot().facts)
    left = {one.slug for one in archived_tabs(google, month)}
    assert ("concerns" in left, "staff" in left) == (True, False)
    words = [MONTH, "--workbook", kept.workbook, "--endpoint", kept.stage.base]
    said = CliRunner().invoke(verifying, words, env={"CME_TOKEN": "sandbox:bot@innov8.example"}, color=False)
    assert said.exit_code == 0, said.output
    assert "✓ attendance.json was erased when its time was over" in said.output
    assert "✓ safeguarding.json is as the manifest says." in said.output
