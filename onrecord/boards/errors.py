"""What can't be done with boards and their meetings; the message says why and what to do."""

from onrecord.improvement.errors import ImprovementError


class BoardError(ImprovementError):
    """The change can't be made."""
