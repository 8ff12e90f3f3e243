"""What can't be done with inspections, recommendations and plans; the message says why and what to do."""


class ImprovementError(ValueError):
    """The change can't be made."""
