"""The workbook, the mailbox, the archive and Google Cloud, well and sick."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cme.domain.model import Settings, Severity
from scripts._doctor.seen import Part, SealedFile
from tests.doctor.sick.given import (
    BOX,
    BY_HAND,
    DEE,
    HELD,
    IN_STEP,
    LOOK,
    NOW,
    OUT,
    RUNS,
    SETTINGS,
    UNSEEN,
    WRONG,
    Case,
    facts,
    problem,
)

WORKBOOK: Mapping[str, Case] = {
    "zone and locale": Case(
        (IN_STEP,),
        (
            (({**IN_STEP, "timeZone": "Etc/GMT"},), WRONG, "The workbook's time zone is Etc/GMT"),
            (({**IN_STEP, "locale": "en_US"},), WRONG, "The workbook's locale is en_US"),
        ),
    ),
    "workbook in step": Case(
        ((), ()),
        (
            ((("a", "b", "c", "d"), ()), WRONG, "To do: a; b; c, and 1 more."),
            (((), ("The tab “Children” was called “Pupils”.",)), LOOK, "was called “Pupils”"),
        ),
    ),
    "Duty board in step": Case(
        ((),), (((("Add the tab “Now”",),), WRONG, "Duty board is not as this version needs it"),)
    ),
    "rows": Case(
        (facts(),),
        (
            (
                (facts(problems=(problem("SHEET-1", Severity.ERROR),)),),
                LOOK,
                "1 cell that people typed cannot be used: Staff (1).",
            ),
        ),
    ),
    "sender": Case(
        (BOX, SETTINGS),
        (((BOX, {**SETTINGS, "sender": "Other@innov8.example"}), WRONG, "name other@innov8.example as the sender"),),
    ),
    "forwarding": Case((BOX,), (((replace(BOX, forwards_to=OUT),), NOW, f"goes on to {OUT}"),)),
    "autoreply": Case((BOX,), (((replace(BOX, answers_itself=True),), WRONG, "The mailbox answers by itself"),)),
    "filters": Case((BOX,), (((replace(BOX, filters=1),), WRONG, "1 filter takes mail out of the inbox"),)),
    "drafts": Case((replace(BOX, drafts=5),), (((replace(BOX, drafts=6),), LOOK, "6 drafts lie in the mailbox"),)),
    "who reads the mailbox": Case((), (((), BY_HAND, "Who else can open the mailbox"),)),
    "archive folder": Case((facts(),), (((facts(settings=Settings()),), LOOK, "Settings name no “archive folder”"),)),
    "archive sealed": Case(
        ((SealedFile("2026-10 manifest.json"),),),
        (
            (((SealedFile("x", is_there=False, is_sealed=False, is_same=False),),), NOW, "x of the archive is gone."),
            (((SealedFile("x", is_same=False),),), NOW, "x of the archive is not what was sealed."),
            (((SealedFile("x", is_sealed=False),),), LOOK, "x of the archive is not read-only any more."),
        ),
    ),
    "deployed": Case(
        (RUNS,),
        (
            ((replace(RUNS, runs=None),), NOW, "In the project cme-example no service cme-tick stands"),
            ((replace(RUNS, runs="def"),), LOOK, "What runs is the commit def, and here lies abc."),
            ((replace(RUNS, runs=""),), LOOK, "What runs is the commit of which nobody knows"),
        ),
    ),
    "project": Case(
        ((Part("alarms"),), RUNS),
        (
            (
                ((Part("alarms", ("make “x”", "make “y”")),), RUNS),
                WRONG,
                "Of Google Cloud, alarms. To do: make “x”; make “y”.",
            ),
            (((Part("alarms", why="It hung."),), RUNS), UNSEEN, "could not be seen: It hung."),
        ),
    ),
    "project owners": Case(
        (HELD,),
        (
            ((replace(HELD, owners=(DEE,)),), LOOK, "Only dee@innov8.example is Owner of the project cme-example"),
            ((replace(HELD, owners=()),), LOOK, "Nobody is named as Owner of the project"),
        ),
    ),
    "alarm readers": Case(
        (HELD,),
        (
            ((replace(HELD, alarms=()),), NOW, "No alarm writes to anybody"),
            ((replace(HELD, alarms=(DEE,)),), LOOK, "Alarms write to dee@innov8.example alone"),
        ),
    ),
    "Google Cloud": Case((), (((), BY_HAND, "Google Cloud was not looked at"),)),
}
