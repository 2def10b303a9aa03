"""Who may fill in a form: published, and opened to the staff's domain, or, for schools, to whoever has the link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cme.domain.form_plan import OPEN_FORMS
from cme.edges.google import Google
from cme.edges.schema import form_wording
from cme.edges.setup_calls import admit_anyone, admit_domain, admit_person, publish_form, see_form, see_responders
from cme.errors import Refused

ANYONE = "whoever has the link"
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Doors:
    """How a form stands: whether it is published, who may fill it in, and who else it is open to."""

    published: bool
    domain: bool
    anyone: bool
    anyone_changes: bool
    people: frozenset[str] = frozenset()

    def lacks(self, slug: str, domain: str, listed: frozenset[str] | None) -> str:
        """Return to whom the form still has to be opened, in words; empty where all who should may fill it in."""
        if slug in OPEN_FORMS:
            return "" if self.anyone else ANYONE
        if listed is not None:
            return ", ".join(sorted(listed - self.people))
        return "" if self.domain or not domain else f"the accounts of {domain}"


def doors(google: Google, form_id: str) -> Doors:
    """Return how a form stands: two reads."""
    form = see_form(google, form_id)
    people = see_responders(google, form_id)
    anyone = [person for person in people if person.get("type") == "anyone"]
    return Doors(
        is_published(form),
        any(p.get("type") == "domain" and _fills_in(p) for p in people),
        any(_fills_in(p) for p in anyone),
        any(not _fills_in(p) for p in anyone),
        frozenset(p["emailAddress"].casefold() for p in people if p.get("type") == "user" and _fills_in(p)),
    )


def is_published(form: dict[str, Any]) -> bool:
    """Return whether a form as it stands takes answers."""
    state = form.get("publishSettings", {}).get("publishState", {})
    return bool(state.get("isPublished") and state.get("isAcceptingResponses"))


def _fills_in(permission: dict[str, Any]) -> bool:
    """Return whether a permission lets people fill in the form and do no more."""
    return permission.get("view") == "published" and permission.get("role") == "reader"


def open_form(
    google: Google, slug: str, form_id: str, domain: str, listed: frozenset[str] | None
) -> tuple[list[str], list[str]]:
    """Publish a form and open it to those whom it is for; return what was done, and what a person must look at.

    Of the staff that is their domain or, where people are listed, each of them by their own account.
    """
    done, reports, title = [], [], form_wording(slug).title
    found = doors(google, form_id)
    if not found.published:
        publish_form(google, form_id)
        done.append(f"Published “{title}”")
    if whom := found.lacks(slug, domain, listed):
        refused = _admit(google, slug, form_id, domain, (listed or NOBODY) - found.people)
        done += [] if refused else [f"Opened “{title}” to {whom}"]
        reports += [f"“{title}”: {refused}"] if refused else []
    else:
        reports += unopened(slug, found)
    reports += too_open(slug, found, listed)
    return done, reports


def unopened(slug: str, found: Doors) -> list[str]:
    """Return what to do where nobody of the staff can fill in a form yet, because no domain is known."""
    if slug in OPEN_FORMS or found.domain or found.people:
        return []
    title = form_wording(slug).title
    return [f"Nobody can fill in “{title}” yet: write the staff's domain into Settings, then apply again."]


def too_open(slug: str, found: Doors, listed: frozenset[str] | None) -> list[str]:
    """Return what to do where a form is open to more people than it is for."""
    title = form_wording(slug).title
    if listed is not None and slug not in OPEN_FORMS and (others := ", ".join(sorted(found.people - listed))):
        return [f"{others} may fill in “{title}”, and by Staff they should not. Take them out of its responders."]
    if found.anyone_changes:
        return [f"Anybody with the link can change “{title}”. Take that out of its sharing now."]
    if found.anyone and slug not in OPEN_FORMS:
        return [f"Anybody with the link can use “{title}”. Restrict it to the staff's domain in its sharing."]
    return []


def _admit(google: Google, slug: str, form_id: str, domain: str, people: frozenset[str]) -> str:
    """Open a form, and return what to do where Google does not let us; empty where it did."""
    if slug not in OPEN_FORMS and people:
        for address in sorted(people):
            admit_person(google, form_id, address)
        return ""
    if slug not in OPEN_FORMS:
        admit_domain(google, form_id, domain)
        return ""
    try:
        admit_anyone(google, form_id)
    except Refused as refused:
        if refused.status != 403:
            raise
        return "Google does not let it be opened to people outside. An administrator allows that under Drive, Sharing."
    return ""
