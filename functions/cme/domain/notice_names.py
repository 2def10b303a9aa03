"""What each notice is called in a sentence, and which notice a row of the ledger is: people never see its code."""

from __future__ import annotations

from cme.domain.breaches import BREACH_CALL, CODE, LETTER, SENT_IN_ERROR
from cme.domain.case_told import IS_OVER, LOOK_INTO, NEW_FACTS, REFERRAL, TO_PLACING
from cme.domain.clocks import hhmm
from cme.domain.model import Facts, Message, State
from cme.domain.recipients import INNOV8
from cme.domain.sent_on import first, is_automatic, is_lost, went_on_to

CALLED = {
    "absence": "the notice of absence",
    "stand_down": "the stand-down",
    "register_missing": "the message that there is no register",
    "attendance_report": "the day's report",
    "corrected_report": "the correction of the day's report",
    "left_site": "the message that a child left",
    "left_site_page": "the page that a child left",
    "dsl_list": "the morning's list",
    "weekly_digest": "the digest of the week",
    "oversight": "the month in numbers",
    "walk_in": "the word that a child is here whom nobody expected",
    "question": "the question about a child that nobody has answered",
    "duty_call": "the question who is on duty",
    "child_page": "the page about children to ring about first",
    "register_nudge": "the reminder to send the register",
    "register_coordinator": "the request to ring the lead",
    "register_page": "the page about a register not taken",
    "session_changed": "the notice of a session cancelled or moved",
    "ring_round": "the list of families to ring",
    "cancelled_page": "the page about children at a session cancelled",
    "where_now": "the question where a child is",
    "where_now_page": "the page that a child is not found",
    "not_confirmed": "the notice that attendance is not confirmed",
    "concern_page": "the page about a concern",
    "page_again": "the page that nobody took or settled",
    "refer_yourself": "the word to the lead to refer themselves",
    "case_call": "what a case asks of you",
    "case_to_school": "the question about a case",
    "non_attendance": "the request to look into an absence",
    "case_over": "the word that a case is over",
    "referral": "the referral to an authority",
    "new_facts": "what is new to an authority",
    "referral_over": "the word to an authority that a case is over",
    "placing_told": "the word to whoever looks after a child",
    "placing_over": "the word to whoever looks after a child that a case is over",
    "not_delivered": "the page about a notice not delivered",
    "overtaken_list": "the list of notices not sent",
    "quota_near": "the word that the mailbox is near its limit",
    "still_paused": "the reminder of a pause",
    "taken_back": "the warning that the workbook was taken back in time",
    "shadow_digest": "the digest of a day in shadow",
    "archive_sealed": "the digest of a month's archive",
    "test_page": "the test page",
    BREACH_CALL: "what is to be decided of a message that went to the wrong people",
    SENT_IN_ERROR: "the letter that asks to delete a message",
}
STANDS = {
    State.CLAIMED: "being told since",
    State.SENT: "told",
    State.ANSWERED: "told, and has replied",
    State.HELD: "held back since",
    State.WITHDRAWN: "not told, taken back",
    State.BOUNCED: "NOT told, it came back",
    State.UNKNOWN: "perhaps not told, nobody knows,",
    State.FAILED: "NOT told, it was refused",
    State.OVERTAKEN: "not told, it was too late",
    State.REHEARSED: "rehearsed only",
}
"""What the state of a message means for its reader; a time follows."""
_ON_ITS_WAY = frozenset({State.CLAIMED, State.SENT, State.ANSWERED, State.REHEARSED})
UNREAD = "automatic reply: nobody has read it"
_BY_RULE = {
    "REG-1": "absence",
    "REG-3": "register_missing",
    "REG-5": "stand_down",
    "REG-6": "attendance_report",
    "REG-8": "session_changed",
    "SAFE-4": "concern_page",
    "REG-7": "corrected_report",
    "SAFE-1": "child_page",
    "REG-10": "walk_in",
    "ASK-1": "question",
    "SAFE-3": "duty_call",
    "SAFE-6": "dsl_list",
    "OPS-1": "not_delivered",
    "OPS-2": "overtaken_list",
    "OPS-4": "quota_near",
    "OPS-3": "taken_back",
    "OPS-8": "shadow_digest",
    "OPS-9": "oversight",
    "OPS-11": "archive_sealed",
    "OPS-12": "test_page",
    "OPS-13": "weekly_digest",
}


TO_AUTHORITIES = {
    REFERRAL: ("referral", "referral_over"),
    NEW_FACTS: ("new_facts", "referral_over"),
    TO_PLACING: ("placing_told", "placing_over"),
}
"""By how a step begins: which notice tells an authority of a case, and which that it is over."""


def stands(facts: Facts, message: Message) -> str:
    """Return how a message stands, since when, and where it went on to if nobody has read it."""
    on = on_to(facts, message)
    if is_automatic(message):
        return f"{UNREAD} ({hhmm(message.at)}); {f'sent on to {on}' if on else 'ring them'}"
    return f"{STANDS[message.state]} {hhmm(message.at)}" + (f"; sent on to {on}" if on else "")


def on_to(facts: Facts, message: Message) -> str:
    """Return the addresses to which a message was sent on and did arrive as far as anybody knows; empty for none."""
    if not (is_automatic(message) or is_lost(message)):
        return ""
    arrived = (sent.to for sent in went_on_to(facts, message) if sent.state in _ON_ITS_WAY)
    return " and ".join(dict.fromkeys(arrived))


def called(notice: str) -> str:
    """Return what a notice is called; one without a name yet is called by its own word."""
    return CALLED.get(notice, f"the notice “{notice.replace('_', ' ')}”")


def of_case(step: str) -> str:
    """Return the notice that a school or an authority is sent about a case, by how its step begins."""
    is_over, about = step.startswith(IS_OVER), step.removeprefix(f"{IS_OVER} ")
    for begins, (notice, over) in TO_AUTHORITIES.items():
        if about.startswith(begins):
            return over if is_over else notice
    if is_over:
        return "case_over"
    return "non_attendance" if step.startswith(LOOK_INTO) else "case_to_school"


def notice_of(rule: str, organisation: str, step: str) -> str:
    """Return the notice that pays an obligation of which only the ledger's key is left."""
    rule, step = first(rule, step)
    if rule == "REG-2":
        return f"register_{step.split()[0]}" if step else "register_nudge"
    if rule == "REG-4":
        return "left_site_page" if organisation == INNOV8 else "left_site"
    if rule == "REG-8" and organisation == INNOV8:
        return "cancelled_page" if step.startswith("page") else "ring_round"
    if rule == "OPS-2" and step.startswith("paused"):
        return "still_paused"
    if rule.startswith(("PAT-", "POL-")):
        return "weekly_digest"
    if rule in ("SAFE-2", "SAFE-5"):
        return "refer_yourself" if step.startswith("refer ") else "page_again"
    if rule == "REG-9":
        return (
            "not_confirmed" if organisation != INNOV8 else "where_now_page" if step.startswith("page") else "where_now"
        )
    if rule == CODE:
        return SENT_IN_ERROR if step.startswith(LETTER) else BREACH_CALL
    if rule.startswith("CME-"):
        return "case_call" if organisation == INNOV8 else of_case(step)
    return _BY_RULE.get(rule, rule)
