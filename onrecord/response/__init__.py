"""The commissioner's statutory response to an inspection: clock, comments, answers, check before publication, documents."""
