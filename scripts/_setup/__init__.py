"""The guided set-up: one step after the other, each seen in the world itself, so that it can go on anywhere."""
