"""Refusals of decisions, in words."""


class DecisionError(ValueError):
    """It can't be done; the message says why and what to do. Nothing was written."""


class Conflict(DecisionError):
    """Somebody else, or another device, changed the decision meanwhile."""
