"""Supervision that shows: departments with their history, worklists with their clocks, whose each thing is, reviews."""
