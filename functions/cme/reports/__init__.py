"""Reports in numbers: what is counted by the core, put into tables and charts with pandas. No tick imports it."""
