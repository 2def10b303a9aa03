"""What Gmail and the people behind it do with a message that was sent: it comes back, a program or a person answers."""

from __future__ import annotations

from cme.domain.clocks import hhmm
from sandbox.stories.kinds import Act, Spoken, happening
from sandbox.stories.people import addresses, target
from sandbox.stories.scene import Scene

AFTERWARDS = 60
"""Minutes that are played one by one where whatever is sent from now on comes back."""


@happening("bounces", "from_now_on", "own_thread", "text")
def bounces(spoken: Spoken) -> Act:
    """A message comes back undeliverable: the last one to somebody, or each from now on."""
    kind = "bounce_apart" if _is_apart(spoken, usual=False) else "bounce"
    return _comes(spoken, "bounces", kind, "comes back as undeliverable")


@happening("replies", "from_now_on", "own_thread", "text")
def replies(spoken: Spoken) -> Act:
    """Somebody answers a message."""
    kind = "reply_apart" if _is_apart(spoken, usual=False) else "reply"
    return _comes(spoken, "replies", kind, "is answered")


@happening("auto_replies", "from_now_on", "own_thread", "text")
def auto_replies(spoken: Spoken) -> Act:
    """A program answers a message: nobody is there."""
    kind = "auto_reply" if _is_apart(spoken, usual=True) else "auto_reply_within"
    return _comes(spoken, "auto_replies", kind, "is answered by a program")


def _is_apart(spoken: Spoken, *, usual: bool) -> bool:
    return spoken.said["own_thread"].flag() if "own_thread" in spoken.said else usual


def _comes(spoken: Spoken, key: str, kind: str, words: str) -> Act:
    whom = target(spoken.need(key), spoken.cast)
    text = spoken.said["text"].text() if "text" in spoken.said else ""
    always = "from_now_on" in spoken.said and spoken.said["from_now_on"].flag()

    def act(scene: Scene) -> str:
        mine = addresses(whom, scene.cast)
        if always:
            for address in mine:
                scene.stage.control("mail", {"kind": kind, "address": address, "text": text, "always": True})
            scene.watch(AFTERWARDS)
            return f"from now on whatever is sent to {whom} {words}"
        sent = scene.stage.control("mail?box=sent")["messages"]
        ours = [m for m in sent if "X-Innov8-Message" in m["headers"] and set(m["to"]) & set(mine)]
        if not ours:
            scene.fail(f"At {hhmm(spoken.at)} nothing had been sent to {whom} yet.", spoken.whole.where)
            return ""
        last = ours[-1]
        scene.stage.control("mail", {"kind": kind, "message": last["id"], "address": last["to"][0], "text": text})
        return f"the message to {last['to'][0]} {words}"

    return act
