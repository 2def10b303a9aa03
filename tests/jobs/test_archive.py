"""The month's archive: five files that restore the workbook, whatever broke off while they were made."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from cme.domain.archive import month_of
from cme.domain.archive_steps import FILES, MANIFEST, Step
from cme.edges.google import Google
from cme.errors import SetupError
from cme.jobs import daily, tick
from cme.jobs.apply_schema import apply_settings, apply_workbook
from cme.jobs.archive_month import archive_months
from cme.jobs.archived import checks, manifest_id, take_out, write_down
from cme.jobs.evidence import Wanted, make_evidence
from cme.jobs.health import check_health
from scripts._archive.restore import app as restoring
from scripts._archive.verify import app as verifying
from tests.jobs.calls import Killed, killed
from tests.jobs.monthly import FIRST, MONTH, WORDS
from tests.jobs.small import Scene, person

pytestmark = pytest.mark.usual()

NIGHT = timedelta(days=1)
LIFTED = {"contentRestrictions": [{"readOnly": False}]}


def inside(scene: Scene, folder: str) -> dict[str, str]:
    """Return the files in the folder, by their names; two of one name are an error."""
    asked = scene.stage.google().drive.files().list(q=f"'{folder}' in parents", fields="files(id,name)").execute()
    found = {file["name"]: file["id"] for file in asked["files"]}
    assert len(found) == len(asked["files"])
    return found


def wrong(scene: Scene) -> list[str]:
    """Return what a check of the month's archive finds, by the digest that the workbook has."""
    google = scene.stage.google()
    digest = scene.stage.snapshot().facts.archived[-1].digest
    found = take_out(google, manifest_id(google, scene.workbook, MONTH))
    return [check.said for check in checks(found, digest) if not check.is_well]


def test_a_night_archives_the_month_and_a_tick_mails_its_digest_to_the_dsl_and_a_trustee(
    scene: Scene, folder: str
) -> None:
    scene.type("Staff!A5", [person("TRU", "trustee")[key] for key in ("Code", "Name", "Email", "Phone", "Roles")])
    assert daily.run(scene.stage.google(), scene.workbook, FIRST).notes == []
    assert set(inside(scene, folder)) == {f"{MONTH} {file}" for file in FILES}
    assert wrong(scene) == []
    for minutes in (1, 2):
        scene.tick(FIRST + timedelta(minutes=minutes))
    told = [to for notice, _, to in scene.told() if notice == "archive_sealed"]
    assert told == ["dee@innov8.example", "tru@innov8.example"]
    digest = month_of(scene.stage.snapshot().facts.archived, MONTH).sealed[MANIFEST].digest
    assert sum(digest in sent.raw.decode() for sent in scene.stage.sent()) == 2
    assert archive_months(scene.stage.google(), scene.workbook, FIRST + NIGHT).outcome == "idle"


def command(scene: Scene, app: typer.Typer, *words: str) -> tuple[int, str]:
    """Run one of the two commands, and return how it ended and what it said."""
    every = [MONTH, "--workbook", scene.workbook, "--endpoint", scene.stage.base, *words]
    done = CliRunner().invoke(app, every, env={"CME_TOKEN": "sandbox:bot@innov8.example"}, color=False)
    return done.exit_code, done.output


def test_an_archive_makes_a_new_workbook_that_equals_the_old_one_and_sends_nothing(scene: Scene, folder: str) -> None:
    archive_months(scene.stage.google(), scene.workbook, FIRST)
    google = scene.stage.google()
    manifest = manifest_id(google, scene.workbook, MONTH)
    found = take_out(google, manifest)
    assert WORDS.encode()[:5] not in found.files["attendance.json"]
    # Where the workbook is lost the mail has all that is needed.
    mailed = ("--manifest", manifest, "--digest", found.digest)
    assert command(scene, verifying, *mailed, "--workbook", "")[0] == 0
    ended, said = command(scene, restoring, "--into", "November again", *mailed)
    made = re.findall(r"id ([\w-]{20,}):", said)[0]
    tabs = {tab for tabs in found.manifest["rows"].values() for tab in tabs}
    assert (ended, said.count("✓"), said.count(", equal")) == (0, len(tabs), len(tabs))
    last = scene.stage.snapshot().facts.archived[-1]
    assert (last.month, last.step, "says now that this was tried" in said) == (MONTH, Step.RESTORED, True)
    with pytest.raises(SetupError, match="is a copy"):
        write_down(google, made, MONTH, FIRST)
    # Whoever looks back can do so on the new one as on the old.
    of_both = [make_evidence(google, one, Wanted(pupil="P1"), FIRST)[0].tables for one in (scene.workbook, made)]
    assert of_both[0] == of_both[1]
    before = scene.stage.mail()
    # Until somebody sets the revision token nothing can be written there at all; then its Settings stop it.
    apply_workbook(google, made)
    assert tick.run(scene.stage.google(), made, FIRST + NIGHT).claimed == 0
    assert scene.stage.mail() == before
    for there in ("November again", made, f"https://docs.google.com/spreadsheets/d/{made}/edit"):
        ended, said = command(scene, restoring, "--into", there)
        assert (ended, "already" in said) == (1, True)


def killed_after(google: Google, number: int) -> Google:
    """Let a run die when so many of its writes were applied, before it hears of the last of them."""
    door, once, seen = google.http, google.http._once, [0]

    def counted(method: str, url: str, more: Any) -> Any:
        answer = once(method, url, more)
        is_step = method.upper() != "GET" or url.endswith("generateIds") or "generateIds?" in url
        seen[0] += is_step
        if is_step and seen[0] == number:
            killed()
        return answer

    door._once = counted  # type: ignore[method-assign]
    return google


