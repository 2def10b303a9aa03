"""Who can open which file, and the forms, well and sick."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from scripts._doctor.seen import Kind, Permission, State
from tests.doctor.sick.given import (
    ANYBODY_FILLS_IN,
    AT,
    DEE,
    FILES,
    FILLS_IN,
    FORMS,
    HOUSE,
    LOOK,
    NOW,
    OLD,
    OURS,
    OUT,
    TESS,
    UNSEEN,
    WELL,
    WRONG,
    Case,
    a_file,
    a_form,
    shared,
)

SHARED: Mapping[str, Case] = {
    "files": Case(
        (FILES,),
        (
            (((a_file(state=State.BIN),),), WRONG, "The workbook is in the bin"),
            (((a_file(Kind.BOARD, state=State.GONE),),), WRONG, "The Duty board that Settings name is not there"),
            (((a_file(Kind.FORM, state=State.GONE),),), WRONG, "The form “form” that Settings name is not there"),
            (((a_file(Kind.ARCHIVE, state=State.UNSEEN, why="It hung."),),), UNSEEN, "could not be seen: It hung."),
        ),
    ),
    "open to anybody": Case(
        (FILES,),
        (
            ((shared(Kind.WORKBOOK, Permission("anyone", "reader")),), NOW, "link can read the workbook, without"),
            ((shared(Kind.FORM, Permission("anyone", "writer")),), NOW, "can change the form “form”"),
        ),
    ),
    "open to a domain": Case(
        (FILES,),
        (
            (
                (shared(Kind.BOARD, Permission("domain", "reader", "innov8.example")),),
                NOW,
                "Every account of innov8.example can read the Duty board",
            ),
        ),
    ),
    "outsiders": Case(
        (
            (
                *FILES,
                *shared(Kind.BOARD, Permission("user", "reader", OUT)),
                *shared(Kind.BOARD, Permission("anyone", "reader")),
                *shared(Kind.BOARD, Permission("domain", "reader", "gone.example")),
            ),
            replace(HOUSE, staff=frozenset({OUT})),
        ),
        (
            (
                (shared(Kind.ARCHIVE, Permission("user", "reader", OUT)), HOUSE),
                NOW,
                f"{OUT} can read the archive folder",
            ),
            ((shared(Kind.BOARD, Permission("group", "writer", OUT)), HOUSE), NOW, f"{OUT} can change the Duty board"),
        ),
    ),
    "not of the team": Case(
        ((*FILES, a_file(permissions=(Permission("user", "owner", TESS),))), HOUSE),
        (
            (
                (shared(Kind.WORKBOOK, Permission("user", "writer", TESS)), HOUSE),
                WRONG,
                "tess@innov8.example can change",
            ),
            ((shared(Kind.FOLDER, Permission("user", "reader", TESS)), HOUSE), WRONG, "can read the folder “folder”"),
            (
                (shared(Kind.BOARD, Permission("user", "reader", "xena@innov8.example")), HOUSE),
                WRONG,
                "xena@innov8.example can read the Duty board, and does not stand on the tab Staff",
            ),
            ((shared(Kind.BOARD, Permission("user", "writer", TESS)), HOUSE), LOOK, "which the machine writes over"),
        ),
    ),
    "team": Case(
        (
            (
                *FILES,
                a_file(permissions=(*OURS[:1], Permission("group", "writer", "dsl@innov8.example"))),
                a_file(Kind.FORM, permissions=OURS[:1]),
                a_file(state=State.GONE, permissions=()),
            ),
            HOUSE,
        ),
        (
            (((a_file(permissions=OURS[:1]),), HOUSE), WRONG, "dee@innov8.example is of the DSL team, and cannot open"),
            (
                ((a_file(permissions=(*OURS[:1], Permission("user", "reader", DEE))),), HOUSE),
                WRONG,
                "cannot open and change the workbook",
            ),
        ),
    ),
    "copies": Case(
        ((*OLD, a_file(Kind.COPY, made_at=AT - timedelta(days=30)), a_file(Kind.COPY, state=State.UNSEEN)), WELL),
        (
            (
                ((a_file(Kind.COPY, name="small, before version 2", made_at=AT - timedelta(days=31)),), WELL),
                LOOK,
                "The copy “small, before version 2” holds all that the workbook held",
            ),
        ),
    ),
    "groups": Case(
        (shared(Kind.WORKBOOK, Permission("group", "reader", OUT)), HOUSE),
        (
            (
                (shared(Kind.WORKBOOK, Permission("group", "reader", "all@innov8.example")), HOUSE),
                LOOK,
                "The group all@innov8.example can read the workbook",
            ),
        ),
    ),
    "owners": Case(
        ((*FILES, a_file(owner="")), HOUSE),
        ((((a_file(owner=TESS),), HOUSE), LOOK, "The workbook belongs to tess@innov8.example"),),
    ),
    "forms made": Case(
        (FORMS,),
        (
            (
                ((replace(a_form(), file=a_file(Kind.FORM, name="Register", state=State.UNNAMED)),),),
                WRONG,
                "Settings name no form “Register”",
            ),
            (((a_form(why="It hung."),),), UNSEEN, "How the form “Register” stands could not be seen: It hung."),
        ),
    ),
    "forms published": Case((FORMS,), ((((a_form(is_published=False),),), WRONG, "“Register” takes no answers"),)),
    "forms opened": Case(
        (FORMS,),
        (
            (((a_form("answer", FILLS_IN),),), WRONG, "The form “Answer” is closed to schools"),
            (((a_form("register", ANYBODY_FILLS_IN),),), WRONG, "Whoever has the link can fill in “Register”"),
            (((a_form("register", *OURS),),), WRONG, "Nobody is let in to fill in “Register”."),
        ),
    ),
    "forms for listed people": Case(
        ((a_form("change", Permission("user", "reader", TESS, "published")), a_form("answer")), frozenset({TESS})),
        (((FORMS, frozenset({TESS})), WRONG, "tess@innov8.example cannot fill in “Register”"),),
    ),
    "strangers at forms": Case(
        (FORMS, HOUSE),
        (
            (
                ((a_form("register", FILLS_IN, Permission("user", "reader", OUT, "published")),), HOUSE),
                LOOK,
                f"{OUT} may fill in “Register”",
            ),
            (
                ((a_form("register", Permission("domain", "reader", "gone.example", "published")),), HOUSE),
                LOOK,
                "gone.example may fill in “Register”",
            ),
        ),
    ),
    "forms linked": Case((FORMS,), ((((a_form(linked_sheet="x"),),), WRONG, "goes into another spreadsheet"),)),
    "forms in step": Case((FORMS,), ((((a_form(drift="1 added"),),), LOOK, "what the workbook holds (1 added)"),)),
}
