"""Chat v1: spaces, who is in them, and messages, posted once for each request id."""

from sandbox.chat import control as control
from sandbox.chat import messages as messages
from sandbox.chat import spaces as spaces
