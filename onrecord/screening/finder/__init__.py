"""The finder: which logs appear to disclose a crime that nobody recorded, and why. Nothing here knows Django."""
