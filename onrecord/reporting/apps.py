from pathlib import Path

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "onrecord.reporting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_delete

        from onrecord.calls import integrity
        from onrecord.contact import panels
        from onrecord.deciding import suggesting
        from onrecord.finding import others
        from onrecord.ledger.records import RecordSource, register
        from onrecord.measures.sending.timers import await_sending
        from onrecord.people import names, reminding
        from onrecord.reporting import content, models
        from onrecord.reporting.files import holding
        from onrecord.reporting.files.keeping import let_go
        from onrecord.reporting.front_door import FRONT_DOOR, IN_WORDS
        from onrecord.reporting.health import is_taking_in
        from onrecord.reporting.receiving import mail
        from onrecord.reporting.work import waiting
        from onrecord.reporting.work.finding import reports_numbered
        from onrecord.reporting.work.of_log import pressing_in
        from onrecord.reporting.work.panel import PANEL
        from onrecord.reporting.work.showing import sources_of_decision
        from onrecord.reporting.work.subjects import REPORTS
        from onrecord.supervision import subjects
        from onrecord.supervision.lists import kept as worklists_kept

        panels.register(PANEL)
        subjects.register(*REPORTS)
        worklists_kept.register(Path(__file__).parent / "work" / "worklists")

        others.register("reporting", reports_numbered)
        suggesting.register_sources("reporting", sources_of_decision)
        suggesting.register_pressing("reporting", pressing_in)
        mail.register()
        await_sending("reporting", is_taking_in)
        names.register("reporting", lambda: {FRONT_DOOR: IN_WORDS})
        reminding.register("reporting", waiting.waiting_for)
        for source in (
            RecordSource(
                "type of report",
                ("report-type.made",),
                models.TypeVersion,
                content.type_subject,
                content.type_content,
            ),
            RecordSource(
                "switch of reporting on line",
                ("report-switch.set",),
                models.Switch,
                content.switch_subject,
                content.switch_content,
            ),
            RecordSource(
                "check of what the public reads on line",
                ("report-check.kept",),
                models.Checked,
                content.check_subject,
                content.check_content,
            ),
            RecordSource(
                "report on line",
                ("report.sent", "report.changed"),
                models.Report,
                content.report_subject,
                content.report_content,
            ),
            RecordSource(
                "file of a report",
                ("report-file.kept", "report-file.changed"),
                models.ReportFile,
                content.file_subject,
                content.file_content,
            ),
            RecordSource(
                "message of a report",
                ("report-message.written", "report-message.changed"),
                models.ReportMessage,
                content.message_subject,
                content.message_content,
            ),
        ):
            register(source)
        integrity.register("files of reports", holding.of_reports, holding.report_has)
        integrity.register("files of drafts", holding.of_drafts, holding.draft_has)
        post_delete.connect(let_go, sender=models.DraftFile, dispatch_uid="report-draft-file")
