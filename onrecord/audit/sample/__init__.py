"""From the logs to a sample that nobody chose: frame, strata, draw, and the draw once more."""
