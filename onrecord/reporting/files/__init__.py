"""Photographs, films, sounds and documents that come with a report on line.

For the pages: `onrecord.reporting.files.keeping` (take in, remove, keep with the report that was sent).
"""
