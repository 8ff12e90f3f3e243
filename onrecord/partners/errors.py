class PartnerError(ValueError):
    """It can't be done; the message says why and what to do."""
