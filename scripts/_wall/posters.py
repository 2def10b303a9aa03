"""What stands on the posters: facts in, one poster a site and one for whoever is paged out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cme.domain.form_links import HAVE_IT, ON_DUTY, action_link, change_link, register_link, today_link
from cme.domain.model import Facts, Role, Session
from cme.edges.templates import one_line, web_address

LONGEST = 60
"""Characters of a name: what is longer would run over its page."""
MOST = 3
"""Numbers of coordinators: nobody reads more on a wall."""
NO_WALL_OF_OURS = frozenset({"home", "online", "trip", "work experience"})
"""Kinds of session that meet where we hang up nothing; a family's home must not become a poster."""
DSLS = (Role.INNOV8_DSL,)


@dataclass(frozen=True, slots=True)
class Code:
    """One QR code: the word above it, the link that it holds, when to use it, and who is rung instead."""

    word: str
    link: str
    when: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """Somebody to ring."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Poster:
    """One page: where it hangs, or for whom it is, and its codes in the order of need."""

    title: str
    codes: tuple[Code, ...]
    is_for_a_wall: bool = True


def sites(facts: Facts, today: date) -> list[str]:
    """Return where our sessions meet, by name; one site is one, however its name is spaced or capitalised."""
    found: dict[str, str] = {}
    for session in facts.sessions.values():
        if name := shown(session.site) if _has_a_wall(session, today) else "":
            found.setdefault(name.casefold(), name)
    return [found[key] for key in sorted(found)]


def nowhere(facts: Facts, today: date) -> list[str]:
    """Return the codes of sessions that need a wall and have no site, so that they are on no poster."""
    bare = (s for s in facts.sessions.values() if _has_a_wall(s, today) and not shown(s.site))
    return sorted(session.code for session in bare if not session.morning)


def posters(facts: Facts, today: date) -> list[Poster]:
    """Return every page: the sites by name, and last the one that is for no wall."""
    codes = tuple(_codes(facts))
    paged = Poster("For whoever is paged", tuple(_codes_of_whoever_is_paged(facts)), is_for_a_wall=False)
    return [*(Poster(site, codes) for site in sites(facts, today)), paged]


def dsl(facts: Facts) -> Number:
    """Return the DSL as Settings have them."""
    return Number(shown(facts.settings.dsl_name), shown(facts.settings.dsl_phone))


def deputy(facts: Facts) -> Number | None:
    """Return whom to ring if the DSL does not answer: the first in the duty order who has another number."""
    return next((n for n in _numbers(facts, DSLS) if digits(n.phone) != digits(dsl(facts).phone)), None)


def without_internet(facts: Facts) -> list[Number]:
    """Return whom to ring where no form can be sent: the coordinators, else the DSL."""
    return _numbers(facts, (Role.COORDINATOR,))[:MOST] or [dsl(facts)]


def shown(text: str) -> str:
    """Return a cell's text on one line, short enough for its page."""
    return one_line(text, LONGEST)


def digits(phone: str) -> str:
    """Return what of a number tells it from another, however it begins."""
    return "".join(c for c in phone if c.isdigit())[-9:]


def _has_a_wall(session: Session, today: date) -> bool:
    ended = session.until is not None and session.until < today
    return not ended and session.kind.casefold() not in NO_WALL_OF_OURS


def _numbers(facts: Facts, roles: Iterable[Role]) -> list[Number]:
    wanted = set(roles)
    people = sorted(facts.staff.values(), key=lambda person: (person.duty_order, person.code))
    return [Number(shown(p.name), shown(p.phone)) for p in people if wanted & set(p.roles) and digits(p.phone)]


def _codes(facts: Facts) -> Iterator[Code]:
    chair = f", {shown(facts.settings.chair_phone)}" if shown(facts.settings.chair_phone) else ""
    yield Code(
        "Register",
        web_address(register_link(facts)),
        "Within eight minutes of the start. Choose your session; tick each child you can see. Nobody there? Send it.",
    )
    yield Code(
        "One child changed",
        web_address(change_link(facts)),
        "Comes late, goes early, is not coming, came back, or was marked wrong. Left without permission: ring as well.",
    )
    yield Code(
        "A concern about a child",
        web_address(facts.settings.form_links.get("concern", "")),
        "First tell the DSL. Then what you saw or heard, in the child's own words.",
        f"About somebody who works here, or the DSL: no form. Ring the chair of trustees{chair}.",
    )
    yield Code(
        "Today changed",
        web_address(today_link(facts)),
        "A session or the whole site is off, on after all, moved, on a trip, or led by somebody else.",
    )


def _codes_of_whoever_is_paged(facts: Facts) -> Iterator[Code]:
    yield Code(
        HAVE_IT,
        web_address(action_link(facts, done=HAVE_IT)),
        "You were paged, and see to it. It is filled in for everything that was paged: choose one session or one child "
        "there if you mean no more. The link in a page names its own.",
    )
    yield Code(
        ON_DUTY,
        web_address(action_link(facts, done=ON_DUTY)),
        "In the morning, before you are asked, and when you take over from somebody. Pages then come to you first.",
    )
