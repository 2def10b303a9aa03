"""Gmail v1: drafts, messages, threads, and the delivery of mail inside the sandbox."""

from sandbox.gmail import control as control
from sandbox.gmail import drafts as drafts
from sandbox.gmail import messages as messages
from sandbox.gmail import settings as settings
