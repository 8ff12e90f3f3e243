"""A made-up force's records for tests of the figures, put straight into the tables as an import leaves them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count

from onrecord.contact.models import LinkState, Log, LogEntry, Precision
from onrecord.measures.alerts import actions as alert_actions
from onrecord.measures.alerts.models import AlertRule, Hook, Outgoing
from onrecord.measures.alerts.states import SendState
from onrecord.people.models import User
from onrecord.recording.models import Crime, CrimeLog

_numbers = count(1)
# Sentences of a supervisor's own, of six words and more.
OWN = [
    "Spoke to the officer, the neighbour must be seen before closing",
    "No account from the victim yet, ring her again this evening",
    "Two crimes disclosed here, record the damage as well please",
    "Grade should be priority because a child was in the house",
    "Seize the doorbell film today, it is kept for two days only",
]


def at(text: str) -> datetime:
    """A moment in UTC: at("2026-03-05 10:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def log(received: datetime, **more) -> Log:
    number = next(_numbers)
    return Log.objects.create(
        **{
            "system": "storm",
            "ref": f"L{number}",
            "ref_key": f"L{number}",
            "received_at": received,
            "source": "999",
            "grade": "1",
            "department": "North",
            "officer": "PC 9",
            "entry_seq": 0,
            **more,
        }
    )


def line(about: Log, minutes: float, text: str, role: str = "Supervisor", **more) -> LogEntry:
    number = next(_numbers)
    return LogEntry.objects.create(
        **{
            "system": about.system,
            "log_ref": about.ref,
            "log_ref_key": about.ref_key,
            "line_key": str(number),
            "entered_at": about.received_at + timedelta(minutes=minutes),
            "author": "Sgt 1",
            "role": role,
            "text": text,
            "entry_seq": 0,
            **more,
        }
    )


def crime(about: Log | None, hours: float, received: datetime | None = None, **more) -> Crime:
    number = next(_numbers)
    begun = about.received_at if about is not None else received
    recorded = begun + timedelta(hours=hours)
    made = Crime.objects.create(
        **{
            "system": "niche",
            "ref": f"C{number}",
            "ref_key": f"C{number}",
            "recorded_at": recorded,
            "group": "violence",
            "entry_seq": 0,
            **more,
        }
    )
    if about is not None:
        CrimeLog.objects.create(crime=made, log=about, how="crime")
        Log.objects.filter(pk=about.pk).update(
            link_state=LinkState.LINKED, crime_count=1, first_recorded_at=recorded
        )
    return made


def day_only(received: datetime, **more) -> Log:
    return log(received, received_precision=Precision.DAY, **more)


def alert_rule(by: User, **more) -> AlertRule:
    return alert_actions.keep_rule(
        **{
            "by": by,
            "name": "Late recording",
            "what": "measure:within-24",
            "side": "below",
            "level": Decimal("95"),
            "roles": ["supervisor", "registrar"],
            "every_hours": 24,
            **more,
        }
    )


def hook(by: User) -> Hook:
    made, _ = alert_actions.add_hook(by=by, name="Messages", url="https://messages.example/in")
    return made


def message() -> Outgoing:
    """One that was given up."""
    now = at("2026-04-10 10:00")
    return Outgoing.objects.create(
        key="given up", kind="mail", to="sue", subject="Figures", body="83 %", state=SendState.GIVEN_UP, queued_at=now, next_at=now,
    )  # fmt: skip
