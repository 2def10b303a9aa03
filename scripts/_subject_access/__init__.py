"""The command scripts/subject_access: all that is held of one child, as a Word file and a data file."""
