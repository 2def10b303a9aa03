"""The table of files: the highest role counts, and answering a form is not a role."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sandbox.app import App
from sandbox.drive import files
from sandbox.wire import GoogleError

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
OWNER, TUTOR = "owner@innov8.example", "tutor@innov8.example"


def test_who_may_answer_a_form_has_no_role_on_it(app: App) -> None:
    with app.store.transaction() as db:
        files.create_file(db, id="f", name="Register", mime=files.FORM, owner=OWNER, now=NOW)
        files.grant(db, "f", kind="domain", role="reader", address="innov8.example", view="published")
        assert files.role_of(db, "f", TUTOR) is None
        assert files.may_respond(db, "f", TUTOR)
        assert not files.may_respond(db, "f", "x@elsewhere.example")
        assert not files.may_respond(db, "f", None)
        with pytest.raises(GoogleError, match="does not have permission"):
            files.check_access(db, "f", TUTOR, "reader")


def test_anybody_may_answer_a_form_that_is_for_anyone(app: App) -> None:
    with app.store.transaction() as db:
        files.create_file(db, id="f", name="Register", mime=files.FORM, owner=OWNER, now=NOW)
        files.grant(db, "f", kind="anyone", role="reader", view="published")
        assert files.may_respond(db, "f", None)


def test_the_highest_of_several_roles_counts(app: App) -> None:
    with app.store.transaction() as db:
        files.create_file(db, id="b", name="Records", mime=files.SPREADSHEET, owner=OWNER, now=NOW)
        files.grant(db, "b", kind="anyone", role="reader")
        files.grant(db, "b", kind="domain", role="writer", address="innov8.example")
        files.grant(db, "b", kind="user", role="commenter", address="Tutor@innov8.example")
        assert files.role_of(db, "b", TUTOR) == "writer"
        assert files.role_of(db, "b", "x@elsewhere.example") == "reader"
        assert files.role_of(db, "b", OWNER) == "owner"
