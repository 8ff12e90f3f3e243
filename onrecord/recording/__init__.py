"""Crime records, and which logs they belong to."""
