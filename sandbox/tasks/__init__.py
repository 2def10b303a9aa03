"""Cloud Tasks v2: queues that are made with the control, tasks under names of their own, and who calls them."""

from sandbox.tasks import control as control
from sandbox.tasks import create as create
