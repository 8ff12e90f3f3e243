"""Crime references: given in the order of recording, and the slips people make when they write them down."""

from datetime import UTC, datetime

from onrecord.simulation.dice import Dice
from onrecord.simulation.incidents import Disclosed

_AREAS = ("NC", "SC", "EC", "WC", "MC")


def number_crimes(crimes: list[Disclosed], dice: Dice) -> None:
    """Give every recorded crime its reference, in the order of recording.

    The crimes must come in a settled order; those recorded in the same second keep it.
    """
    crimes.sort(key=lambda crime: crime.recorded_at or 0)
    first = 100_000 + dice.below(50_000)
    for number, crime in enumerate(crimes, first):
        year = datetime.fromtimestamp(crime.recorded_at or 0, UTC).year % 100
        crime.ref = f"{dice.pick(_AREAS)}/{number}/{year}"


def as_in_log(crime: Disclosed) -> str:
    """The crime's reference as the log has it."""
    return _slipped(crime.ref, crime.slip, "wrong in log")


def as_in_crime(crime: Disclosed) -> str:
    """The log's reference as the crime record has it; empty where it names none."""
    if crime.names_log is None:
        return ""
    return _slipped(crime.names_log.ref, crime.slip, "wrong in crime")


def _slipped(ref: str, slip: str, wrong: str) -> str:
    if slip == wrong:
        # A figure dropped: no reference of this length exists, so it fits nothing.
        head, middle, *tail = ref.replace("-", "/-").split("/")
        return "/".join([head, middle[:-1], *tail]).replace("/-", "-")
    if slip == "lower case":
        return ref.lower()
    if slip == "spaces":
        return f" {ref[:5]} {ref[5:]}"
    return ref
