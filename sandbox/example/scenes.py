"""The situations in which every email is looked at: the ordinary one, and those that spoil a page or a sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cme.domain.model import Facts, Message, Pupil, Saw, State
from sandbox.example.breach_scenes import WRONG_PEOPLE
from sandbox.example.case_scenes import CASES
from sandbox.example.changed_scenes import ARTS, BIKE, CHANGED, COOK, LATE_OFF
from sandbox.example.letters import DAY, Scene, at, register, said
from sandbox.example.mode_facts import in_shadow, mill_rings_home, paused_till_noon, paused_till_twenty_past, taken_back
from sandbox.example.oversight_scenes import MONTH
from sandbox.example.question_scenes import ASKED
from sandbox.example.safeguarding_scenes import PAGED
from sandbox.example.scenes_in_doubt import IN_DOUBT
from sandbox.example.testing_scenes import OF_ITSELF
from sandbox.example.weekly_scenes import WEEKLY

LONG = "Wolfeschlegelsteinhausenbergerdorff"


def _pupil(facts: Facts, code: str, **changes: Any) -> Facts:
    return replace(facts, pupils={**facts.pupils, code: replace(facts.pupils[code], **changes)})


def _long_names(facts: Facts) -> Facts:
    found = replace(facts.sessions[BIKE], name="Bikes, scooters, wheelchairs and everything else on wheels " * 2)
    pupil = Pupil("P0003", f"Maximiliane-{LONG}-{LONG}", "Testerton", "Year 8 (repeating)", "MILL", "M" + "0" * 40)
    return replace(facts, pupils={**facts.pupils, "P0003": pupil}, sessions={**facts.sessions, BIKE: found})


def _little_known(facts: Facts) -> Facts:
    settings = replace(facts.settings, dsl_name="", dsl_phone="")
    return replace(_pupil(facts, "P0003", admission_number="", year=""), settings=settings)


def _at_home(facts: Facts) -> Facts:
    home = replace(facts.sessions[COOK], kind="home", name="Visit at home", site="Elm Close")
    home = replace(home, address="1 Elm Close", lone_worker="Lou Knows 07700 900444")
    return replace(facts, sessions={**facts.sessions, COOK: home})


def _no_links_no_phones(facts: Facts) -> Facts:
    staff = {code: replace(person, phone="") for code, person in facts.staff.items()}
    settings = replace(facts.settings, form_links={}, question_ids={})
    sessions = {**facts.sessions, COOK: replace(facts.sessions[COOK], lead="")}
    return replace(facts, staff=staff, settings=settings, sessions=sessions)


def _hill_without_attendance(facts: Facts) -> Facts:
    bare = replace(facts.organisations["HILL"], contacts=())
    return replace(facts, organisations={**facts.organisations, "HILL": bare})


def _much_mail(facts: Facts) -> Facts:
    usual = Message("", State.SENT, at("09:00"), "attendance_report", "HILL", "attendance@hill-school.example", DAY)
    sent = {f"earlier-{number}": replace(usual, id=f"earlier-{number}") for number in range(1600)}
    return replace(facts, messages={**facts.messages, **sent})


ALL_OF_BIKE = ("P0001", "P0002", "P0003", "P0004", "P0005", "P0006", "P0020")
ALL_OF_COOK = ("P0007", "P0008", "P0009", "P0010", "P0012", "P0021")
ALL_OF_ARTS = ("P0006", "P0010", "P0016", "P0020")
KAI_MISSING = register("09:04", BIKE, "P0001", "P0020", "P0005")
ALL_HERE = register("09:04", BIKE, *ALL_OF_BIKE)
HILL_MISSING = register("09:04", BIKE, "P0003", "P0020")
LEFT = (
    *register("13:05", ARTS, *ALL_OF_ARTS),
    said("13:40", "P0010", ARTS, Saw.LEFT_SITE),
)

ABSENCE = (
    Scene("absence", "one", "One child, no reason known", "09:15", "MILL", KAI_MISSING),
    Scene(
        "absence",
        "several",
        "Two children; of one a reason was heard that nobody confirmed",
        "09:15",
        "HILL",
        (
            said("08:41", "P0005", BIKE, Saw.NOT_COMING, reason="has a cold", said_by="somebody else"),
            *HILL_MISSING,
        ),
    ),
    Scene(
        "absence",
        "taxi",
        "The taxi is late; the register was taken before the child's own start",
        "10:15",
        "MILL",
        (
            *register("09:33", BIKE, "P0001", "P0002", "P0003", "P0005", "P0006", "P0020"),
            said("10:06", "P0004", BIKE, Saw.TAXI_LATE, due="10:40", reason="broke down"),
        ),
    ),
    Scene(
        "absence",
        "late",
        "The register reached us late, and so does the notice",
        "09:40",
        "MILL",
        register("09:04", BIKE, "P0001", "P0005", "P0020", sent="09:40"),
    ),
    Scene(
        "absence",
        "again",
        "The stand-down was our mistake: the child is not here after all",
        "09:31",
        "MILL",
        (
            *KAI_MISSING,
            said("09:22", "P0003", BIKE, Saw.ARRIVED),
            said("09:31", "P0003", BIKE, Saw.WAS_NOT_HERE),
        ),
    ),
    Scene(
        "absence",
        "authority",
        "A child without a school, placed by an authority",
        "09:15",
        "EXSH",
        register("09:04", BIKE, "P0001", "P0003", "P0005"),
    ),
    Scene("absence", "little_known", "No year, no number, no telephone", "09:15", "MILL", KAI_MISSING, _little_known),
    Scene("absence", "you_ring", "The school rings home first", "09:15", "MILL", KAI_MISSING, mill_rings_home),
    Scene("absence", "long_names", "Names too long for a telephone", "09:15", "MILL", KAI_MISSING, _long_names),
)

STAND_DOWN = (
    Scene(
        "stand_down",
        "one",
        "One child arrived",
        "09:52",
        "MILL",
        (*KAI_MISSING, said("09:52", "P0003", BIKE, Saw.ARRIVED)),
    ),
    Scene(
        "stand_down",
        "our_mistake",
        "The child was here all along",
        "09:27",
        "MILL",
        (*KAI_MISSING, said("09:27", "P0003", BIKE, Saw.WAS_HERE)),
    ),
    Scene(
        "stand_down",
        "mixed",
        "One arrived, and one was here all along",
        "09:29",
        "HILL",
        (
            *HILL_MISSING,
            said("09:29", "P0001", BIKE, Saw.ARRIVED),
            said("09:29", "P0005", BIKE, Saw.WAS_HERE),
        ),
    ),
    Scene(
        "stand_down",
        "several",
        "Two children arrived together",
        "09:29",
        "HILL",
        (*HILL_MISSING, *(said("09:29", code, BIKE, Saw.ARRIVED) for code in ("P0001", "P0005"))),
    ),
    Scene(
        "stand_down",
        "back",
        "A child who left is here again",
        "13:58",
        "DALE",
        (*LEFT, said("13:58", "P0010", ARTS, Saw.CAME_BACK)),
    ),
)

REPORT = (
    Scene(
        "attendance_report",
        "all_present",
        "Everybody came",
        "12:30",
        "HILL",
        register("09:31", BIKE, *ALL_OF_BIKE),
    ),
    Scene(
        "attendance_report",
        "mixed",
        "Morning and afternoon: late, ill, absent, no register",
        "15:00",
        "FORD",
        (
            *register("09:40", BIKE, "P0001", "P0002", "P0003", "P0005", "P0020"),
            said("09:58", "P0006", BIKE, Saw.ARRIVED),
            said("08:40", "P0007", COOK, Saw.NOT_COMING, reason="ill, sick all night", said_by="parent or carer"),
            *register("09:45", COOK, "P0010", "P0012", "P0021"),
        ),
    ),
    Scene(
        "attendance_report",
        "not_known",
        "No register was taken all day",
        "12:30",
        "HILL",
    ),
    Scene(
        "attendance_report",
        "left",
        "A child left without permission and was not found by the end of the day",
        "15:00",
        "DALE",
        (*register("09:35", COOK, *ALL_OF_COOK), *LEFT),
    ),
)

LEFT_SITE = (
    Scene("left_site", "one", "To the school's DSL", "13:40", "DALE", LEFT),
    Scene("left_site", "little_known", "The same, without a telephone of ours", "13:40", "DALE", LEFT, _little_known),
    Scene("left_site_page", "one", "To whoever is on duty", "13:40", "innov8", LEFT),
    Scene(
        "left_site_page",
        "several",
        "Two together, one of them placed by an authority",
        "13:40",
        "innov8",
        (*LEFT, said("13:40", "P0020", ARTS, Saw.LEFT_SITE)),
    ),
    Scene("left_site_page", "no_links", "Nothing but names", "13:40", "innov8", LEFT, _no_links_no_phones),
    Scene("cancelled_page", "no_links", "Nothing but names", "09:40", "innov8", LATE_OFF, _no_links_no_phones),
)

REGISTERS = (
    Scene("register_nudge", "none_yet", "No register at all", "09:38", "innov8", register("09:04", BIKE, *ALL_OF_BIKE)),
    Scene(
        "register_nudge",
        "later_starts",
        "The later starters are still open",
        "09:38",
        "innov8",
        (*register("09:04", BIKE, "P0001", "P0003", "P0005", "P0020"), *register("09:32", COOK, *ALL_OF_COOK)),
    ),
    Scene("register_nudge", "no_links", "No link, no telephone", "09:38", "innov8", (), _no_links_no_phones, "09:37"),
    Scene(
        "register_coordinator", "one", "To the coordinator", "09:42", "innov8", register("09:04", BIKE, *ALL_OF_BIKE)
    ),
    Scene("register_coordinator", "home", "A visit at home", "09:42", "innov8", KAI_MISSING, _at_home),
    Scene("register_page", "one", "To whoever is on duty", "09:45", "innov8", register("09:04", BIKE, *ALL_OF_BIKE)),
    Scene("register_page", "home", "A visit at home", "09:45", "innov8", KAI_MISSING, _at_home),
    Scene("register_page", "repeat", "It may be a repeat", "09:45", "innov8", KAI_MISSING, repeat=True),
)

MAIL = (
    Scene("not_delivered", "bounced", "It came back", "09:16", "innov8", HILL_MISSING, lost=("absence",)),
    Scene(
        "not_delivered", "no_address", "Nobody to write to", "09:15", "innov8", HILL_MISSING, _hill_without_attendance
    ),
    Scene(
        "not_delivered",
        "our_own",
        "The reminder to a lead came back",
        "09:39",
        "innov8",
        register("09:04", BIKE, *ALL_OF_BIKE),
        lost=("register_nudge",),
    ),
    Scene(
        "absence",
        "sent_on",
        "The attendance officer's address does not work: to the school's DSL",
        "09:16",
        "HILL",
        HILL_MISSING,
        lost=("absence",),
    ),
    Scene(
        "absence",
        "as_well",
        "A program answers for the attendance officer: to the school's DSL as well",
        "09:16",
        "HILL",
        HILL_MISSING,
        automatic=("absence",),
    ),
    Scene("quota_near", "one", "The mailbox is near its limit", "09:00", "innov8", (), _much_mail),
    Scene("overtaken_list", "paused", "Sending was paused", "10:20", "innov8", HILL_MISSING, paused_till_twenty_past),
)
OURSELVES = (
    Scene(
        "still_paused", "one", "Sending has been paused for an hour", "09:30", "innov8", HILL_MISSING, paused_till_noon
    ),
    Scene("still_paused", "nothing", "The same, and nothing waits", "09:30", "innov8", ALL_HERE, paused_till_noon),
    Scene("taken_back", "one", "An earlier version was restored", "09:20", "innov8", (), taken_back, "09:20"),
    Scene("shadow_digest", "one", "A day in shadow", "15:45", "innov8", (*HILL_MISSING, *LEFT), in_shadow),
    Scene("shadow_digest", "nothing", "Nothing would have gone", "15:45", "innov8", (), in_shadow, "15:45"),
)

OF_CHILDREN = (*ABSENCE, *STAND_DOWN, *REPORT, *LEFT_SITE, *IN_DOUBT, *CHANGED, *PAGED, *ASKED, *CASES)
SCENES: tuple[Scene, ...] = (*OF_CHILDREN, *REGISTERS, *MAIL, *OURSELVES, *WEEKLY, *MONTH, *WRONG_PEOPLE, *OF_ITSELF)
