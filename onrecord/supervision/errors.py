class SupervisionError(ValueError):
    """The change can't be made; the message says why and what to do. Nothing was written."""
