"""The outside world, thin: Google's four APIs, the clock, the log."""