AFTER = {
    "the ids were given out": 1,
    "it was stored": 4,
    "the manifest was stored": 12,
    "that was written down": 13,
    "one file was sealed": 14,
    "that was written down as well": 19,
}


@pytest.mark.parametrize("number", AFTER.values(), ids=AFTER)
def test_a_run_that_dies_after_any_step_is_gone_on_with_and_makes_no_second_file(
    scene: Scene, folder: str, number: int
) -> None:
    with pytest.raises(Killed):
        archive_months(killed_after(scene.stage.google(), number), scene.workbook, FIRST)
    scene.stage.move(FIRST + NIGHT)
    report = archive_months(scene.stage.google(), scene.workbook, FIRST + NIGHT)
    assert (report.outcome, report.notes) == (("done", []) if number < max(AFTER.values()) else ("idle", []))
    assert set(inside(scene, folder)) == {f"{MONTH} {file}" for file in FILES}
    assert wrong(scene) == []
    rows = [row for row in scene.stage.snapshot().facts.archived if row.step is Step.SEALED]
    assert sorted(row.file for row in rows) == sorted(FILES)


def test_without_a_folder_the_dsl_is_told_once_and_the_night_that_finds_one_goes_on(scene: Scene, folder: str) -> None:
    apply_settings(scene.stage.google(), scene.workbook, {"archive folder": ""})
    for nights in range(2):
        night = daily.run(scene.stage.google(), scene.workbook, FIRST + nights * NIGHT)
        assert (night.outcome, night.notes) == ("done", [])
    assert [row.step for row in scene.stage.snapshot().facts.archived] == [Step.FAILED]
    scene.tick(FIRST + NIGHT)
    (said,) = scene.problem("ARCH-1")
    assert "The archive of November 2026 is not complete: Settings name no “archive folder”." in said
    assert said in str(
        [
            f"Archive, {MONTH}: {p.what} {p.mend}"
            for p in check_health(scene.stage.google(), scene.workbook, FIRST + NIGHT).problems
        ]
    )
    apply_settings(scene.stage.google(), scene.workbook, {"archive folder": folder})
    assert archive_months(scene.stage.google(), scene.workbook, FIRST + 2 * NIGHT).sealed == [MONTH]
    scene.tick(FIRST + 3 * NIGHT)
    assert scene.problem("ARCH-1") == []


def test_what_is_changed_before_it_is_sealed_is_said_and_the_month_begins_again_with_other_ids(
    scene: Scene, folder: str
) -> None:
    with pytest.raises(Killed):
        archive_months(killed_after(scene.stage.google(), AFTER["that was written down"]), scene.workbook, FIRST)
    there = inside(scene, folder)
    scene.stage.google().drive.files().update(fileId=there[f"{MONTH} {MANIFEST}"], body={"trashed": True}).execute()
    report = archive_months(scene.stage.google(), scene.workbook, FIRST)
    assert (report.outcome, "manifest.json is not what was stored" in report.notes[0]) == ("failed", True)
    assert archive_months(scene.stage.google(), scene.workbook, FIRST + NIGHT).sealed == [MONTH]
    assert wrong(scene) == []
    given = [row.drive_id for row in scene.stage.snapshot().facts.archived if row.step is Step.GIVEN]
    assert len(set(given)) == 2 * len(FILES)


def test_a_file_that_somebody_changed_after_it_was_sealed_is_found_and_nothing_is_restored_of_it(
    scene: Scene, folder: str
) -> None:
    archive_months(scene.stage.google(), scene.workbook, FIRST)
    mailed = scene.stage.snapshot().facts.archived[-1].digest
    assert command(scene, verifying, "--digest", f" {mailed.upper()}")[0] == 0
    google, changed = scene.stage.google(), inside(scene, folder)[f"{MONTH} attendance.json"]
    google.drive.files().update(fileId=changed, body=LIFTED).execute()
    assert wrong(scene) == ["attendance.json is NOT read-only any more."]
    upload = f"https://www.googleapis.com/upload/drive/v3/files/{changed}?uploadType=media"
    google.http.request("patch", upload, data=b"{}")
    ended, said = command(scene, verifying, "--digest", mailed)
    assert (ended, "✓ The manifest is the one" in said, "✗ attendance.json is NOT as" in said) == (1, True, True)
    ended, said = command(scene, restoring, "--into", "November again")
    assert (ended, "Nothing was restored" in said) == (1, True)
    for words, answer in ((("--digest", "0" * 64), "is NOT the one"), (("--manifest", changed), "is no manifest")):
        ended, said = command(scene, verifying, *words)
        assert (ended, answer in said) == (1, True)


def test_what_google_refuses_is_said_and_the_next_night_goes_on_from_there(scene: Scene, folder: str) -> None:
    scene.fault(match={"method": "drive.files.update"}, kind="refuse", status=403, times=None)
    night = daily.run(scene.stage.google(), scene.workbook, FIRST)
    assert [note.partition(":")[0] for note in night.notes] == ["The archive of November 2026 is not complete"]
    scene.tick(FIRST + NIGHT)
    assert "is not complete: Refused 403 " in scene.problem("ARCH-1")[0]
    stored = [row for row in scene.stage.snapshot().facts.archived if row.step is Step.STORED]
    scene.faults_end()
    assert archive_months(scene.stage.google(), scene.workbook, FIRST + NIGHT).sealed == [MONTH]
    assert [row for row in scene.stage.snapshot().facts.archived if row.step is Step.STORED] == stored
