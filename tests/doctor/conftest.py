"""The small charity of the jobs' tests, at 08:55 on its Monday; and a Google Cloud project that is empty at first."""

from __future__ import annotations

from tests.deploy.conftest import first, project
from tests.jobs.conftest import made, scene

__all__ = ["first", "made", "project", "scene"]
