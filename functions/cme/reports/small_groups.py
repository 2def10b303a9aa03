"""Which groups are too small to be shown to whoever may not recognise a child in them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from itertools import chain


def too_small(children: Mapping[Hashable, frozenset[str]], fewest: int) -> set[Hashable]:
    """Return the groups that are not shown, each with its children: those with fewer than so many, but for empty ones.

    What is not shown must not follow from the sum: so the next smallest goes with them, until as many children stand
    in what is left out together.
    """
    groups = sorted((group for group in children if children[group]), key=lambda group: len(children[group]))
    small = [group for group in groups if len(children[group]) < fewest]
    rest = groups[len(small) :]
    while small and rest and len(set(chain.from_iterable(children[group] for group in small))) < fewest:
        small.append(rest.pop(0))
    return set(small)
