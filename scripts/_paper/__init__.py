"""Papers that a command makes for people: shown on the screen, and written as a Word file."""
