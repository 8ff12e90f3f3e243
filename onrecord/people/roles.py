"""Roles, and what each may do: one table. Pages and actions ask the same functions; docs/reference/permissions.md is
written from it.

A role gets what its work needs and nothing else (Data Protection Act 2018, section 37: adequate, relevant and not
excessive).
"""

from enum import StrEnum

from django.db.models import TextChoices


class Role(TextChoices):
    CALL_TAKER = "call_taker", "Call-taker"
    OFFICER = "officer", "Officer"
    SUPERVISOR = "supervisor", "Supervisor"
    AUDITOR = "auditor", "Auditor"
    REGISTRAR = "registrar", "Force crime registrar"
    COMMISSIONER = "commissioner", "Commissioner's office"
    ADMINISTRATOR = "administrator", "Administrator"


class Permission(StrEnum):
    """What may be done. The words complete the sentence "may ..."."""

    def __new__(cls, value: str, words: str) -> "Permission":
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = words
        return member

    words: str

    VIEW_LOGS = "view_logs", "read incident logs, with their crimes and their history"
    ALL_DEPARTMENTS = "all_departments", "see every department's logs, not only their own"
    VIEW_CRIMES = "view_crimes", "look through the crimes and the references that fit nothing"
    VIEW_SUSPECTS = "view_suspects", "see the logs that look as if a crime was not recorded"
    IMPORT_FILES = "import_files", "take in exports and keep maps of their columns"
    MAKE_AUDIT = "make_audit", "plan an audit and draw its sample"
    READ_SAMPLE = "read_sample", "read the sampled logs and say what should have been recorded"
    VIEW_ESTIMATE = "view_estimate", "see recording rates with their intervals"
    VIEW_LEDGER = "view_ledger", "see the ledger's size, checkpoints and public key"
    EXPORT_LEDGER = "export_ledger", "download the ledger, which holds personal data"
    VIEW_READS = "view_reads", "see who looked at what"
    MANAGE_PEOPLE = "manage_people", "add people, change their role and end their access"


P = Permission

ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.CALL_TAKER: frozenset({P.VIEW_LOGS}),
    Role.OFFICER: frozenset({P.VIEW_LOGS}),
    Role.SUPERVISOR: frozenset({P.VIEW_LOGS, P.VIEW_SUSPECTS}),
    Role.AUDITOR: frozenset(
        {
            P.VIEW_LOGS,
            P.ALL_DEPARTMENTS,
            P.VIEW_CRIMES,
            P.VIEW_SUSPECTS,
            P.MAKE_AUDIT,
            P.READ_SAMPLE,
            P.VIEW_ESTIMATE,
            P.VIEW_LEDGER,
        }
    ),
    Role.REGISTRAR: frozenset(set(Permission) - {P.MANAGE_PEOPLE}),
    Role.COMMISSIONER: frozenset({P.VIEW_ESTIMATE, P.VIEW_LEDGER}),
    Role.ADMINISTRATOR: frozenset({P.MANAGE_PEOPLE, P.VIEW_READS, P.VIEW_LEDGER}),
}

ROLE_WORDS: dict[str, str] = {
    Role.CALL_TAKER: "Takes reports. Reads the logs of their own department.",
    Role.OFFICER: "Attends and investigates. Reads the logs of their own department.",
    Role.SUPERVISOR: "Checks decisions. Reads the logs of their own department and those of them that look uncrimed.",
    Role.AUDITOR: "Reads samples and works out rates, in every department. Takes nothing in and changes nobody's access.",
    Role.REGISTRAR: "Answers for crime recording. May do everything except decide who has access.",
    Role.COMMISSIONER: "Holds the force to account. Sees rates and the proof; no log, no name, no personal data.",
    Role.ADMINISTRATOR: "Gives and ends access. Sees who looked at what, but no log, no crime and no audit.",
}


def permissions_of(role: str) -> frozenset[Permission]:
    """What a role may do; nothing for a name that is no role."""
    return ROLE_PERMISSIONS.get(role, frozenset())


def roles_with(permission: Permission) -> list[Role]:
    """The roles that hold a permission, in the table's order."""
    return [role for role in Role if permission in ROLE_PERMISSIONS[role]]


def permissions_page() -> str:
    """docs/reference/permissions.md, as Markdown."""
    lines = [
        "# Roles and permissions",
        "",
        "Written from `onrecord/people/roles.py`; a test keeps this page in step with it.",
        "",
        "Each person has one role. A call-taker, an officer and a supervisor see the logs whose department is the same as",
        "their account's; where the exports name no department, leave the account's department empty.",
        "",
        "| role | what it is for |",
        "| --- | --- |",
        *[f"| {role.label} | {ROLE_WORDS[role]} |" for role in Role],
        "",
        "| may ... | " + " | ".join(role.label for role in Role) + " |",
        "| --- |" + " :-: |" * len(Role),
    ]
    for permission in Permission:
        marks = ["yes" if permission in ROLE_PERMISSIONS[role] else "" for role in Role]
        lines.append(f"| {permission.words} | " + " | ".join(marks) + " |")
    lines += [
        "",
        "Signing in, changing one's own password and this table are open to every role. Every look at a log, a crime, a",
        "suspect list, a sample or an estimate is kept with who, when and from where, and so is every refusal.",
        "",
    ]
    return "\n".join(lines)
