"""The local stand-in for Google's five APIs, for development and trial. It is never deployed."""
