"""What a story may expect, a module a place: messages, what stands in the workbook, and what its screens show."""
