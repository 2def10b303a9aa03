"""What the Safeguarding tab holds: it makes a page, costs no call, and its words leave the workbook nowhere."""

from __future__ import annotations

import json
from datetime import timedelta

from cme.domain.form_plan import FORMS
from cme.edges.schema import tab
from sandbox.example.approved import renderings
from tests.hostile.charity import page, sent
from tests.jobs.small import Scene, at, typed

HEADINGS = [header for header in tab("safeguarding").headers if header not in ("Pupil", "Checked on")]
FLAGS = [header.casefold() for header in HEADINGS if not header.startswith("Social worker")]
WORKER = {"Social worker": "Wanda Worker", "Social worker phone": "07700 900555"}


def flagged(scene: Scene, **more: str) -> None:
    scene.change(*typed("safeguarding", [{"Pupil": "P1", "Exploitation": "yes", **WORKER, **more}]))


def test_a_flag_pages_in_the_minute_of_the_notice_with_the_social_worker_to_ring(scene: Scene) -> None:
    flagged(scene)
    scene.register("09:05", "BIKE", "P2", "P4")
    scene.register("09:05", "COOK", "P5")
    scene.tick("09:14")
    assert scene.told() == []
    scene.tick("09:15")
    assert scene.told() == [
        ("absence", "HILL", "attendance@hill.example"),
        ("child_page", "innov8", "dee@innov8.example"),
    ]
    assert "Wanda Worker, social worker, 07700 900555" in mails(scene)


def test_the_tab_costs_no_call(scene: Scene) -> None:
    before = scene.mark()
    scene.tick("08:57")
    usual = scene.calls(before)
    flagged(scene)
    before = scene.mark()
    scene.tick("08:58")
    assert scene.calls(before)["sheets.spreadsheets.values.batchGet"] == 1
    assert usual["sheets.spreadsheets.values.batchGet"] == 1


def test_no_flag_is_named_in_any_mail_form_or_row_of_the_machine(scene: Scene) -> None:
    flagged(scene, **dict.fromkeys(HEADINGS[:2], "yes"))
    scene.register("09:05", "BIKE", "P2")
    reports = [scene.tick(at("09:05") + timedelta(minutes=minute)) for minute in range(30)]
    forms = [page(scene, f"/forms/d/{scene.stage.form(slug).id}/viewform") for slug in FORMS]
    written = [scene.cells(f"{slug}!A1:Z200") for slug in ("Today", "Obligations", "Messages", "Problems", "Runs")]
    seen = {"mails": mails(scene), "forms": str(forms), "rows": str(written), "reports": str(reports)}
    assert "ring-first child" in seen["mails"]
    assert [(place, flag) for place, said in seen.items() for flag in FLAGS if flag in said.casefold()] == []
    assert "wanda" not in f"{seen['forms']}{seen['rows']}{seen['reports']}".casefold()


def test_no_email_that_anybody_approved_names_a_flag() -> None:
    shown = json.dumps([[r.subject, r.text, r.html] for r in renderings().values()]).casefold()
    assert [flag for flag in FLAGS if flag in shown] == []


def mails(scene: Scene) -> str:
    return "\n".join(str(part.get_content()) for mail in sent(scene) for part in mail.walk() if not part.is_multipart())
