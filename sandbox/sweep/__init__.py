"""The fault sweep: a busy day, broken at every call of every run that writes or sends, and then left to go on."""
