"""Google Forms: the API, and what a respondent's browser does."""

from sandbox.forms import methods, respond, responses, switches

__all__ = ["methods", "respond", "responses", "switches"]
