"""innov8's register, absence and CME concern log, and escalation engine."""
