"""A source system may not bear the name under which this installation keeps its own logs and crimes: its records would
take their place."""

from onrecord.contact.force import force


def whose_name(system: str) -> str:
    """Why a source system can't have this name, in a sentence; empty when it can. Raises ForceError."""
    own = force().system
    if system.strip().casefold() != own.casefold():
        return ""
    return (
        f"{system.strip()!r} is the name under which logs and crimes opened here are kept (system, in force.toml). Give the "
        "system that the file comes from another name."
    )
