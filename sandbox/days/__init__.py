"""Days played in the pure core, so that weeks take seconds: the example's half term, and the alert budget over it."""
