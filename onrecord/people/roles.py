"""Roles from the start, and what each may do. One table; pages and actions ask the same functions."""

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
    """What may be done; the words are shown in docs/reference/permissions.md."""

    VIEW_LOGS = "view_logs"
    VIEW_SUSPECTS = "view_suspects"
    IMPORT_FILES = "import_files"
    MAKE_AUDIT = "make_audit"
    READ_SAMPLE = "read_sample"
    VIEW_ESTIMATE = "view_estimate"
    VIEW_LEDGER = "view_ledger"
    VIEW_READS = "view_reads"
    MANAGE_PEOPLE = "manage_people"
    ERASE = "erase"
