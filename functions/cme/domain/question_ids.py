"""Which id each item of a form has: the one that stands, else a new one that follows from what the item means. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from cme.domain.form_items import FormId, WantedForm


def settle_ids(wanted: WantedForm, known: Sequence[FormId], live: Mapping[str, str]) -> tuple[FormId, ...]:
    """Return the id of each wanted item, in order: the one that stands on the form, else a new one.

    `known` are all rows of *Form ids*; `live` maps the item ids that are on the form now to their question ids.
    """
    taken = {row.item_id for row in known} | {row.question_id for row in known} | set(live) | set(live.values())
    standing = {row.key: row for row in known if row.form == wanted.slug and live.get(row.item_id) == row.question_id}
    settled = []
    for item in wanted.items:
        row = standing.get(item.key)
        if row is None:
            nth = sum(old.form == wanted.slug and old.key == item.key for old in known)
            item_id = _fresh(f"item/{wanted.slug}/{item.key}/{nth}", taken)
            question_id = "" if item.answer == "section" else _fresh(f"ask/{wanted.slug}/{item.key}/{nth}", taken)
            row = FormId(wanted.slug, item.kind, item.session, question_id, item_id, item.title)
        settled.append(row)
    return tuple(settled)


def _fresh(meaning: str, taken: set[str]) -> str:
    """Return eight lower-case hex digits that follow from the meaning, below 0x7fffffff, and were never used."""
    for attempt in range(1000):
        number = int.from_bytes(hashlib.sha256(f"{meaning}/{attempt}".encode()).digest()[:4], "big") & 0x7FFFFFFF
        found = f"{number:08x}"
        if 0x10000000 <= number < 0x7FFFFFFF and found not in taken:
            taken.add(found)
            return found
    raise AssertionError("a thousand ids in a row were taken")
