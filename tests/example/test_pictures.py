"""The handbook's pictures show what people see today."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from sandbox.pictures import FOLDER, PICTURES, TEXTS, take

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.mark.usual
@pytest.mark.browser
def test_each_picture_shows_what_is_to_be_seen_now(browser: Browser) -> None:
    assert take(browser) == json.loads((FOLDER / TEXTS).read_text("utf-8")), "run scripts/take_pictures and look"


def test_the_handbook_shows_every_picture_and_none_that_is_not_there() -> None:
    pages = "".join(page.read_text("utf-8") for page in FOLDER.parent.glob("*.md"))
    shown = set(re.findall(r"!\[[^\]]{10,}\]\(pictures/([\w-]+)\.png\)", pages))
    taken = {picture.name for picture in PICTURES}
    assert (shown, {path.stem for path in FOLDER.glob("*.png")}) == (taken, taken)
