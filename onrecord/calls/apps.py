"""The recording of a call: kept, listened to, marked."""

from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "onrecord.calls"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onrecord.calls import actions, content, integrity, panel, transcripts
        from onrecord.calls.models import ErasedRecording, Mark, Recording, Transcript
        from onrecord.contact.panels import register as register_panel
        from onrecord.ledger.records import RecordSource, register, register_files

        register(
            RecordSource(
                "recording of a call",
                ("recording.attached",),
                Recording,
                actions.recording_subject,
                content.recording_content,
                versions=False,
            )
        )
        register(
            RecordSource(
                "erasure of a recording",
                ("recording.erased",),
                ErasedRecording,
                actions.recording_subject,
                content.erasure_content,
                versions=False,
            )
        )
        register(
            RecordSource(
                "mark in a recording",
                ("call-mark.made", "call-mark.withdrawn"),
                Mark,
                actions.mark_subject,
                content.mark_content,
            )
        )
        register(
            RecordSource(
                "machine transcript",
                ("transcript.made",),
                Transcript,
                transcripts.transcript_subject,
                content.transcript_content,
                versions=False,
            )
        )
        register_files("recordings of calls", integrity.check_files)
        register_panel(panel.PANEL)
