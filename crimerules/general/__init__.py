"""The general rules: whether to record, and the exits that leave a report without a crime."""
