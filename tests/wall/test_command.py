"""The command scripts/wall, as a person runs it: a file to print, or a sentence that says why there is none."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cme.jobs.apply_schema import apply_settings, stored_settings
from scripts._wall.__main__ import app as command
from tests.jobs.small import Scene

ROOT = Path(__file__).parents[2]


def ask(scene: Scene, *words: str, workbook: str = "") -> Result:
    every = ["--workbook", workbook or scene.workbook, "--endpoint", scene.stage.base, *words]
    return CliRunner().invoke(command, every, env={"CME_TOKEN": "sandbox:bot@innov8.example"}, color=False)


def test_the_script_writes_the_file_as_it_stands_in_the_readme(scene: Scene, tmp_path: Path) -> None:
    file = tmp_path / "wall.html"
    script = [str(ROOT / "scripts" / "wall"), "--workbook", scene.workbook, "--endpoint", scene.stage.base]
    done = subprocess.run([*script, "--out", str(file)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 pages are written: Barn, and one for whoever is paged.")
    assert file.as_uri() in done.stdout
    page, stored = file.read_text(), stored_settings(scene.stage.google(), scene.workbook)
    links = re.findall(r'<a href="([^"]+)"', page)
    assert links[:4] == [stored[f"{form} form link"] for form in ("register", "change", "concern", "today")]
    assert [link.rpartition("=")[2] for link in links[4:]] == ["I%20have%20it", "I%20am%20on%20duty%20today"]
    assert "In danger: 999 first. Then Dee Safe:" in page
    assert "Printed on 23 November 2026." in page


def test_without_a_name_the_file_goes_into_a_folder_of_its_own_and_an_address_is_as_good_as_an_id(scene: Scene) -> None:
    done = ask(scene, workbook=f"https://docs.google.com/spreadsheets/d/{scene.workbook}/edit#gid=0")
    assert done.exit_code == 0
    where = re.search(r"file://(\S+)", done.stdout)
    assert where
    assert Path(where[1]).read_text().startswith("<!doctype html>")


@pytest.mark.usual("torn_reads")
def test_what_is_missing_is_said_in_full_and_no_file_is_written(scene: Scene, tmp_path: Path) -> None:
    file = tmp_path / "wall.html"
    gone = {"register form link": "", "register form id": "", "dsl phone": ""}
    apply_settings(scene.stage.google(), scene.workbook, gone)
    done = ask(scene, "--out", str(file))
    assert (done.exit_code, done.stdout, file.exists()) == (1, "", False)
    first, second, last = done.stderr.splitlines()
    again = f"scripts/apply_schema --workbook {scene.workbook} --endpoint {scene.stage.base}"
    assert first == f"The tab Settings has no link to the form “Register”. Run {again}"
    assert second == "The tab Settings has no “dsl phone”. Type the number that everybody rings first."
    assert last == "Nothing was written. Mend this, and run it again."


@pytest.mark.usual("torn_reads")
def test_the_set_up_that_is_named_does_bring_the_link(scene: Scene, tmp_path: Path) -> None:
    google = scene.stage.google()
    apply_settings(google, scene.workbook, {"register form link": "", "register form id": ""})
    assert ask(scene).exit_code == 1
    script = [str(ROOT / "scripts" / "apply_schema"), "--workbook", scene.workbook, "--endpoint", scene.stage.base]
    subprocess.run([*script, "--yes"], capture_output=True, check=True)
    assert ask(scene, "--out", str(tmp_path / "wall.html")).exit_code == 0


@pytest.mark.usual("torn_reads")
def test_a_session_without_a_site_is_pointed_out(scene: Scene, tmp_path: Path) -> None:
    scene.type("Sessions!C3", [""])
    done = ask(scene, "--out", str(tmp_path / "wall.html"))
    assert done.exit_code == 0
    assert "please look: the session COOK has no site, so that it is on no poster." in done.stdout


def test_every_way_in_which_it_fails_is_a_sentence(scene: Scene, tmp_path: Path) -> None:
    assert "There is no workbook nope that this account can see." in ask(scene, workbook="nope").stderr
    nobody = CliRunner().invoke(command, ["--workbook", "x", "--endpoint", "http://127.0.0.1:9"])
    assert nobody.exit_code == 1
    assert "Nothing answers at http://127.0.0.1:9." in nobody.stderr
    nowhere = ask(scene, "--out", str(tmp_path / "no" / "wall.html"))
    assert nowhere.exit_code == 1
    assert "cannot be written: No such file or directory. Name another file with --out." in nowhere.stderr
