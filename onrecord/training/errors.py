"""What can't be done with training and messages; the message says why and what to do."""


class TrainingError(ValueError):
    """The change can't be made."""
