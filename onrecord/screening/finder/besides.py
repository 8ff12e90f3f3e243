"""Whether an offence that a log tells of is another one than those it has on record."""

from functools import cache

from crimerules.offence_groups import group_of
from crimerules.offences import classes, normal_class
from onrecord.screening.finder.disclosed import Offence

OTHER_GROUP, SAME_GROUP = "another kind of offence", "another offence"
# Groups of offences.toml that name no offence which could be missing.
_VAGUE = frozenset({"Not clear", "Not notifiable by itself"})


def besides(offence: Offence, recorded: tuple[str, ...]) -> str:
    """How an offence stands to the recorded ones: OTHER_GROUP, SAME_GROUP, or "" where it may be one of them.

    `recorded`: class, code and title of each crime, as far as they are known. An offence may be one of them if the class is the
    same, if a recorded title names it, or if one names an offence that covers it (`within` in offences.toml: a robbery holds
    a theft, and an assault).
    """
    if offence.group in _VAGUE:
        return ""
    plain = " ".join(map(_in_words, recorded))
    symbols = {part.upper() for text in recorded for part in text.split()}
    if offence.crime_class and offence.crime_class.upper() in symbols:
        return ""
    own = [word for word in offence.title.lower().split() if len(word) > 4]
    if any(word in plain for word in (*own, *offence.within)):
        return ""
    group = group_of(offence.code, offence.crime_class, offence.title)
    have = {group_of(crime_class=text, offence=text) for text in recorded}
    return OTHER_GROUP if group not in have else SAME_GROUP


@cache
def _in_words(recorded: str) -> str:
    """A recorded crime in small letters, with what the list of offences calls its class."""
    titles = [
        classes()[name].title
        for name in map(normal_class, recorded.split()[:1])
        if name in classes()
    ]
    return " ".join((recorded, *titles)).lower()
