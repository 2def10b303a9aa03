"""docs/stories.md names each key that the reader knows, under the right heading, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cme.domain.recipients import AUDIENCES
from cme.edges.schema import form_wording
from sandbox.stories import kinds, parts, pupils
from sandbox.stories.kinds import ALWAYS, HAPPENINGS
from sandbox.stories.register import PARTS
from sandbox.stories.story import EXPECTATIONS, KEYS

TEXT = (Path(__file__).parents[2] / "docs" / "stories.md").read_text()
kinds.load()


def documented() -> dict[str, set[str]]:
    """The keys of each table by the headings above it: “The register, schools”."""
    found: dict[str, set[str]] = {}
    above, heading = "", ""
    for line in TEXT.splitlines():
        if line.startswith("## "):
            above = heading = line[3:]
        elif line.startswith("### "):
            heading = f"{above}, {line[4:].strip('`')}"
        if line.startswith("#"):
            found.setdefault(heading, set())
        elif row := re.match(r"\| `([a-z_]+)` \|", line):
            found[heading].add(row[1])
    return found


def known() -> dict[str, set[str]]:
    """The keys that the reader knows, under the same headings."""
    columns = {parts.COLUMNS}
    found = {
        "A story": set(KEYS),
        "The register": {*PARTS, "from"},
        "The register, schools": set(parts.SCHOOL) | columns,
        "The register, authorities": set(parts.AUTHORITY) | columns,
        "The register, staff": set(parts.PERSON) | columns,
        "The register, sessions": set(parts.SESSION) | columns,
        "The register, pupils": {*pupils.PUPIL, *pupils.SPECIAL} | columns,
        "The register, places": set(pupils.PLACE),
        "The register, calendar": {"closed", "term", "kind", "from", "to", "calendar", "label"},
        "The register, settings": set(),
        "The register, figures": {"value", "from"},
        "What happens": set(ALWAYS),
        "What is expected": set(),
    }
    found |= {f"What happens, {kind.name}": {kind.name, *kind.keys} for kind in HAPPENINGS.values()}
    return found | {f"What is expected, {kind.name}": set(kind.keys) for kind in EXPECTATIONS.values()}


@pytest.mark.parametrize("heading", known())
def test_every_key_that_the_reader_knows_is_in_the_document_and_the_other_way_round(heading: str) -> None:
    assert documented()[heading] == known()[heading]


def test_the_document_describes_no_kind_that_there_is_not() -> None:
    described = {heading for heading in documented() if heading.startswith(("What ", "The register,"))}
    assert described <= set(known())


def test_the_choices_of_the_form_and_the_notices_are_listed_as_they_are() -> None:
    fields = form_wording("change").fields
    for kind in ("change", "said_by"):
        assert " · ".join(fields[kind].choices) in TEXT
    assert ", ".join(AUDIENCES) in TEXT
