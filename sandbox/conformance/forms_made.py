"""Checks of forms themselves: made, shown, published, and who may do so."""

from __future__ import annotations

from sandbox.conformance import TITLE, Probe, checks, refused
from sandbox.conformance.drive_asked import new_form
from sandbox.conformance.forms_asked import OPEN, ask, change, created, set_state, shown


@checks("FORMS-001")
def only_titles_are_taken(google: Probe) -> None:
    """What is more than a title is refused when a form is made."""
    for body in (
        {"info": {"title": TITLE, "description": "more"}},
        {"info": {"title": TITLE}, "items": [ask("Who?")]},
        {"info": {"title": TITLE}, "settings": {"emailCollectionType": "VERIFIED"}},
    ):
        said = refused(google.forms.forms().create(body=body).execute)
        words = "Only info.title can be set when creating a form. To add items and change settings, use batchUpdate."
        assert (said.code, said.message) == (400, words)


@checks("FORMS-002")
def title_is_needed(google: Probe) -> None:
    """A form has a title."""
    assert refused(google.forms.forms().create(body={"info": {"documentTitle": TITLE}}).execute).code == 400


@checks("FORMS-003")
def new_form_is_unpublished(google: Probe) -> None:
    """Nobody can answer a form that was just made."""
    form = shown(google, new_form(google))
    assert form["publishSettings"] == {"publishState": {}}


@checks("FORMS-004")
def form_as_it_is_shown(google: Probe) -> None:
    """A form without items shows these fields and no others."""
    form = shown(google, new_form(google))
    assert set(form) == {"formId", "info", "settings", "publishSettings", "revisionId", "responderUri"}
    assert form["info"] == {"title": TITLE, "documentTitle": "Untitled form"}
    assert form["responderUri"].endswith("/viewform")
    assert form["formId"] not in form["responderUri"]


@checks("FORMS-005")
def document_title_is_the_files_name(google: Probe) -> None:
    """The document title is set once; Drive knows the form by it."""
    made = google.forms.forms().create(body={"info": {"title": "Shown", "documentTitle": TITLE}}).execute()
    google.made.append(made["formId"])
    assert made["info"] == {"title": "Shown", "documentTitle": TITLE}
    assert google.drive.files().get(fileId=made["formId"]).execute()["name"] == TITLE


@checks("FORMS-006")
def missing_form(google: Probe) -> None:
    """A form that does not exist is 404."""
    said = refused(google.forms.forms().get(formId="1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEf").execute)
    assert (said.code, said.message) == (404, "Requested entity was not found.")


@checks("FORMS-007")
def who_may_open_and_change(google: Probe) -> None:
    """A stranger is refused, a reader may look, and only a writer may change or read what was sent."""
    form, other = new_form(google), google.as_user("reader@innov8.example")
    assert refused(lambda: shown(other, form)).message == "The caller does not have permission"
    body = {"type": "user", "role": "reader", "emailAddress": other.me}
    google.drive.permissions().create(fileId=form, body=body, sendNotificationEmail=False).execute()
    assert shown(other, form)["formId"] == form
    assert refused(lambda: change(other, form, *created(ask("Who?")))).code == 403
    assert refused(lambda: set_state(other, form, **OPEN)).code == 403
    assert refused(other.forms.forms().responses().list(formId=form).execute).code == 403


@checks("FORMS-008")
def publishing(google: Probe) -> None:
    """A form is published, closed and taken back; the answer shows how it stands."""
    form = new_form(google)
    assert set_state(google, form, **OPEN) == {"formId": form, "publishSettings": {"publishState": OPEN}}
    closed = set_state(google, form, isPublished=True, isAcceptingResponses=False)
    assert closed["publishSettings"] == {"publishState": {"isPublished": True}}
    set_state(google, form, isPublished=False, isAcceptingResponses=False)
    assert shown(google, form)["publishSettings"] == {"publishState": {}}


@checks("FORMS-009")
def accepting_needs_published(google: Probe) -> None:
    """What is not published cannot accept answers, and both must be said."""
    form = new_form(google)
    assert refused(lambda: set_state(google, form, isPublished=False, isAcceptingResponses=True)).code == 400
    assert refused(lambda: set_state(google, form, isPublished=True)).code == 400
    assert shown(google, form)["publishSettings"] == {"publishState": {}}


@checks("FORMS-010")
def publish_state_is_a_message_of_its_own(google: Probe) -> None:
    """The two flags do not stand in publishSettings itself."""
    call = google.forms.forms().setPublishSettings(formId=new_form(google), body={"publishSettings": OPEN})
    said = refused(call.execute)
    assert said.code == 400
    assert "Unknown name \"isPublished\" at 'publish_settings'" in said.message


@checks("FORMS-011")
def publishing_is_no_revision(google: Probe) -> None:
    """A change of content makes another revision, publishing does not."""
    form = new_form(google)
    first = shown(google, form)["revisionId"]
    set_state(google, form, **OPEN)
    assert shown(google, form)["revisionId"] == first
    change(google, form, *created(ask("Who?")))
    assert shown(google, form)["revisionId"] != first


@checks("FORMS-012")
def address_is_not_collected_at_first(google: Probe) -> None:
    """A new form collects no address."""
    assert shown(google, new_form(google))["settings"] == {"emailCollectionType": "DO_NOT_COLLECT"}
