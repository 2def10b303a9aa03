"""What somebody does with the workbook's version history: an earlier version is put in place of the workbook."""

from __future__ import annotations

from sandbox.stories.kinds import Act, Spoken, happening
from sandbox.stories.scene import Scene

WORDS = ("kept", "taken back")
VERSION = "of the story"


@happening("workbook")
def workbook(spoken: Spoken) -> Act:
    """The workbook as it stands stays in its version history, or somebody takes it back to what was kept last."""
    how = spoken.need("workbook").one_of(WORDS, "thing to do with the workbook")

    def act(scene: Scene) -> str:
        what = "keep" if how == "kept" else "restore"
        scene.stage.control(f"workbooks/{scene.stage.workbook_id}/history", {what: VERSION})
        return "the workbook is as its version history keeps it" if how == "kept" else "the workbook is taken back"

    return act
