"""Every check of the doctor, well and sick: what it is given, how dangerous it calls that, and what it says."""

from __future__ import annotations

from collections.abc import Mapping

from tests.doctor.sick.files import SHARED
from tests.doctor.sick.given import Case
from tests.doctor.sick.system import SYSTEM
from tests.doctor.sick.workbook import WORKBOOK

CASES: Mapping[str, Case] = {**SYSTEM, **SHARED, **WORKBOOK}
"""By the name of the check, in the order of the checks; one that is not here fails its tests."""
