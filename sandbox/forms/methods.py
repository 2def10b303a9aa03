"""forms.create, get, batchUpdate and setPublishSettings."""

from __future__ import annotations

import hashlib
from typing import Any

from sandbox.drive.files import FORM, check_access, create_file, touch
from sandbox.forms import changes, documents
from sandbox.wire import Call, GoogleError, serves

Json = dict[str, Any]


@serves("forms.forms.create")
def create(call: Call) -> Json:
    """Make a form. Only its titles are taken; everything else is refused, as Google does."""
    extra = set(call.content) - {"info"}
    info = call.content.get("info", {})
    if extra or set(info) - {"title", "documentTitle"}:
        raise GoogleError(
            400, "Only info.title can be set when creating a form. To add items and change settings, use batchUpdate."
        )
    count = call.db.execute("SELECT count(*) FROM forms").fetchone()[0]
    form_id = "1" + hashlib.sha256(f"form/{count}/{call.now}/{info}".encode()).hexdigest()[:43]
    name = info.get("documentTitle") or "Untitled form"
    create_file(call.db, id=form_id, name=name, mime=FORM, owner=call.user, now=call.now)
    form = documents.make(call, form_id, info.get("title", ""), name)
    if call.flag("unpublished") is False and "unpublished" in call.query:
        form.body["publishSettings"]["publishState"] = {"isPublished": True, "isAcceptingResponses": True}
        documents.save(call.db, form)
    return form.shown(call.base)


@serves("forms.forms.get")
def get(call: Call) -> Json:
    """Show a form."""
    check_access(call.db, call.params["formId"], call.user, "reader")
    return documents.load(call.db, call.params["formId"]).shown(call.base)


@serves("forms.forms.batchUpdate")
def batch_update(call: Call) -> Json:
    """Change a form: all of the requests, or none."""
    check_access(call.db, call.params["formId"], call.user, "writer")
    form = documents.load(call.db, call.params["formId"])
    control = call.content.get("writeControl", {})
    required = control.get("requiredRevisionId")
    if required is not None and required != form.revision_id:
        raise GoogleError(
            400, "The required revision ID does not match the latest revision of the form.", "FAILED_PRECONDITION"
        )
    requests = call.content.get("requests", [])
    if not requests:
        raise GoogleError(400, "Must specify at least one request.")
    before = form.revision_id
    replies = changes.apply(form, requests)
    documents.save(call.db, form)
    touch(call.db, form.id, call.now)
    answer: Json = {"replies": replies, "writeControl": {"requiredRevisionId": form.revision_id}}
    if control.get("targetRevisionId") and control["targetRevisionId"] != before:
        answer["writeControl"]["targetRevisionId"] = form.revision_id
    if call.content.get("includeFormInResponse"):
        answer["form"] = form.shown(call.base)
    return answer


@serves("forms.forms.setPublishSettings")
def set_publish_settings(call: Call) -> Json:
    """Publish a form, or take it back; one that is not published cannot accept responses."""
    check_access(call.db, call.params["formId"], call.user, "writer")
    form = documents.load(call.db, call.params["formId"])
    state = call.content.get("publishSettings", {}).get("publishState")
    if state is None:
        raise GoogleError(400, "publish_settings.publish_state must be set.")
    published, accepting = bool(state.get("isPublished")), bool(state.get("isAcceptingResponses"))
    if accepting and not published:
        raise GoogleError(400, "A form that is not published cannot accept responses.")
    form.body["publishSettings"] = {"publishState": {"isPublished": published, "isAcceptingResponses": accepting}}
    documents.save(call.db, form)
    return {"formId": form.id, "publishSettings": form.body["publishSettings"]}
