"""The command scripts/provider_return: which children there are, and their minutes, on the screen and as a CSV file."""
