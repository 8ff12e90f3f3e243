"""Those who work on reports: lists, the page of a report, confirming the decision, answering a challenge."""
