"""scripts/deploy: brings a Google Cloud project to where the system runs in it, and says first what that takes."""
