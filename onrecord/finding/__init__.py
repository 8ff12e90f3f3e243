"""Search over references, people, places and text."""
