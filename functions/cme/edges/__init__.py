"""The outside world, thin: Google's five APIs, the clock, the log."""
