"""A record that failed, on its way to those whose work it was, and what came of it."""
