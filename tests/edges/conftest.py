"""A door whose other side the test plays."""

from __future__ import annotations

import pytest

from tests.edges.played import Played


@pytest.fixture
def played() -> Played:
    return Played()
