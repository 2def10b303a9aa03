"""forms: create, get, batchUpdate and setPublishSettings."""

from __future__ import annotations

import secrets

from sandbox.drive import files
from sandbox.forms import changes, documents, switches
from sandbox.forms.documents import Form, Json
from sandbox.forms.items import check_line
from sandbox.wire import Call, GoogleError, bad_field, serves

__all__ = ["batch_update", "create", "get", "set_publish_settings", "switches"]
TITLE_ONLY = "Only info.title can be set when creating a form. To add items and change settings, use batchUpdate."
PUBLISHED = {"isPublished": True, "isAcceptingResponses": True}


def opened(call: Call, need: str) -> Form:
    """Return the form that a call is about, or refuse whom Drive does not let in."""
    form_id = call.params["formId"]
    files.check_access(call.db, form_id, call.user, need)
    return documents.load(call.db, form_id)


@serves("forms.forms.create")
def create(call: Call) -> Json:
    """Make a form, unpublished. Only its titles are taken; everything else is refused."""
    info = call.content.get("info", {})
    if set(call.content) - {"info"} or set(info) - {"title", "documentTitle"}:
        raise GoogleError(400, TITLE_ONLY)
    title = info.get("title", "")
    if not title.strip():
        raise bad_field("form.info.title", "The form title is required.")
    check_line(title)
    form_id = f"1{secrets.token_urlsafe(32)}"
    name = info.get("documentTitle") or "Untitled form"
    files.create_file(call.db, id=form_id, name=name, mime=files.FORM, owner=call.user, now=call.now)
    collects = "VERIFIED" if call.switches["forms_collect_verified"] else "DO_NOT_COLLECT"
    form = documents.add(call.db, form_id, documents.empty(title, collects))
    if call.switches["forms_created_published"] and not call.flag("unpublished"):
        form.state.update(PUBLISHED)
        files.grant(call.db, form_id, kind="anyone", role="reader", view="published")
        documents.save(call.db, form, is_new_revision=False)
    return form.shown(call.base)


@serves("forms.forms.get")
def get(call: Call) -> Json:
    """Show a form."""
    return opened(call, "reader").shown(call.base)


@serves("forms.forms.batchUpdate")
def batch_update(call: Call) -> Json:
    """Change a form: all of the requests, or none."""
    form = opened(call, "writer")
    control = call.content.get("writeControl", {})
    if "targetRevisionId" in control:
        raise GoogleError(501, "The sandbox does not implement writeControl.targetRevisionId.")
    required = control.get("requiredRevisionId")
    if required is not None and required != form.revision_id:
        words = f"The required revision ID '{required}' does not match the latest revision."
        raise bad_field("write_control.required_revision_id", words)
    replies = changes.apply(form, call.content.get("requests", []), call.switches)
    documents.save(call.db, form)
    files.touch(call.db, form.id, call.now)
    answer: Json = {"replies": replies, "writeControl": {"requiredRevisionId": form.revision_id}}
    if call.content.get("includeFormInResponse"):
        answer = {"form": form.shown(call.base), **answer}
    return answer


@serves("forms.forms.setPublishSettings")
def set_publish_settings(call: Call) -> Json:
    """Publish a form, or take it back; one that is not published cannot accept responses."""
    form = opened(call, "writer")
    mask = call.content.get("updateMask", "*")
    if mask not in ("*", "publishState", "publish_state"):
        raise bad_field("update_mask", f"Invalid field mask: {mask}")
    state = call.content.get("publishSettings", {}).get("publishState", {})
    if "isPublished" not in state or "isAcceptingResponses" not in state:
        words = "Both is_published and is_accepting_responses must be set when updating publish_state."
        raise bad_field("publish_settings.publish_state", words)
    if state["isAcceptingResponses"] and not state["isPublished"]:
        words = "Cannot set is_accepting_responses to true when is_published is false."
        raise bad_field("publish_settings.publish_state", words)
    form.body["publishSettings"] = {"publishState": {name: True for name, value in state.items() if value}}
    documents.save(call.db, form, is_new_revision=False)
    return {"formId": form.id, "publishSettings": form.body["publishSettings"]}
