"""The one exception that audit actions raise for things a person can put right."""


class AuditError(ValueError):
    """An audit can't be made or read in as asked; the message says what is wrong and what to do."""
