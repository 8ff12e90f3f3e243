"""What the floors above bring to the page of a log's disclosures. Screening stands below them and doesn't know them;
whoever has something registers it here (in its AppConfig.ready)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from onrecord.contact.models import Log
from onrecord.people.models import User


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the readers of an audit found in one log, once it may be known. `should` and `recorded`: crimes by big group
    (violence, sexual, other), as the reading that holds says."""

    log_id: int
    audit: str
    at: datetime
    should: Mapping[str, int]
    recorded: Mapping[str, int]

    def missed(self, group: str) -> int:
        """Crimes of the group that should have been recorded and were not."""
        return self.should.get(group, 0) - self.recorded.get(group, 0)


# Of every log (None), or of some: verdicts that are released; `to`: only those that this person may see, log by log.
Verdicts = Callable[[Sequence[int] | None, User | None], Iterable[Verdict]]
# Why this person may not see yet what the finder says of a log; "" where nothing is against it.
KeptBack = Callable[[User, Log], str]
# Begin or go on with a decision about a log; the address of its page.
Start = Callable[[Log, User], str]
_verdicts: dict[str, Verdicts] = {}
_kept_back: dict[str, KeptBack] = {}
_starts: dict[str, Start] = {}


def register_verdicts(name: str, verdicts: Verdicts) -> None:
    _verdicts[name] = verdicts


def register_kept_back(name: str, reason: KeptBack) -> None:
    _kept_back[name] = reason


def register_start(name: str, start: Start) -> None:
    _starts[name] = start


def verdicts(log_ids: Sequence[int] | None = None, to: User | None = None) -> list[Verdict]:
    """The released verdicts of readers, newest first. `to`: of these, what this person may see of single logs."""
    found = [each for source in _verdicts.values() for each in source(log_ids, to)]
    return sorted(found, key=lambda each: each.at, reverse=True)


def kept_back(user: User, log: Log) -> str:
    """Why the finder's words about this log are kept from this person for now; "" where they are not."""
    return next(filter(None, (reason(user, log) for reason in _kept_back.values())), "")


def start_decision(log: Log, user: User) -> str:
    """Begin a decision, or go on with the one that is open; the address of its page."""
    for start in _starts.values():
        return start(log, user)
    raise LookupError("nothing that begins decisions is registered")
