"""The command scripts/evidence: what the record shows, for whoever asks, on the screen and as a Word file."""
