"""The sandbox's own pages: what there is, the mailboxes, and the controls."""
