"""Checks of what is set up in a mailbox: what it answers by itself, sends on, filters, and in whose name it writes."""

from __future__ import annotations

from typing import Any

from sandbox.conformance import Probe, checks, refused


def _settings(google: Probe) -> Any:
    return google.gmail.users().settings()


@checks("GMAIL-039")
def settings_can_be_read(google: Probe) -> None:
    """Three calls say what becomes of mail; an account of somebody who uses it may have set something up."""
    assert isinstance(_settings(google).getVacation(userId="me").execute().get("enableAutoReply", False), bool)
    assert isinstance(_settings(google).getAutoForwarding(userId="me").execute().get("enabled", False), bool)
    assert isinstance(_settings(google).filters().list(userId="me").execute().get("filter", []), list)


@checks("GMAIL-040")
def settings_are_kept(google: Probe) -> None:
    """What was set up is what is read."""
    asked = _settings(google)
    bare = {"enableAutoReply": True}
    assert refused(asked.updateVacation(userId="me", body=bare).execute).code == 400
    asked.updateVacation(userId="me", body={**bare, "responseSubject": "Away"}).execute()
    assert asked.getVacation(userId="me").execute()["enableAutoReply"] is True
    onward = {"enabled": True, "emailAddress": "elsewhere@hill.example", "disposition": "leaveInInbox"}
    asked.updateAutoForwarding(userId="me", body=onward).execute()
    assert asked.getAutoForwarding(userId="me").execute() == onward
    rule = {"criteria": {"from": "hill.example"}, "action": {"removeLabelIds": ["INBOX"]}}
    made = asked.filters().create(userId="me", body=rule).execute()
    assert asked.filters().list(userId="me").execute()["filter"] == [{**rule, "id": made["id"]}]


@checks("GMAIL-041")
def own_address_is_primary(google: Probe) -> None:
    """The account itself is among those in whose name it may write."""
    found = _settings(google).sendAs().list(userId="me").execute()["sendAs"]
    assert [one["sendAsEmail"] for one in found if one.get("isPrimary")] == [google.me]
