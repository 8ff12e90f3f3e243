"""The forms of crime records and reported incidents: one class for each thing that may be done, which knows its action."""
