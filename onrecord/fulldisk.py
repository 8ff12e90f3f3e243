"""Whether an error means that the disk is full: said by a file, or by a database in its own words."""

import errno

# As SQLite and PostgreSQL say it.
_SAID = ("disk is full", "No space left on device")
# A quota that is used up is a full disk to whoever has it.
_CODES = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def disk_is_full(error: BaseException | None) -> bool:
    """Whether the error, or what it was made of, says so."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _CODES:
            return True
        # Not imported: this must work where no database does.
        is_database = type(error).__name__ == "OperationalError"
        if is_database and any(words in str(error) for words in _SAID):
            return True
        error = error.__cause__
    return False
