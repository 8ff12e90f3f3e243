"""What stands beside the rate of an audit wherever it is shown: what waits, and what was reversed since.

The rate rests on the first readings and stays as it is: only findings are disputed, never passes, and only failures are all read
again, so that putting what holds now in its place would flatter. Whoever sees it is told at the same place what may still move.
"""

from onrecord.audit.findings.estimate import Reversals, reversals
from onrecord.audit.models import Audit
from onrecord.audit.reading.second_queries import checks_of


def notes_of(audit: Audit) -> list[str]:
    """Sentences to stand directly beside the rate; none where nothing waits and nothing was reversed."""
    checks = checks_of(audit)
    waits = []
    if checks.waiting:
        waits.append(f"{_records(checks.waiting)} for a second reader")
    if checks.disagreed:
        waits.append(f"{_records(checks.disagreed)} for a third, because two readers differ")
    found = []
    if waits:
        one = checks.waiting + checks.disagreed == 1
        found.append(
            f"The second reading is not done: {' and '.join(waits)} still {'waits' if one else 'wait'}. Until then the rate rests "
            "on what one reader found, and readers' errors are in none of its figures."
        )
    held = reversals(audit)
    if held.reversed:
        found.append(_reversed(held))
    return found


def _reversed(held: Reversals) -> str:
    fell = "finding was" if held.reversed == 1 else "findings were"
    return (
        f"This is the rate of the first readings. Since then {held.reversed:,} {fell} reversed by the registrar; with the readings "
        f"as they hold now it is {held.after_words}. Only findings are disputed, never passes, so that this can only raise the rate: "
        "both stand side by side, and neither takes the other's place."
    )


def _records(number: int) -> str:
    return "1 record" if number == 1 else f"{number:,} records"
