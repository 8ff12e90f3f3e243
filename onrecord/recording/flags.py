"""Which flags go together. Crime Recording Rules 2026/27, pp. 27, 29 and 72."""

from collections.abc import Sequence

from crimerules.flags import FLAGS


def flag_problems(flags: Sequence[str]) -> list[str]:
    """What is wrong with a set of flags, each as a sentence that says what to do; empty when nothing is."""
    held = set(flags)
    unknown = sorted(held - set(FLAGS))
    found = [f"{flag!r} is no flag. Choose from the list." for flag in unknown]
    perceived = [flag for flag in flags if flag.startswith("hate-religion-")]
    if perceived and "hate-religion" not in held:
        found.append("A perceived religion goes with the religion flag: add it (p. 27).")
    if "hate-religion" in held and not perceived:
        found.append("With the religion flag goes the perceived religion: add it (p. 27).")
    if {"metal-theft-infrastructure", "metal-theft-other"} <= held:
        found.append("Metal theft carries one of its two flags: take one off (p. 27).")
    if "child-sexual-exploitation" in held and "child-sexual-abuse" not in held:
        found.append("Exploitation of a child is always abuse as well: add that flag (p. 29).")
    return found
