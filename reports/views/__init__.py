"""What does each page do? Get, check, call, respond; one module a page."""
