"""`scripts/sweep`: how much was tried of what must never happen, what was found, and how that is written down."""
