"""What does somebody's own file say of a report? Any table that holds the appendices, in whatever program it was made.

A file or a pasted text becomes `lines` (pasted, from_book, from_document); `sections` tells which appendix each part
is about, `columns` which column says what, `alignment` which row is which, and `finding` how sure that is.
"""
