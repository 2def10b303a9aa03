"""The local stand-in for Google's four APIs, for development and trial. It is never deployed."""
