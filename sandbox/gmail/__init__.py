"""Gmail v1: drafts, messages, threads, and the delivery of mail inside the sandbox."""
