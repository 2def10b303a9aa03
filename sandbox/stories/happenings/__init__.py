"""What can happen in a story, a module a place: the forms, the workbook, the mailbox, the network, the scheduler."""
