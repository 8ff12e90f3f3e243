from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "onrecord.audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onrecord.audit.findings import content as findings_content
        from onrecord.audit.findings.models import Finding
        from onrecord.audit.reading import kept_back, suggestions
        from onrecord.audit.schedule import content as schedule_content
        from onrecord.audit.schedule.models import ReaderHours, ScheduleMark
        from onrecord.audit.stopping.actions import stop_content
        from onrecord.audit.stopping.models import Stop
        from onrecord.calls.kept_back import register as register_kept_back
        from onrecord.ledger.records import RecordSource, register
        from onrecord.screening.fates import sources as fates_sources

        fates_sources.register_verdicts("audits", suggestions.released)
        fates_sources.register_kept_back("audits", suggestions.kept_from)
        register_kept_back("readings that are blind", kept_back.marks_kept_back)
        register(
            RecordSource(
                "finding of an audit",
                ("finding.sent", "finding.changed"),
                Finding,
                findings_content.finding_subject,
                findings_content.finding_content,
            )
        )
        register(
            RecordSource(
                "stop of an audit's reading",
                ("audit.stopped",),
                Stop,
                lambda row: f"audit:{row.audit_id}",
                stop_content,
                versions=False,
            )
        )
        register(
            RecordSource(
                "mark in the schedule of audits",
                ("schedule.marked",),
                ScheduleMark,
                schedule_content.mark_subject,
                schedule_content.mark_content,
                versions=False,
            )
        )
        register(
            RecordSource(
                "hours of a reader",
                ("reader.hours",),
                ReaderHours,
                schedule_content.hours_subject,
                schedule_content.hours_content,
            )
        )
