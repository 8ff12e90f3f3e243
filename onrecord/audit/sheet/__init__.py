"""The sample on a spreadsheet: out, and back with what was filled in."""
