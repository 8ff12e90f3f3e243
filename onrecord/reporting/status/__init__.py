"""What became of a report, for its reporter: the page by reference and secret, and what they may do there."""
