"""The small charity of the jobs' tests, at 08:55 on its Monday."""

from __future__ import annotations

from tests.jobs.conftest import made, scene

__all__ = ["made", "scene"]
