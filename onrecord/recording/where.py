"""Where a crime was committed, besides the words: postcode, grid reference, UPRN."""

from collections.abc import Mapping

from onrecord.contact.location import READERS
from onrecord.recording.errors import CrimeError

# In the order in which pages ask for them.
WHERE = ("postcode", "grid", "uprn")


def checked_where(given: Mapping[str, str] | None) -> dict[str, str]:
    """Each of `WHERE`, tidied; empty where not given. Raises CrimeError for what has not the form of one."""
    read = {name: READERS[name](str((given or {}).get(name) or "")) for name in WHERE}
    wrong = [each.wrong for each in read.values() if each.wrong]
    if wrong:
        raise CrimeError(*wrong)
    return {name: each.value for name, each in read.items()}
