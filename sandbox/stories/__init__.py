"""Stories: a day in YAML that anyone can read, played through the real jobs, held against what it expects."""
