from onrecord.improvement.errors import ImprovementError


class ResponseError(ImprovementError):
    """Something about a response can't be done; the message says why, and what to do."""
