"""Who exists, where in the tree and when, who works there, and what was written down about it all."""
