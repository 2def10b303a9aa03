"""The whole product on one machine: the sandbox, the real function's process, and a scheduler on a movable clock."""
