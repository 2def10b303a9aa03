"""Google Forms: the API, and what happens when a form is sent."""

from sandbox.forms import control as control
from sandbox.forms import methods as methods
from sandbox.forms import native as native
from sandbox.forms import responses as responses
