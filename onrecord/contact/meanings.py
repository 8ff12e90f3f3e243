"""What the force's own codes say about crime, where the rules that look for suspects read it."""

from django.db import transaction

from onrecord.contact.force import Force, force
from onrecord.contact.models import CodeMeaning


def keep_in_step() -> int:
    """Make the meanings of the codes of logs kept here those of force.toml; returns how many there are.

    Writes only where they differ. Raises ForceError.
    """
    own = force()
    wanted = _wanted(own)
    with transaction.atomic():
        held = CodeMeaning.objects.filter(system=own.system)
        if {(row.which, row.pattern, row.meaning) for row in held} != wanted:
            held.delete()
            CodeMeaning.objects.bulk_create(
                CodeMeaning(system=own.system, which=which, pattern=pattern, meaning=meaning)
                for which, pattern, meaning in sorted(wanted)
            )
    return len(wanted)


def _wanted(own: Force) -> set[tuple[str, str, str]]:
    sides = ((CodeMeaning.Which.OPENING, own.opening), (CodeMeaning.Which.CLOSING, own.closing))
    return {
        (str(which), _as_pattern(code), meaning)
        for which, codes in sides
        for code, meaning in codes.items()
        if meaning
    }


def _as_pattern(code: str) -> str:
    """A pattern that fits this code only: the signs that stand for any words are put in brackets,
    and a first "!", which would take the code out, becomes any sign."""
    shown = "".join(f"[{sign}]" if sign in "*?[" else sign for sign in code)
    return f"?{shown[1:]}" if shown.startswith("!") else shown
