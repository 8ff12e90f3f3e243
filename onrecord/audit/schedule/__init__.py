"""Which audit is due when, what was left out and why, and whether the readers have the hours."""
