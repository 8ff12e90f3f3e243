"""Words of the index that nobody can type, for filters: the group of a document, its department, its day. Pure."""

from functools import lru_cache
from hashlib import blake2b

from onrecord.finding.models import GROUP_OF, Group, Kind

# In seconds.
DAY = 86_400
# Days are looked through in blocks of this many.
BLOCK = 32

OPEN, CLOSED = "=open", "=closed"
# Whose policy decides who may see a document: the log's or the crime's.
OF_LOG, OF_CRIME = "=oflog", "=ofcrime"
# Of crimes and incidents that belong to a log at all.
LINKED = "=linked"


def group_mark(group: Group) -> str:
    return f"=g{group.value}="


@lru_cache(maxsize=5000)
def department_mark(department: str) -> str:
    return f"=a{_digest(department)}"


@lru_cache(maxsize=5000)
def author_mark(username: str) -> str:
    """Of crimes and incidents that this person recorded."""
    return f"=u{_digest(username)}"


def day_mark(day: int) -> str:
    return f"=d{day}"


def block_mark(block: int) -> str:
    return f"=b{block}"


def marks(kind: Kind, at: int, *others: str) -> str:
    """The marks of a document whose time is `at` seconds after 1970."""
    day = max(0, at // DAY)
    return " ".join((group_mark(GROUP_OF[kind]), day_mark(day), block_mark(day // BLOCK), *others))


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=6).hexdigest()
