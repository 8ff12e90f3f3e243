"""What can't be done with a report, in words for whoever asked."""


class ReportError(ValueError):
    """The message says what is wrong and what to do; nothing was written."""
