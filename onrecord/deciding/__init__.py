"""Crime-recording decisions: the questions, the answer of the rules, the rationale, the review."""
