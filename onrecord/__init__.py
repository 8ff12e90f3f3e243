"""onrecord: every reported crime on record, and proof of it."""

__version__ = "0.1.0"
