"""The command scripts/report: a page and a PDF file for a reader, or a sentence that says why there is none."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console
from typer.testing import CliRunner, Result

from scripts._report.__main__ import app
from scripts._report.progress import saying
from tests.jobs.small import NAMES, Scene, at
from tests.jobs.test_evidence import OWNER_ONLY
from tests.reports.made import part


def ask(scene: Scene, *words: str) -> Result:
    every = ["--workbook", scene.workbook, "--endpoint", scene.stage.base, *words]
    return CliRunner().invoke(app, every, env={"CME_TOKEN": "sandbox:bot@innov8.example", "COLUMNS": "60"}, color=False)


def test_the_command_writes_a_page_and_a_pdf_file_for_each_reader(scene: Scene, tmp_path: Path) -> None:
    scene.tick("08:56")
    scene.register("09:05", "BIKE", "P2")
    scene.tick("09:15")
    scene.stage.move(at("13:00"))
    out = ["--out", str(tmp_path / "new")]
    dsl = ask(scene, "2026-11", "--for", "dsl", *out)
    assert dsl.exit_code == 0, dsl.stderr
    assert dsl.stdout.startswith("Report for the DSL: November 2026\n  Attendance as a whole: Of 5 sessions 1 (20%)")
    assert dsl.stderr.startswith(f"Written: {tmp_path / 'new' / 'report-2026-11-dsl.html'} and ")
    assert not any(name in dsl.stdout for name in NAMES)
    each = ask(scene, "2026-27", "--for", "commissioners", *out)
    assert each.exit_code == 0, each.stderr
    files = sorted((tmp_path / "new").iterdir())
    assert [file.name for file in files if file.suffix == ".pdf"] == [
        *("report-2026-11-dsl.pdf", "report-2026-27-HILL.pdf", "report-2026-27-MILL.pdf"),
    ]
    assert {file.stat().st_mode & 0o777 for file in files} == {OWNER_ONLY}
    hill = (tmp_path / "new" / "report-2026-27-HILL.html").read_text()
    assert "P1 " in hill
    assert "P2 " not in hill
    assert [ask(scene, *wrong, *out).stderr.partition(".")[0] for wrong in WRONG] == [
        "2026-13 is neither a month nor a school year",
        "January 2027 has not come yet",
        "No place has the commissioner NOPE",
    ]


WRONG = (("2026-13", "--for", "dsl"), ("2027-01", "--for", "dsl"), ("2026-11", "--for", "NOPE"))


def test_on_a_terminal_each_long_step_is_named_and_elsewhere_nothing_is_said() -> None:
    found = part("From page to owner")
    for is_terminal in (True, False):
        console = Console(file=io.StringIO(), force_terminal=is_terminal, width=100)
        with saying(console) as said:
            said("Reading the workbook")
            said.progress.refresh()
            assert len(list(said.drawings([found]))) == 1
            said.progress.refresh()
        text = console.file.getvalue()  # type: ignore[attr-defined]
        assert ("Reading the workbook" in text) is is_terminal
        assert ("Drawing From page to owner" in text) is is_terminal
        assert bool(text) is is_terminal
