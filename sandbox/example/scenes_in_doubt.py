"""The situations in which nobody is sure: no register, a child who was here and is not, a report that was wrong."""

from __future__ import annotations

from dataclasses import replace

from cme.domain.model import Facts, Saw
from sandbox.example.letters import Scene, register, said

BIKE = "MON-BIKE"
ALL_OF_BIKE = ("P0001", "P0002", "P0003", "P0004", "P0005", "P0006", "P0020")


def _without_links(facts: Facts) -> Facts:
    return replace(facts, settings=replace(facts.settings, form_links={}, question_ids={}))


def _without_telephone(facts: Facts) -> Facts:
    return replace(facts, settings=replace(facts.settings, dsl_name="", dsl_phone=""))


MISSING = (
    Scene(
        "register_missing",
        "several",
        "No register: nobody knows, and nobody is said to be missing",
        "09:30",
        "HILL",
        (said("08:41", "P0005", BIKE, Saw.NOT_COMING, reason="has a cold", said_by="somebody else"),),
    ),
    Scene("register_missing", "one", "To an authority, of one child", "09:30", "EXSH"),
    Scene(
        "stand_down",
        "register_came",
        "The register came at last",
        "10:07",
        "HILL",
        (
            *register("09:04", BIKE, "P0001", "P0005", sent="10:07"),
            said("09:50", "P0002", BIKE, Saw.NOT_COMING, said_by="school", sent="10:07"),
        ),
    ),
)

HALF_PAST_TEN = (
    *register("09:31", BIKE, *ALL_OF_BIKE),
    *register("10:30", BIKE, *(code for code in ALL_OF_BIKE if code not in ("P0001", "P0006"))),
)
WHERE = (
    Scene("where_now", "one", "To the session's lead and to the coordinator", "10:30", "innov8", HALF_PAST_TEN),
    Scene("where_now", "no_links", "No link to a form", "10:30", "innov8", HALF_PAST_TEN, _without_links),
    Scene("where_now_page", "one", "To whoever is on duty", "10:35", "innov8", HALF_PAST_TEN),
    Scene(
        "where_now_page",
        "newcomers",
        "Perhaps only newcomers were ticked",
        "09:38",
        "innov8",
        (*register("09:04", BIKE, "P0001", "P0003", "P0005", "P0020"), *register("09:33", BIKE, "P0002", "P0006")),
    ),
    Scene("page_again", "one", "A page that nobody has taken", "10:40", "innov8", HALF_PAST_TEN),
    Scene(
        "page_again",
        "taken",
        "A page that was taken, and is not settled",
        "10:57",
        "innov8",
        (
            *HALF_PAST_TEN,
            *register("09:31", "MON-COOK", "P0007", "P0008", "P0010", "P0012", "P0021"),
            said("10:37", "", BIKE, Saw.HAS_IT, by="dee@innov8.example"),
            said("10:44", "P0001", "", Saw.SPOKE_TO, reason="the lead: last seen at the gate"),
        ),
    ),
    Scene("page_again", "no_links", "No link to a form", "10:40", "innov8", HALF_PAST_TEN, _without_links),
    Scene(
        "concern_page",
        "one",
        "Somebody fears for a child",
        "10:05",
        "innov8",
        (said("10:05", "P0001", "", Saw.CONCERN, reason="harm", by="tess@innov8.example"),),
    ),
    Scene(
        "concern_page",
        "unknown",
        "Of a child who is not on the list; no link to a form",
        "10:05",
        "innov8",
        (said("10:05", "", "", Saw.CONCERN, reason="harm", by="tess@innov8.example", instead="told in person"),),
        _without_links,
    ),
    Scene("refer_yourself", "one", "To the session's lead, after twenty minutes", "10:55", "innov8", HALF_PAST_TEN),
    Scene(
        "walk_in",
        "one",
        "A child is here whom nobody expected",
        "09:12",
        "FORD",
        (said("09:10", "P0024", "", Saw.ARRIVED, sent="09:12"),),
    ),
    Scene(
        "walk_in",
        "wrong",
        "It was another child, and its school had been told",
        "09:20",
        "FORD",
        (
            said("09:10", "P0024", "", Saw.ARRIVED, sent="09:12"),
            said("09:20", "P0024", "", Saw.WAS_NOT_HERE),
        ),
    ),
    Scene("not_confirmed", "one", "To the school's DSL", "10:35", "HILL", HALF_PAST_TEN),
    Scene("not_confirmed", "little_known", "No telephone of ours", "10:35", "HILL", HALF_PAST_TEN, _without_telephone),
    Scene(
        "stand_down",
        "found_again",
        "Whom nobody could find is here",
        "10:52",
        "HILL",
        (*HALF_PAST_TEN, said("10:52", "P0001", BIKE, Saw.CAME_BACK)),
    ),
)

HILL_TOLD = (*register("09:31", BIKE, *(code for code in ALL_OF_BIKE if code != "P0001")),)
CORRECTED = (
    Scene(
        "corrected_report",
        "one",
        "A child was here all along, as it turns out",
        "13:30",
        "HILL",
        (*HILL_TOLD, said("13:00", "P0001", BIKE, Saw.WAS_HERE)),
    ),
    Scene(
        "corrected_report",
        "from_paper",
        "No register by the report; then it came from paper",
        "13:20",
        "HILL",
        (
            *register("09:31", BIKE, *(code for code in ALL_OF_BIKE if code != "P0002"), sent="12:50"),
            said("13:10", "P0002", BIKE, Saw.NOT_COMING, reason="ill", said_by="parent or carer"),
        ),
    ),
)

IN_DOUBT: tuple[Scene, ...] = (*MISSING, *WHERE, *CORRECTED)
