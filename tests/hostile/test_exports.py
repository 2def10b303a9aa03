"""The workbook as a person downloads it: what looks like a formula is text there, and the file can be opened."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

from tests.hostile.charity import put_entries, questions
from tests.hostile.values import FORMULAS, TEXTS
from tests.jobs.small import LEAD, Scene, at, pupil, typed

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def exported(scene: Scene, kind: str) -> bytes:
    found = scene.stage.google().drive.files().export(fileId=scene.workbook, mimeType=kind).execute()
    assert isinstance(found, bytes)
    return found


def hostile(scene: Scene) -> None:
    """Let every short value be a child's name, and the reason why a child is not coming."""
    short = [text for name, text in TEXTS.items() if 0 < len(text) < 500 and "surrogate" not in name]
    children = [pupil(f"X{n}", "HILL", text) for n, text in enumerate(short)]
    scene.change(*typed("pupils", children))
    asked = questions(scene, "change")
    put_entries(
        scene,
        "change",
        [
            (
                f"r{n}",
                at("09:01"),
                LEAD,
                {asked["child"]: ["P1"], asked["change"]: ["arrived"], asked["reason"]: [text]},
            )
            for n, text in enumerate(short)
        ],
    )
    scene.tick("09:15")


def test_a_downloaded_workbook_holds_text_where_somebody_typed_a_formula(scene: Scene) -> None:
    hostile(scene)
    texts: set[str] = set()
    with zipfile.ZipFile(io.BytesIO(exported(scene, XLSX))) as box:
        for name in box.namelist():
            root = ElementTree.fromstring(box.read(name))
            assert root.findall(f".//{MAIN}f") == []
            texts |= {found.text or "" for found in root.findall(f".//{MAIN}c[@t='inlineStr']/{MAIN}is/{MAIN}t")}
    for formula in FORMULAS.values():
        assert formula.replace("\r", "_x000D_") in texts
