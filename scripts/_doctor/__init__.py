"""scripts/doctor: tells of a running installation what is wrong and how to mend it, and changes nothing."""
