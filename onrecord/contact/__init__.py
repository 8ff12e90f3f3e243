"""Incident logs: what was reported to the force, and what was written down about it."""
