"""Which files does the portal write? Each module draws one kind of file from the tables."""
